// The matching image: partitions, rows and entries lie where they say and refer to what exists.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class ImageValidation
{
    [Flags]
    private enum Faults
    {
        None = 0,
        Entries = 1,
        Members = 2,
        Several = 4,
    }

    /// <summary>Line items are checked already, so that what they refer to needs no second look.</summary>
    public static void Validate(FrozenCatalog catalog)
    {
        ValidatePartitions(catalog);
        byte[] formats = FormatsOfLineItems(catalog);
        for (int i = 0; i < Partitioning.Count; i++)
        {
            ValidateDirectory(catalog, i, catalog.Partitions[i].RowCount);
            ValidateEntries(catalog, i, formats);
        }
    }

    private static void ValidatePartitions(FrozenCatalog catalog)
    {
        Require(catalog.Partitions.Length == Partitioning.Count, SectionId.Partitions, "one per format, and one for none");
        int mostRows = (catalog.RowDirectory.Length / Partitioning.Count) + 1;
        PartitionRow next = default;
        long nextRowWord = 0;
        long nextSummaryWord = 0;
        foreach (ref readonly PartitionRow partition in catalog.Partitions.Span)
        {
            bool follows = partition.FirstEntry == next.FirstEntry && partition.FirstBlock == next.FirstBlock
                && partition.FirstSummaryWord == nextSummaryWord && partition.FirstRowWord == nextRowWord;
            Require(
                follows && partition.EntryCount >= 0 && partition.EntryCount <= catalog.Entries.Length - next.FirstEntry,
                SectionId.Partitions,
                "partitions follow each other");
            Require(
                partition.RowCount >= 0 && partition.RowCount <= mostRows,
                SectionId.Partitions,
                "a partition has no more rows than classes, and the secondary row");
            Require(
                partition.BlockCount == (partition.EntryCount + Blocks.Size - 1) / Blocks.Size && partition.SummaryWords == (partition.BlockCount + 63) / 64,
                SectionId.Partitions,
                "blocks hold all entries");
            Require(
                partition.SecondaryRow >= RowDirectory.None && partition.SecondaryRow < partition.RowCount,
                SectionId.Partitions,
                "the secondary row exists");
            next.FirstEntry += partition.EntryCount;
            next.FirstBlock += partition.BlockCount;
            nextSummaryWord += (long)partition.RowCount * partition.SummaryWords;
            nextRowWord += (long)partition.RowCount * partition.BlockCount * Blocks.Words;
        }

        Require(next.FirstEntry == catalog.Entries.Length, SectionId.Entries, "every entry has a partition");
        Require(nextSummaryWord == catalog.Summaries.Length, SectionId.Summaries, "one summary per row");
        Require(nextRowWord == catalog.BlockRows.Length, SectionId.BlockRows, "one bitmap per row and block");
    }

    private static void ValidateDirectory(FrozenCatalog catalog, int partition, int rowCount)
    {
        int length = catalog.RowDirectory.Length / Partitioning.Count;
        bool fits = true;
        foreach (int row in catalog.RowDirectory.Span.Slice(partition * length, length))
        {
            fits &= row >= RowDirectory.None && row < rowCount;
        }

        Require(fits, SectionId.RowDirectory, "classes have rows of their partition");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte[] FormatsOfCreatives(FrozenCatalog catalog)
    {
        byte[] formatOf = new byte[catalog.Creatives.Length];
        for (int i = 0; i < formatOf.Length; i++)
        {
            formatOf[i] = (byte)(1 << (int)catalog.SupplyOf(i).Format);
        }

        return formatOf;
    }

    private static byte[] FormatsOfLineItems(FrozenCatalog catalog)
    {
        byte[] formatOf = FormatsOfCreatives(catalog);
        byte[] formats = new byte[catalog.LineItems.Length];
        Ranges.Run(formats.Length, RowsPerRange, catalog.Threads, (from, to) => Formats(catalog, formatOf, formats, from, to));
        return formats;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Formats(FrozenCatalog catalog, byte[] formatOf, byte[] formats, int from, int to)
    {
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        ReadOnlySpan<int> creatives = catalog.LineItemCreatives.Span;
        for (int i = from; i < to; i++)
        {
            int own = 0;
            foreach (int creative in creatives.Slice(rows[i].FirstCreative, rows[i].CreativeCount))
            {
                own |= formatOf[creative];
            }

            formats[i] = (byte)own;
        }
    }

    private static void ValidateEntries(FrozenCatalog catalog, int partition, byte[] formats)
    {
        int first = catalog.Partitions[partition].FirstEntry;
        int count = catalog.Partitions[partition].EntryCount;
        int[] several = RowsForSeveral(catalog, partition);
        int faults = 0;
        Ranges.Run(count, RowsPerRange, catalog.Threads, (from, to) =>
        {
            // Each range begins by comparing with the last entry of the range before it.
            int last = from == 0 ? -1 : catalog.Entries[first + from - 1].LineItem;
            ReadOnlySpan<EntryRecord> entries = catalog.Entries.Span.Slice(first + from, to - from);
            Faults found = EntriesFit(catalog, entries, last) ? MembersFit(catalog, entries, partition, formats) : Faults.Entries;
            found |= SeveralFit(catalog, entries, partition, several, from / Blocks.Size);
            Interlocked.Or(ref faults, (int)found);
        });
        Require(((Faults)faults & Faults.Entries) == 0, SectionId.Entries, "entries stand in rank order and refer to what exists");

        Require(((Faults)faults & Faults.Several) == 0, SectionId.RowDirectory, "line items that need all values of an attribute have targeting");

        // Entries ascend, so as many as there are members are all members.
        int members = 0;
        foreach (byte own in formats)
        {
            members += Partitioning.Contains(partition, own) ? 1 : 0;
        }

        Require(
            members == count && ((Faults)faults & Faults.Members) == 0,
            SectionId.Entries,
            "a partition holds the line items that its format can serve, with their programs and one of their creatives, and only targeting forbids");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool EntriesFit(FrozenCatalog catalog, ReadOnlySpan<EntryRecord> entries, int last)
    {
        uint lineItems = (uint)catalog.LineItems.Length;
        bool fits = true;
        Vector128<ushort> highest = default;
        foreach (ref readonly EntryRecord entry in entries)
        {
            fits &= (entry.LineItem > last) & ((uint)entry.LineItem < lineItems);
            last = entry.LineItem;

            // Ten tokens as two overlapping vectors of eight.
            Debug.Assert(AreTokensAdjacent(entry), "the record's layout puts forbidden tokens right behind the wanted");
            ref ushort tokens = ref Unsafe.As<EntryRecord.AnyTokens, ushort>(ref Unsafe.AsRef(in entry.Any));
            highest = Vector128.Max(
                highest,
                Vector128.Max(
                    Vector128.LoadUnsafe(ref tokens),
                    Vector128.LoadUnsafe(ref tokens, EntryRecord.AnySlots + EntryRecord.NoneSlots - (nuint)Vector128<ushort>.Count)));
        }

        int highestToken = 0;
        for (int lane = 0; lane < Vector128<ushort>.Count; lane++)
        {
            highestToken = Math.Max(highestToken, highest[lane]);
        }

        return fits & (highestToken < catalog.TokenCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults MembersFit(FrozenCatalog catalog, ReadOnlySpan<EntryRecord> entries, int partition, byte[] formats)
    {
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        bool fits = true;
        foreach (ref readonly EntryRecord entry in entries)
        {
            ref readonly LineItemRow row = ref rows[entry.LineItem];
            fits &= Partitioning.Contains(partition, formats[entry.LineItem])
                & ((int)(entry.Program & ~EntryRecord.NeedsProgramBit) - 1 == row.Program) & IsAttached(catalog, row, entry.Lead);
            fits &= (row.Program >= 0) | (NoneTokens(entry) == 0);
        }

        return fits ? Faults.None : Faults.Members;
    }

    // Tokens.Never, which pads them, is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NoneTokens(in EntryRecord entry)
    {
        Debug.Assert(Unsafe.SizeOf<EntryRecord.NoneTokens>() == sizeof(ulong), "four tokens of 16 bits");
        return Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<EntryRecord.NoneTokens, byte>(ref Unsafe.AsRef(in entry.None)));
    }

    private static bool AreTokensAdjacent(in EntryRecord entry)
    {
        ref byte any = ref Unsafe.As<EntryRecord.AnyTokens, byte>(ref Unsafe.AsRef(in entry.Any));
        ref byte none = ref Unsafe.As<EntryRecord.NoneTokens, byte>(ref Unsafe.AsRef(in entry.None));
        return Unsafe.ByteOffset(ref any, ref none) == EntryRecord.AnySlots * sizeof(ushort);
    }

    // The rows of those that need all values, each once.
    private static int[] RowsForSeveral(FrozenCatalog catalog, int partition)
    {
        int length = catalog.RowDirectory.Length / Partitioning.Count;
        var rows = new SortedSet<int>();
        foreach (ref readonly AttributeRow attribute in catalog.Attributes.Span)
        {
            rows.Add(catalog.RowDirectory[(partition * length) + attribute.MultiClass]);
        }

        rows.Remove(RowDirectory.None);
        return [.. rows];
    }

    // Whoever is in such a row is asked for its program. A range begins with a block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults SeveralFit(FrozenCatalog catalog, ReadOnlySpan<EntryRecord> entries, int partition, int[] rows, int block)
    {
        PartitionRow own = catalog.Partitions[partition];
        ReadOnlySpan<ulong> bitmaps = catalog.BlockRows.Span;
        Span<ulong> untargeted = stackalloc ulong[Blocks.Words];
        bool fits = true;
        for (; !entries.IsEmpty; block++)
        {
            ReadOnlySpan<EntryRecord> inBlock = entries[..Math.Min(Blocks.Size, entries.Length)];
            entries = entries[inBlock.Length..];
            untargeted.Clear();
            for (int i = 0; i < inBlock.Length; i++)
            {
                untargeted[i >> 6] |= (inBlock[i].Program & ~EntryRecord.NeedsProgramBit) == 0 ? 1UL << i : 0;
            }

            foreach (int row in rows)
            {
                long first = own.FirstRowWord + ((((long)block * own.RowCount) + row) * Blocks.Words);
                for (int word = 0; word < Blocks.Words; word++)
                {
                    fits &= (untargeted[word] & (row == RowDirectory.All ? ulong.MaxValue : bitmaps[(int)first + word])) == 0;
                }
            }
        }

        return fits ? Faults.None : Faults.Several;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsAttached(FrozenCatalog catalog, in LineItemRow row, int supply)
    {
        foreach (int creative in catalog.LineItemCreatives.Span.Slice(row.FirstCreative, row.CreativeCount))
        {
            if (catalog.Creatives[creative].Supply == supply)
            {
                return true;
            }
        }

        return row.CreativeCount == 0 && supply == -1;
    }
}
