// One partition of the matching image while it is built: all rows of all its blocks, and which of them are kept.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// A slot is a place in the partition's row directory: one per class of every attribute, one per attribute for the line
/// items that are kept for several values, and behind them one for the entries that an earlier partition has too.
/// </summary>
internal sealed class PartitionImage
{
    private readonly int _partition;
    private readonly MatchingInput[] _lineItems;
    private readonly int[] _members;
    private readonly ulong[][] _blocks;
    private readonly SlotSums _sums;
    private readonly List<int> _keptSlots = [];

    public PartitionImage(int partition, FrozenSchema schema, MatchingInput[] lineItems, int firstEntry)
    {
        _partition = partition;
        _lineItems = lineItems;
        _members = MembersOf(partition, lineItems);
        _blocks = new ulong[(_members.Length + Blocks.Size - 1) / Blocks.Size][];
        _sums = new SlotSums(schema.DirectoryLength + 1);
        Directory = new int[schema.DirectoryLength];
        FirstEntry = firstEntry;
    }

    /// <summary>Its first entry among those of all partitions.</summary>
    public int FirstEntry { get; }

    public int EntryCount => _members.Length;

    public int BlockCount => _blocks.Length;

    public int SummaryWords => (BlockCount + 63) / 64;

    /// <summary>Row of each slot but the last, or what the row directory says instead.</summary>
    public int[] Directory { get; }

    /// <summary>The slot of each row; of several slots with equal rows, the first.</summary>
    public IReadOnlyList<int> KeptSlots => _keptSlots;

    /// <summary>Builds a block; blocks may be built in any order and at the same time.</summary>
    public void Build(BlockBuilder builder, int block, EntryRecord[] entries)
    {
        int first = block * Blocks.Size;
        ReadOnlySpan<int> members = _members.AsSpan(first, Math.Min(Blocks.Size, _members.Length - first));
        _blocks[block] = builder.Build(_partition, members, entries.AsSpan(FirstEntry + first, members.Length));
        _sums.Add(_blocks[block], block);
    }

    /// <summary>Finds the rows to keep, when all blocks are built. Returns the row of the last slot.</summary>
    public int FindRows()
    {
        var unique = new Dictionary<UInt128, int>();
        for (int slot = 0; slot < Directory.Length; slot++)
        {
            Directory[slot] = FindRow(slot, unique);
        }

        return FindRow(Directory.Length, unique);
    }

    /// <summary>Writes the kept rows. All rows of a block stand side by side: the strongest line items' rows fill a few pages that stay in the cache.</summary>
    public void WriteRows(Span<ulong> target)
    {
        int next = 0;
        foreach (ulong[] block in _blocks)
        {
            foreach (int slot in _keptSlots)
            {
                block.AsSpan(slot * Blocks.Words, Blocks.Words).CopyTo(target[next..]);
                next += Blocks.Words;
            }
        }
    }

    /// <summary>Writes a bit for each kept row and block: whether the row has any entry there.</summary>
    public void WriteSummaries(Span<ulong> target)
    {
        for (int block = 0; block < _blocks.Length; block++)
        {
            for (int row = 0; row < _keptSlots.Count; row++)
            {
                if (_blocks[block].AsSpan(_keptSlots[row] * Blocks.Words, Blocks.Words).ContainsAnyExcept(0UL))
                {
                    target[(row * SummaryWords) + (block >> 6)] |= 1UL << (block & 63);
                }
            }
        }
    }

    private int FindRow(int slot, Dictionary<UInt128, int> unique)
    {
        int population = _sums.Population(slot);
        if (population == 0)
        {
            return RowDirectory.None;
        }

        if (population == EntryCount)
        {
            return RowDirectory.All;
        }

        if (!unique.TryGetValue(_sums.Hash(slot), out int row))
        {
            row = _keptSlots.Count;
            unique.Add(_sums.Hash(slot), row);
            _keptSlots.Add(slot);
        }

        return row;
    }

    private static int[] MembersOf(int partition, MatchingInput[] lineItems)
    {
        int count = 0;
        foreach (ref readonly MatchingInput input in lineItems.AsSpan())
        {
            count += Partitioning.Contains(partition, input.Leads.Formats) ? 1 : 0;
        }

        int[] members = new int[count];
        for (int i = 0, next = 0; next < count; i++)
        {
            if (Partitioning.Contains(partition, lineItems[i].Leads.Formats))
            {
                members[next++] = i;
            }
        }

        return members;
    }
}
