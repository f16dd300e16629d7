// `adselect export`: snapshot to catalog JSON.
using System.CommandLine;
using AdSelect.Snapshots;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class ExportCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> file = SnapshotFile.Argument();
        var deltas = new Option<string[]>("--delta", "-d")
        {
            Description = "A delta of the snapshot, to export both together; several follow each other in their order.",
            HelpName = "FILE",
        };
        Option<string?> output = JsonLines.Option();
        var command = new Command("export", "Writes what a snapshot holds as catalog JSON, from which it can be built again.") { file, deltas, output };
        return command.Does((result, _) =>
        {
            string path = result.GetRequiredValue(file);
            AdSnapshot snapshot = SnapshotFile.Load(path);
            string[] changes = result.GetValue(deltas) ?? [];
            foreach (string change in changes)
            {
                snapshot = SnapshotFile.Join(snapshot, path, change);
            }

            if (snapshot.IsDelta)
            {
                const string Advice = "only what is new or different can be exported; give its base, and it as --delta";
                context.Error.WriteLine($"{path}: warning: it is a delta, of which {Advice}.");
            }

            try
            {
                Write(context, snapshot.ToCatalog(), result.GetValue(output));
            }
            catch (ArgumentException error)
            {
                // Catalogs made in C# may have windows shorter than a millisecond.
                throw new ToolException($"{path}: it has no JSON form: {error.Message}");
            }

            return ExitCode.Success;
        });
    }

    private static void Write(ToolContext context, Catalog catalog, string? output)
    {
        if (output is null)
        {
            CatalogJson.Save(catalog, context.Output);
        }
        else
        {
            AtomicFile.Write(output, stream => CatalogJson.Save(catalog, stream));
        }
    }
}
