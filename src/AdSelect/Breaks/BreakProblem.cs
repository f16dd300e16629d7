// One break to fill: what it offers and who may take it.
namespace AdSelect.Breaks;

/// <summary>A fixed spot: one ad. What fits it (duration, floor) is in <see cref="BreakOption.Places"/>.</summary>
/// <param name="IsRequired">Whether the break falls away as a whole when nothing fills it.</param>
internal readonly record struct BreakSpot(bool IsRequired);

/// <summary>Spans of the caller's memory; nothing is copied and nothing kept.</summary>
internal ref struct BreakProblem
{
    public ReadOnlySpan<BreakOption> Options;

    /// <summary>The keys of all options. A cap's key is its index in <see cref="CapsLeft"/>.</summary>
    public ReadOnlySpan<ulong> Keys;

    /// <summary>How many more ads each cap allows in this break.</summary>
    public ReadOnlySpan<int> CapsLeft;

    /// <summary>The fixed spots in the order in which they are played.</summary>
    public ReadOnlySpan<BreakSpot> Spots;

    /// <summary>How many fixed spots are played before the free part.</summary>
    public int SpotsBeforeFreePart;

    /// <summary>The time of the free part; 0 without one. Fixed spots have their own time.</summary>
    public int FreeMilliseconds;

    /// <summary>The most ads in the free part.</summary>
    public int MaxFreeAds;

    /// <summary>One total over all tiers is maximised; otherwise that of the strongest, then of the next, and so on.</summary>
    public bool IsOneTotal;

    /// <summary>How many steps the search may take.</summary>
    public int NodeBudget;

    /// <summary>The most ads that the break can hold.</summary>
    public readonly int MaxAds => Spots.Length + MaxFreeAds;
}
