// Builds the matching image: partitions by format, a bitmap row per class, block by block, and the entries' records.
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>What is known of a line item when the matching image is built, in rank order.</summary>
/// <param name="Leads">Its formats, and which creative to try first for each.</param>
/// <param name="Code">Number of its targeting code, or −1.</param>
internal readonly record struct MatchingInput(LeadCreatives Leads, int Code);

internal sealed class MatchingImageBuilder(TargetingFreezer targeting)
{
    private readonly FrozenSchema _schema = targeting.Schema;
    private readonly TargetingAnalysis _analysis = new(targeting.Schema);
    private readonly List<PartitionRow> _partitions = [];
    private readonly List<int> _directory = [];
    private readonly List<EntryRecord> _entries = [];
    private readonly List<int> _populations = [];
    private readonly List<ulong[]> _blockRows = [];
    private readonly List<ulong> _summaries = [];
    private long _rowWords;
    private int _blocks;

    public PartitionRow[] Partitions => [.. _partitions];

    public int[] Directory => [.. _directory];

    /// <summary>The entries; their programs are numbers of codes still.</summary>
    public EntryRecord[] Entries => [.. _entries];

    /// <summary>By number of code: bit n says that rows and tokens leave the n-th conjunct undecided.</summary>
    public ulong[] Undecided { get; } = new ulong[targeting.Count];

    public int[] Populations => [.. _populations];

    public ulong[] Summaries => [.. _summaries];

    /// <summary>The block rows, partition after partition.</summary>
    public ulong[] ConcatenateBlockRows()
    {
        ulong[] all = new ulong[_rowWords];
        int next = 0;
        foreach (ulong[] rows in _blockRows)
        {
            rows.CopyTo(all, next);
            next += rows.Length;
        }

        return all;
    }

    public void Build(ReadOnlySpan<MatchingInput> lineItems, IProgress<CompileProgress>? progress)
    {
        for (int partition = 0; partition < Partitioning.Count; partition++)
        {
            List<int> members = [];
            for (int i = 0; i < lineItems.Length; i++)
            {
                if (Partitioning.Contains(partition, lineItems[i].Leads.Formats))
                {
                    members.Add(i);
                }
            }

            BuildPartition(partition, CollectionsMarshal.AsSpan(members), lineItems);
            progress?.Report(new CompileProgress("indexing", _entries.Count));
        }
    }

    private void BuildPartition(int partition, ReadOnlySpan<int> members, ReadOnlySpan<MatchingInput> lineItems)
    {
        int blockCount = (members.Length + Blocks.Size - 1) / Blocks.Size;
        int words = blockCount * Blocks.Words;

        // One bitmap per class of every attribute, one per attribute for the line items that need all values, one for
        // the entries that an earlier partition has too.
        ulong[][] rows = new ulong[_schema.DirectoryLength + 1][];
        ulong[][] demanded = new ulong[_schema.Attributes.Length][];
        for (int entry = 0; entry < members.Length; entry++)
        {
            MatchingInput input = lineItems[members[entry]];
            _analysis.Analyse(input.Code < 0 ? [] : targeting[input.Code]);
            if (input.Code >= 0)
            {
                Undecided[input.Code] = _analysis.Undecided;
            }

            EntryRecord record = _analysis.Record;
            record.LineItem = members[entry];
            record.Lead = input.Leads.Of(partition);
            record.Program |= (uint)(input.Code + 1);
            _entries.Add(record);
            MarkDemands(rows, demanded, words, entry);
            if (!Partitioning.IsFirst(partition, input.Leads.Formats))
            {
                Mark(ref rows[^1], words, entry);
            }
        }

        AcceptTheUndemanding(rows, demanded, words, members.Length);
        Emit(rows, members.Length, blockCount);
    }

    private void MarkDemands(ulong[][] rows, ulong[][] demanded, int words, int entry)
    {
        Span<int> classes = stackalloc int[ClassSet.Capacity];
        foreach (AttributeDemand demand in _analysis.Demands)
        {
            ref readonly AttributeRow attribute = ref _schema.Attributes[demand.Attribute];
            Mark(ref demanded[demand.Attribute], words, entry);
            int count = demand.Accepted.CopyTo(classes);
            foreach (int accepted in classes[..count])
            {
                Mark(ref rows[attribute.FirstClass + accepted], words, entry);
            }

            if (demand.NeedsAllValues)
            {
                Mark(ref rows[attribute.MultiClass], words, entry);
            }
        }
    }

