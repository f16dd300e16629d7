// The snapshot argument that most commands share, and its loading.
using System.CommandLine;

namespace AdSelect.Tool.Commands;

internal static class SnapshotFile
{
    public static Argument<string> Argument() => new("FILE") { Description = "The snapshot file." };

    /// <summary>Loads a snapshot; a refusal names the file.</summary>
    public static AdSnapshot Load(string path)
    {
        try
        {
            return AdSnapshot.Load(path);
        }
        catch (SnapshotException error)
        {
            throw new ToolException($"{path}: the snapshot is refused ({error.Error.ToString().ToLowerInvariant()}): {error.Message}");
        }
    }

    /// <summary>Finds a line item of a snapshot by its id.</summary>
    public static LineItemRef FindLineItem(AdSnapshot snapshot, string path, string id) =>
        snapshot.TryFindLineItem(id, out LineItemRef lineItem) ? lineItem : throw new ToolException($"{path}: no line item has the id '{id}'.");
}
