// Shows how far a run over requests is while somebody watches.
using AdSelect.Tool.Requests;
using Spectre.Console;

namespace AdSelect.Tool.Output;

internal static class RequestStatus
{
    /// <summary>Runs under a status line on standard error; without one when nobody watches or answers go to the same terminal.</summary>
    public static RequestCounts Show(ToolContext context, bool isFile, Func<Action<RequestProgress>?, RequestCounts> run) =>
        context.ShowsProgress && (isFile || !context.IsOutputTerminal)
            ? context.ErrorConsole.Status().Start("reading requests", status => run(progress => status.Status(Markup.Escape(Text(progress)))))
            : run(null);

    private static string Text(RequestProgress progress) => progress.TotalBytes is > 0 and long total
        ? $"{Words.Count(progress.Requests, "request")}, {progress.Bytes * 100 / total} % of the file"
        : Words.Count(progress.Requests, "request");
}
