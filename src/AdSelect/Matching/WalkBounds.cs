// What a walk over a partition relies on, for assertions: it reads rows, masks and records without checks.
using System.Diagnostics;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class WalkBounds
{
    /// <summary>A partition's rows, entries and mask are where the snapshot's validation has found them to be, and a plan names its rows.</summary>
    [Conditional("DEBUG")]
    public static void AssertWithin(FrozenCatalog catalog, in PartitionRow image, scoped in RowPlan plan, ReadOnlySpan<ulong> mask)
    {
        long words = (long)image.BlockCount * Blocks.Words;
        Debug.Assert((image.FirstBlock * (long)Blocks.Words) + words <= mask.Length, "a mask covers the blocks of all partitions");
        Debug.Assert(image.FirstRowWord + (words * image.RowCount) <= catalog.BlockRows.Length, "validation has summed the rows of all partitions");
        Debug.Assert((long)image.FirstEntry + image.EntryCount <= catalog.Entries.Length, "validation has summed the entries of all partitions");
        Debug.Assert(!plan.Singles[..plan.SingleCount].ContainsAnyExceptInRange(0, image.RowCount - 1), "directories name rows of their partition");
        Debug.Assert(!plan.Checks[..plan.CheckCount].ContainsAnyExceptInRange(0, image.RowCount - 1), "directories name rows of their partition");
        for (int at = 0; at < plan.GroupedLength; at += plan.Grouped[at] + 1)
        {
            Span<int> rows = plan.Grouped.Slice(at + 1, plan.Grouped[at]);
            Debug.Assert(!rows.ContainsAnyExceptInRange(0, image.RowCount - 1), "directories name rows of their partition");
        }
    }

    /// <summary>Whether there is a bit for every token that a record refers to.</summary>
    public static bool HasBits(ReadOnlySpan<ulong> tokens, in EntryRecord record)
    {
        int highest = 0;
        foreach (ushort token in record.Any)
        {
            highest = Math.Max(highest, token);
        }

        foreach (ushort token in record.None)
        {
            highest = Math.Max(highest, token);
        }

        return highest >> 6 < tokens.Length;
    }
}
