// Builds the matching image: partitions by format, a bitmap row per class, block by block, and the entries' records.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>What is known of a line item when the matching image is built, in rank order.</summary>
/// <param name="Leads">Its formats, and which creative to try first for each.</param>
/// <param name="Code">Number of its targeting code, or −1.</param>
internal readonly record struct MatchingInput(LeadCreatives Leads, int Code);

/// <summary>
/// Blocks do not depend on each other, so any thread builds any block, with a row for every class. Which rows of a
/// partition are the same, full or empty is known when all its blocks are there; only the others are written.
/// </summary>
internal sealed class MatchingImageBuilder
{
    private readonly List<PartitionRow> _partitions = [];
    private readonly List<int> _directory = [];
    private readonly PartitionImage[] _images;
    private int _summaryWords;
    private int _blocks;

    public MatchingImageBuilder(TargetingFreezer targeting, MatchingInput[] lineItems, Crew crew, ProgressReporter progress)
    {
        _images = new PartitionImage[Partitioning.Count];
        for (int partition = 0; partition < _images.Length; partition++)
        {
            _images[partition] = new PartitionImage(partition, targeting.Schema, lineItems, EntryCount);
            EntryCount += _images[partition].EntryCount;
        }

        (PartitionImage Image, int Block)[] blocks =
        [
            .. _images.SelectMany(static image => Enumerable.Range(0, image.BlockCount).Select(block => (image, block))),
        ];
        progress.Begin(CompileStage.Indexing, blocks.Length);
        Entries = new EntryRecord[EntryCount];
        Undecided = new ulong[targeting.Count];
        crew.For(blocks.Length, () => new BlockBuilder(targeting, lineItems, Undecided), (builder, index) =>
        {
            (PartitionImage image, int block) = blocks[index];
            image.Build(builder, block, Entries);
            progress.Advance(1);
        });
        foreach (PartitionImage image in _images)
        {
            Lay(image);
        }

        progress.End();
    }

    public PartitionRow[] Partitions => [.. _partitions];

    public int[] Directory => [.. _directory];

    /// <summary>The entries; their programs are numbers of codes still.</summary>
    public EntryRecord[] Entries { get; }

    /// <summary>By number of code: bit n says that rows and tokens leave the n-th conjunct undecided.</summary>
    public ulong[] Undecided { get; }

    public int EntryCount { get; }

    /// <summary>64-bit words of all block rows.</summary>
    public long RowWords { get; private set; }

    public ulong[] Summaries()
    {
        ulong[] summaries = new ulong[_summaryWords];
        for (int i = 0; i < _images.Length; i++)
        {
            _images[i].WriteSummaries(summaries.AsSpan(_partitions[i].FirstSummaryWord));
        }

        return summaries;
    }

    /// <summary>Writes the block rows, partition after partition.</summary>
    public void WriteRows(Span<ulong> target)
    {
        for (int i = 0; i < _images.Length; i++)
        {
            _images[i].WriteRows(target[(int)_partitions[i].FirstRowWord..]);
        }
    }

    // Gives the partition its place behind the others.
    private void Lay(PartitionImage image)
    {
        int secondary = image.FindRows();
        long rowWords = RowWords + ((long)image.KeptSlots.Count * image.BlockCount * Blocks.Words);
        if (rowWords * sizeof(ulong) > AdSelectLimits.MaxSnapshotBytes)
        {
            throw new SnapshotException(
                SnapshotError.TooLarge,
                $"The rows of the matching image take {rowWords * sizeof(ulong)} bytes; a snapshot holds {AdSelectLimits.MaxSnapshotBytes}.");
        }

        _partitions.Add(new PartitionRow
        {
            FirstEntry = image.FirstEntry,
            EntryCount = image.EntryCount,
            FirstBlock = _blocks,
            BlockCount = image.BlockCount,
            RowCount = image.KeptSlots.Count,
            SummaryWords = image.SummaryWords,
            FirstRowWord = RowWords,
            FirstSummaryWord = _summaryWords,
            SecondaryRow = secondary,
        });
        _directory.AddRange(image.Directory);
        _blocks += image.BlockCount;
        _summaryWords += image.KeptSlots.Count * image.SummaryWords;
        RowWords = rowWords;
    }
}