    // Entries that ask nothing of an attribute accept all its classes.
    private void AcceptTheUndemanding(ulong[][] rows, ulong[][] demanded, int words, int entryCount)
    {
        for (int i = 0; i < _schema.Attributes.Length; i++)
        {
            AttributeRow attribute = _schema.Attributes[i];
            for (int c = 0; c < attribute.ClassCount; c++)
            {
                ulong[] row = rows[attribute.FirstClass + c] ??= new ulong[words];
                for (int word = 0; word < words; word++)
                {
                    row[word] |= Blocks.ValidBits(word, entryCount) & ~(demanded[i]?[word] ?? 0);
                }
            }
        }
    }

    private void Emit(ulong[][] rows, int entryCount, int blockCount)
    {
        var unique = new Dictionary<UInt128, int>();
        var kept = new List<ulong[]>();
        int secondary = RowDirectory.None;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = Intern(rows[i], entryCount, unique, kept);
            if (i < rows.Length - 1)
            {
                _directory.Add(row);
            }
            else
            {
                secondary = row;
            }
        }

        long rowWords = _rowWords + ((long)kept.Count * blockCount * Blocks.Words);
        if (rowWords * sizeof(ulong) > AdSelectLimits.MaxSnapshotBytes)
        {
            throw new SnapshotException(SnapshotError.TooLarge, $"The rows of the matching image take {rowWords * sizeof(ulong)} bytes; a snapshot holds {AdSelectLimits.MaxSnapshotBytes}.");
        }

        int summaryWords = (blockCount + 63) / 64;
        _partitions.Add(new PartitionRow
        {
            FirstEntry = _entries.Count - entryCount,
            EntryCount = entryCount,
            FirstBlock = _blocks,
            BlockCount = blockCount,
            RowCount = kept.Count,
            SummaryWords = summaryWords,
            FirstRowWord = _rowWords,
            FirstSummaryWord = _summaries.Count,
            FirstRow = _populations.Count,
            SecondaryRow = secondary,
        });
        _blocks += blockCount;
        EmitBlocks(kept, blockCount);
        EmitSummaries(kept, blockCount, summaryWords);
        foreach (ulong[] row in kept)
        {
            _populations.Add(PopulationOf(row));
        }
    }

    private static int Intern(ulong[]? row, int entryCount, Dictionary<UInt128, int> unique, List<ulong[]> kept)
    {
        int population = row is null ? 0 : PopulationOf(row);
        if (population == 0)
        {
            return RowDirectory.None;
        }

        if (population == entryCount)
        {
            return RowDirectory.All;
        }

        UInt128 hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(row.AsSpan()));
        if (!unique.TryGetValue(hash, out int index))
        {
            index = kept.Count;
            unique.Add(hash, index);
            kept.Add(row!);
        }

        return index;
    }

    // All rows of a block side by side: the strongest line items' rows fill a few pages that stay in the cache.
    private void EmitBlocks(List<ulong[]> rows, int blockCount)
    {
        ulong[] blocks = new ulong[(long)rows.Count * blockCount * Blocks.Words];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int block = 0; block < blockCount; block++)
            {
                rows[row].AsSpan(block * Blocks.Words, Blocks.Words).CopyTo(blocks.AsSpan(((block * rows.Count) + row) * Blocks.Words));
            }
        }

        _blockRows.Add(blocks);
        _rowWords += blocks.LongLength;
    }

    private void EmitSummaries(List<ulong[]> rows, int blockCount, int summaryWords)
    {
        foreach (ulong[] row in rows)
        {
            ulong[] summary = new ulong[summaryWords];
            for (int block = 0; block < blockCount; block++)
            {
                if (row.AsSpan(block * Blocks.Words, Blocks.Words).ContainsAnyExcept(0UL))
                {
                    summary[block >> 6] |= 1UL << (block & 63);
                }
            }

            _summaries.AddRange(summary);
        }
    }

    private static void Mark(ref ulong[] row, int words, int entry)
    {
        row ??= new ulong[words];
        row[entry >> 6] |= 1UL << (entry & 63);
    }

    private static int PopulationOf(ulong[] row)
    {
        int population = 0;
        foreach (ulong word in row)
        {
            population += BitOperations.PopCount(word);
        }

        return population;
    }
}
