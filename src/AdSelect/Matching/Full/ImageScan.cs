// Reads the auction image block by block, each line item once: the source that the match index is built from.
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Where a block of the auction image lies.</summary>
internal readonly record struct ImageBlock(int Partition, int Block);

internal sealed class ImageScan(FrozenCatalog catalog, ulong[] primaryMask)
{
    private readonly int _directoryLength = catalog.RowDirectory.Length / Partitioning.Count;

    public FrozenCatalog Catalog => catalog;

    /// <summary>Entries of a partition's row directory.</summary>
    public int DirectoryLength => _directoryLength;

    /// <summary>All blocks, partition after partition.</summary>
    public IEnumerable<ImageBlock> Blocks()
    {
        for (int partition = 0; partition < Partitioning.Count; partition++)
        {
            for (int block = 0; block < catalog.Partitions[partition].BlockCount; block++)
            {
                yield return new ImageBlock(partition, block);
            }
        }
    }

    /// <summary>Copies the bits of a class, or of those that need all values, without entries that another partition counts.</summary>
    public void ReadRow(ImageBlock at, int directoryIndex, Span<ulong> row)
    {
        ref readonly PartitionRow partition = ref catalog.Partitions[at.Partition];
        int number = catalog.RowDirectory[(at.Partition * _directoryLength) + directoryIndex];
        ReadOnlySpan<ulong> mask = Primary(at);
        if (number == RowDirectory.None)
        {
            row.Clear();
            return;
        }

        if (number == RowDirectory.All)
        {
            mask.CopyTo(row);
            return;
        }

        long first = partition.FirstRowWord + ((((long)at.Block * partition.RowCount) + number) * Indexing.Blocks.Words);
        ReadOnlySpan<ulong> source = catalog.BlockRows.Span.Slice((int)first, Indexing.Blocks.Words);
        for (int word = 0; word < Indexing.Blocks.Words; word++)
        {
            row[word] = source[word] & mask[word];
        }
    }

    /// <summary>The entries of a block that stand for their line item.</summary>
    public ReadOnlySpan<ulong> Primary(ImageBlock at) =>
        primaryMask.AsSpan((catalog.Partitions[at.Partition].FirstBlock + at.Block) * Indexing.Blocks.Words, Indexing.Blocks.Words);

    /// <summary>The records of a block.</summary>
    public ReadOnlySpan<EntryRecord> Entries(ImageBlock at)
    {
        ref readonly PartitionRow partition = ref catalog.Partitions[at.Partition];
        int first = at.Block * Indexing.Blocks.Size;
        return catalog.Entries.Span.Slice(partition.FirstEntry + first, Math.Min(Indexing.Blocks.Size, partition.EntryCount - first));
    }

    /// <summary>
    /// The bits of those that ask something of an attribute, and the bits of those that do not merely list values of it:
    /// missing or unlisted values suit them, or several values are not the sum of single ones.
    /// </summary>
    public void ReadDemands(ImageBlock at, in AttributeRow attribute, Span<ulong> demanding, Span<ulong> open)
    {
        Span<ulong> row = stackalloc ulong[Indexing.Blocks.Words];
        Primary(at).CopyTo(demanding);
        open.Clear();
        for (int c = 0; c < attribute.ClassCount; c++)
        {
            ReadRow(at, attribute.FirstClass + c, row);
            for (int word = 0; word < Indexing.Blocks.Words; word++)
            {
                demanding[word] &= row[word];
                open[word] |= c < 2 ? row[word] : 0;
            }
        }

        ReadRow(at, attribute.MultiClass, row);
        for (int word = 0; word < Indexing.Blocks.Words; word++)
        {
            demanding[word] = Primary(at)[word] & ~demanding[word];
            open[word] |= row[word];
        }
    }
}
