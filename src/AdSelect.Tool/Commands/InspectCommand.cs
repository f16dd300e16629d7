// `adselect inspect`: what a snapshot holds.
using System.CommandLine;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class InspectCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> file = SnapshotFile.Argument();
        var lineItem = new Option<string?>("--line-item", "-l") { Description = "Show this line item instead.", HelpName = "ID" };
        var command = new Command("inspect", "Shows what a snapshot holds.") { file, lineItem };
        return command.Does((result, _) =>
        {
            string path = result.GetRequiredValue(file);
            AdSnapshot snapshot = SnapshotFile.Load(path);
            if (result.GetValue(lineItem) is { } id)
            {
                SnapshotTables.WriteLineItem(context, snapshot, SnapshotFile.FindLineItem(snapshot, path, id));
            }
            else
            {
                SnapshotTables.WriteSummary(context, path, snapshot);
            }

            return ExitCode.Success;
        });
    }
}
