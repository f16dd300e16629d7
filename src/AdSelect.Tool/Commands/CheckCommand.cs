// `adselect check`: everything that building does, except writing.
using System.CommandLine;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class CheckCommand
{
    public static Command Create(ToolContext context)
    {
        var catalog = new Argument<string>("CATALOG.json") { Description = "The catalog." };
        Option<WarningDetail> warnings = WarningOption.Create();
        var command = new Command("check", "Compiles a catalog and lists errors and warnings; writes nothing.") { catalog, warnings };
        command.Aliases.Add("lint");
        return command.Does((result, _) => Check(context, result.GetRequiredValue(catalog), result.GetValue(warnings)));
    }

    /// <summary>Compiles and reports.</summary>
    public static int Check(ToolContext context, string catalog, WarningDetail warnings)
    {
        CompileResult result = CatalogCompilation.Compile(context, catalog);
        if (!CatalogCompilation.Report(context, catalog, result, warnings))
        {
            return ExitCode.Failure;
        }

        string warned = Words.Count(result.WarningCount, "warning");
        context.Out.WriteLine($"{catalog}: no errors, {warned}, {Words.Count(result.Snapshot!.LineItemCount, "line item")}");
        return ExitCode.Success;
    }
}
