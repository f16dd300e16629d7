// The audience segments of a workload: how many there are, their ids, how popular they are, how many a listener has.
namespace AdSelect.Workload;

/// <summary>
/// Segments are told apart by their rank, 0 being the most popular. Line items want popular ones less often than listeners have
/// them, as planners buy narrow audiences.
/// </summary>
public sealed class SegmentSet
{
    /// <summary>How many segments <see cref="Sparse"/> has.</summary>
    public const int SparseCount = 50_000;

    private const int FewestPerListener = 20;
    private const ulong SparseSeed = 50;

    private readonly Zipf _wanted;
    private readonly Zipf _had;
    private readonly int _mostMore;
    private readonly Func<int, long> _idOf;

    private SegmentSet(int count, int mostMore, Func<int, long> idOf)
    {
        _wanted = new Zipf(count, offset: 250);
        _had = new Zipf(count, offset: 30);
        _mostMore = mostMore;
        _idOf = idOf;
    }

    /// <summary>Ids from 1 to <see cref="Content.SegmentCount"/>, 20 to 170 a listener: a table by id holds them all.</summary>
    public static SegmentSet Dense { get; } = new(Content.SegmentCount, mostMore: 151, static rank => rank + 1L);

    /// <summary><see cref="SparseCount"/> ids spread over 63 bits, 20 to 1,000 a listener: they are found by hash only.</summary>
    public static SegmentSet Sparse { get; } = new(SparseCount, mostMore: 981, SparseId);

    /// <summary>Ids that targeting lists, each once, ascending by rank.</summary>
    internal IEnumerable<long> Wanted(Rng rng, int count) => _wanted.Distinct(rng, count).Select(_idOf);

    /// <summary>Ids that a listener has, each once, ascending.</summary>
    internal long[] OfListener(Rng rng)
    {
        int count = FewestPerListener + (int)(_mostMore * rng.NextDouble() * (0.45 + (0.55 * rng.NextDouble())));
        return [.. _had.Distinct(rng, count).Select(_idOf).Order()];
    }

    private static long SparseId(int rank) => (long)(Rng.For(SparseSeed, Population.Segment, rank).NextBits() >> 1);
}
