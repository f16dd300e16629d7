// Which entry of a line item with several formats stands for it when all matches are counted.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class MatchMask
{
    /// <summary>One bit per entry of all partitions' blocks: valid and in the line item's first partition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong[] Build(FrozenCatalog catalog)
    {
        ulong[] mask = new ulong[catalog.BlockCount * Blocks.Words];
        foreach (ref readonly PartitionRow partition in catalog.Partitions.Span)
        {
            Span<ulong> own = mask.AsSpan(partition.FirstBlock * Blocks.Words, partition.BlockCount * Blocks.Words);
            for (int word = 0; word < own.Length; word++)
            {
                own[word] = Blocks.ValidBits(word, partition.EntryCount) & ~Secondary(catalog, partition, word);
            }
        }

        return mask;
    }

    /// <summary>A copy of the mask without the entries of some line items.</summary>
    public static ulong[] Without(FrozenCatalog catalog, ReadOnlySpan<ulong> mask, ReadOnlySpan<int> lineItems)
    {
        ulong[] rest = mask.ToArray();
        foreach (ref readonly PartitionRow partition in catalog.Partitions.Span)
        {
            foreach (int lineItem in lineItems)
            {
                int entry = partition.Find(catalog.Entries.Span, lineItem);
                if (entry >= 0)
                {
                    rest[(partition.FirstBlock * Blocks.Words) + (entry >> 6)] &= ~(1UL << (entry & 63));
                }
            }
        }

        return rest;
    }

    private static ulong Secondary(FrozenCatalog catalog, in PartitionRow partition, int word)
    {
        if (partition.SecondaryRow < 0)
        {
            return partition.SecondaryRow == RowDirectory.All ? ulong.MaxValue : 0;
        }

        (int block, int within) = Math.DivRem(word, Blocks.Words);
        long row = ((long)block * partition.RowCount) + partition.SecondaryRow;
        return catalog.BlockRows[(int)(partition.FirstRowWord + (row * Blocks.Words) + within)];
    }
}
