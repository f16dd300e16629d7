// One break to fill: what it offers and who may take it.
namespace AdSelect.Breaks;

/// <summary>A fixed spot: one ad. What fits it (duration, floor) is in <see cref="BreakOption.Places"/>.</summary>
/// <param name="IsRequired">Whether the break falls away as a whole when nothing fills it.</param>
/// <param name="ReleasedMilliseconds">The time, and with it one ad, that the free part gains when nothing fills it; 0 for none. Not of a required one.</param>
internal readonly record struct FixedSpot(bool IsRequired, int ReleasedMilliseconds = 0);

/// <summary>Spans of the caller's memory; nothing is copied and nothing kept.</summary>
internal ref struct BreakProblem
{
    public ReadOnlySpan<BreakOption> Options;

    /// <summary>The keys of all options; see <see cref="BreakOption.CapKey"/> for those of caps.</summary>
    public ReadOnlySpan<ulong> Keys;

    /// <summary>What is left of each cap: an ad that carries it may be in the break if fewer others that count toward it are.</summary>
    public ReadOnlySpan<int> CapsLeft;

    /// <summary>The fixed spots in the order in which they are played.</summary>
    public ReadOnlySpan<FixedSpot> Spots;

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

    /// <summary>The time of the free part when no fixed spot is filled that releases its own.</summary>
    public readonly int MostFreeMilliseconds
    {
        get
        {
            int most = FreeMilliseconds;
            foreach (FixedSpot spot in Spots)
            {
                most += spot.ReleasedMilliseconds;
            }

            return most;
        }
    }

    /// <summary>The most ads in the free part when no fixed spot is filled that releases its time.</summary>
    public readonly int MostFreeAds
    {
        get
        {
            int most = MaxFreeAds;
            foreach (FixedSpot spot in Spots)
            {
                most += spot.ReleasedMilliseconds > 0 ? 1 : 0;
            }

            return most;
        }
    }
}
