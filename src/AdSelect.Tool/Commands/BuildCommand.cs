// `adselect build`: catalog JSON to snapshot file.
using System.CommandLine;
using System.Diagnostics;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class BuildCommand
{
    public static Command Create(ToolContext context)
    {
        var catalog = new Argument<string>("CATALOG.json") { Description = "The catalog." };
        var output = new Option<string?>("--output", "-o") { Description = "The snapshot file to write, whole or not at all.", HelpName = "FILE" };
        var check = new Option<bool>("--check") { Description = "Compile, but write nothing." };
        Option<WarningDetail> warnings = WarningOption.Create();
        var command = new Command("build", "Compiles a catalog to a snapshot.") { catalog, output, check, warnings };
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null == result.GetResult(check) is null)
            {
                result.AddError("Give either --output FILE or --check.");
            }
        });
        return command.Does((result, _) => result.GetValue(output) is { } file
            ? Build(context, result.GetRequiredValue(catalog), file, result.GetValue(warnings))
            : CheckCommand.Check(context, result.GetRequiredValue(catalog), result.GetValue(warnings)));
    }

    private static int Build(ToolContext context, string catalog, string output, WarningDetail warnings)
    {
        long start = Stopwatch.GetTimestamp();
        CompileResult result = CatalogCompilation.Compile(context, catalog);
        if (!CatalogCompilation.Report(context, catalog, result, warnings))
        {
            return ExitCode.Failure;
        }

        result.Snapshot!.Save(output);
        SnapshotTables.WriteSummary(context, output, result.Snapshot);
        context.Error.WriteLine($"built in {Stopwatch.GetElapsedTime(start).TotalSeconds:N2} s");
        return ExitCode.Success;
    }
}
