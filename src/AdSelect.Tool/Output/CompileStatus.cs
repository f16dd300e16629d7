// Shows how far a compilation is while somebody watches.
using Spectre.Console;

namespace AdSelect.Tool.Output;

internal static class CompileStatus
{
    /// <summary>Runs a compilation under a status line on standard error; without one when nobody watches.</summary>
    public static CompileResult Show(ToolContext context, Func<IProgress<CompileProgress>?, CompileResult> compile) => context.ShowsProgress
        ? context.ErrorConsole.Status().Start("reading", status => compile(new Reporter(status)))
        : compile(null);

    // Progress<T> would report from other threads, after the fact.
    private sealed class Reporter(StatusContext status) : IProgress<CompileProgress>
    {
        public void Report(CompileProgress value) => status.Status(Markup.Escape(value switch
        {
            { Stage: CompileStage.Reading, Total: null } => $"reading: {value.Done:N0} line items",
            { Stage: CompileStage.Reading } => $"reading: {value.Done:N0} of {value.Total:N0} line items",
            { Total: > 0 and int total } => $"{value.Stage.ToString().ToLowerInvariant()}: {value.Done * 100L / total} %",
            _ => value.Stage.ToString().ToLowerInvariant(),
        }));
    }
}
