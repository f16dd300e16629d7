// The snapshot argument that most commands share, and its loading.
using System.CommandLine;
using AdSelect.Internals;

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

    /// <summary>Joins a snapshot, which may have deltas already, with a delta of it; a refusal names the delta's file.</summary>
    public static AdSnapshot Join(AdSnapshot snapshot, string path, string delta)
    {
        AdSnapshot change = Load(delta);
        try
        {
            return snapshot.WithDelta(change);
        }
        catch (SnapshotException error)
        {
            string former = snapshot.Deltas.Count == 0 ? path : $"{path} with the deltas before it";
            throw new ToolException($"{delta}: it is no delta of {former} ({error.Error.ToString().ToLowerInvariant()}): {error.Message}");
        }
    }

    /// <summary>The ids of a snapshot's line items; counting them costs nothing.</summary>
    public static IEnumerable<string> LineItemIds(AdSnapshot snapshot) =>
        Enumerable.Range(0, snapshot.LineItemCount).Select(ordinal => snapshot.LineItemId(snapshot.LineItemAt(ordinal)));

    /// <summary>The ids of a snapshot's creatives; counting them costs nothing.</summary>
    public static IEnumerable<string> CreativeIds(AdSnapshot snapshot) =>
        Enumerable.Range(0, snapshot.CreativeCount).Select(ordinal => snapshot.CreativeId(snapshot.CreativeAt(ordinal)));

    /// <summary>Finds a line item of a snapshot by its id.</summary>
    public static LineItemRef FindLineItem(AdSnapshot snapshot, string path, string id)
    {
        if (snapshot.TryFindLineItem(id, out LineItemRef lineItem))
        {
            return lineItem;
        }

        string ending = Spelling.Ending(id, LineItemIds(snapshot));
        throw new ToolException($"{path}: no line item has the id '{id}'{ending}");
    }
}
