// The matching image: partitions, rows and entries lie where they say and refer to what exists.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class ImageValidation
{
    public static void Validate(FrozenCatalog catalog, bool[] programStarts)
    {
        Require(catalog.Partitions.Length == Partitioning.Count, SectionId.Partitions, "one per format, and one for none");
        byte[] formats = FormatsOfLineItems(catalog);
        PartitionRow next = default;
        long nextRowWord = 0;
        long nextSummaryWord = 0;
        for (int i = 0; i < Partitioning.Count; i++)
        {
            PartitionRow partition = catalog.Partitions[i];
            bool follows = partition.FirstEntry == next.FirstEntry && partition.FirstBlock == next.FirstBlock && partition.FirstRow == next.FirstRow
                && partition.FirstSummaryWord == nextSummaryWord && partition.FirstRowWord == nextRowWord;
            Require(follows && partition.EntryCount >= 0 && partition.EntryCount <= catalog.Entries.Length - next.FirstEntry && partition.RowCount >= 0 && partition.RowCount <= catalog.RowPopulations.Length - next.FirstRow, SectionId.Partitions, "partitions follow each other");
            Require(partition.BlockCount == (partition.EntryCount + Blocks.Size - 1) / Blocks.Size && partition.SummaryWords == (partition.BlockCount + 63) / 64, SectionId.Partitions, "blocks hold all entries");
            Require(partition.SecondaryRow >= RowDirectory.None && partition.SecondaryRow < partition.RowCount, SectionId.Partitions, "the secondary row exists");
            ValidateDirectory(catalog, i, partition.RowCount);
            ValidateEntries(catalog, partition, programStarts);
            ValidateMembers(catalog, i, formats);
            next.FirstEntry += partition.EntryCount;
            next.FirstBlock += partition.BlockCount;
            next.FirstRow += partition.RowCount;
            nextSummaryWord += (long)partition.RowCount * partition.SummaryWords;
            nextRowWord += (long)partition.RowCount * partition.BlockCount * Blocks.Words;
        }

        Require(next.FirstEntry == catalog.Entries.Length, SectionId.Entries, "every entry has a partition");
        Require(next.FirstRow == catalog.RowPopulations.Length, SectionId.RowPopulations, "one per row");
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

    private static byte[] FormatsOfLineItems(FrozenCatalog catalog)
    {
        byte[] formats = new byte[catalog.LineItems.Length];
        for (int i = 0; i < formats.Length; i++)
        {
            ref readonly LineItemRow row = ref catalog.LineItems[i];
            foreach (int creative in catalog.LineItemCreatives.Span.Slice(row.FirstCreative, row.CreativeCount))
            {
                formats[i] |= (byte)(1 << (int)catalog.SupplyOf(creative).Format);
            }
        }

        return formats;
    }

    // Entries ascend, so as many as there are members are all members.
    private static void ValidateMembers(FrozenCatalog catalog, int partition, byte[] formats)
    {
        ref readonly PartitionRow row = ref catalog.Partitions[partition];
        int members = 0;
        foreach (byte own in formats)
        {
            members += Partitioning.Contains(partition, own) ? 1 : 0;
        }

        bool fits = members == row.EntryCount;
        foreach (ref readonly EntryRecord entry in catalog.Entries.Span.Slice(row.FirstEntry, row.EntryCount))
        {
            fits &= Partitioning.Contains(partition, formats[entry.LineItem])
                && (int)(entry.Program & ~EntryRecord.NeedsProgramBit) - 1 == catalog.LineItems[entry.LineItem].Program
                && IsAttached(catalog, entry);
        }

        Require(fits, SectionId.Entries, "a partition holds the line items that its format can serve, with their programs and one of their creatives");
    }

    private static bool IsAttached(FrozenCatalog catalog, in EntryRecord entry)
    {
        ref readonly LineItemRow row = ref catalog.LineItems[entry.LineItem];
        foreach (int creative in catalog.LineItemCreatives.Span.Slice(row.FirstCreative, row.CreativeCount))
        {
            if (catalog.Creatives[creative].Supply == entry.Lead)
            {
                return true;
            }
        }

        return row.CreativeCount == 0 && entry.Lead == -1;
    }

    private static void ValidateEntries(FrozenCatalog catalog, in PartitionRow partition, bool[] programStarts)
    {
        bool fits = true;
        int last = -1;
        int tokens = catalog.TokenCount;
        foreach (ref readonly EntryRecord entry in catalog.Entries.Span.Slice(partition.FirstEntry, partition.EntryCount))
        {
            int program = (int)(entry.Program & ~EntryRecord.NeedsProgramBit) - 1;
            fits &= entry.LineItem > last && entry.LineItem < catalog.LineItems.Length;
            fits &= program < programStarts.Length && (program < 0 || programStarts[program]);
            last = entry.LineItem;
            foreach (ushort token in entry.Any)
            {
                fits &= token < tokens;
            }

            foreach (ushort token in entry.None)
            {
                fits &= token < tokens;
            }
        }

        Require(fits, SectionId.Entries, "entries stand in rank order and refer to what exists");
    }
}
