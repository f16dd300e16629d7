// The small arrays of one search.
namespace AdSelect.Breaks;

internal ref struct SearchMemory
{
    public Span<byte> Chosen;
    public Span<byte> ChosenPlaces;
    public Span<long> Totals;
    public Span<long> Counted;
    public Span<long> Best;
    public Span<uint> ChosenNeighbours;
    public Span<byte> Ordered;
    public Span<byte> OrderedPlaces;
    public Span<BreakPosition> OrderedPositions;
    public Span<SequencedAd> CurrentAds;
    public Span<SequencedAd> BestAds;
    public Span<BreakPosition> Positions;
    public Span<bool> IsNeverFirst;
}
