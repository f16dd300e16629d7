// How a break was filled.
namespace AdSelect;

/// <summary>What became of a break.</summary>
public enum BreakOutcome : byte
{
    /// <summary>No break was filled: nothing was asked yet, the request was refused, or it was one for slots.</summary>
    None = 0,

    /// <summary>It has ads.</summary>
    Filled = 1,

    /// <summary>Nothing that may serve fits.</summary>
    NothingFits = 2,

    /// <summary>A required spot cannot be filled, so nothing is played. With <see cref="BreakResult.IsOptimal"/> false: no filling was found.</summary>
    RequiredSpotEmpty = 3,

    /// <summary>The session's latest impression is less than <see cref="AdBreak.MinGap"/> ago.</summary>
    TooSoon = 4,

    /// <summary>The listener has met <see cref="AdBreak.MaxLoad"/> ads already.</summary>
    LoadReached = 5,
}

/// <summary>What is known of a filled break beside its ads. A plain value.</summary>
public readonly record struct BreakResult
{
    /// <summary>How many ads were written, bumpers included.</summary>
    public int Count { get; init; }

    /// <summary>What became of the break.</summary>
    public BreakOutcome Outcome { get; init; }

    /// <summary>
    /// True when no other break of any of the matching line items is better. False when a limit ended the search: the break is
    /// the best that was found.
    /// </summary>
    public bool IsOptimal { get; init; }

    /// <summary>Length of all ads in milliseconds, bumpers included.</summary>
    public int DurationMilliseconds { get; init; }

    /// <summary>The sum of the rank scores of the ads, in whole micros, without bumpers. Where lots decide, tickets count instead.</summary>
    public long RankScore { get; init; }

    /// <summary>
    /// If not optimal: the strongest priority in which a better break may differ, 1 to 16, stronger ones being proven; 0 when only time, number
    /// of ads or draws are open, when the objective is one total, and when optimal.
    /// </summary>
    public int OpenPriority { get; init; }

    /// <summary>The most rank score, in whole micros, that a better break may have more there; 0 when optimal.</summary>
    public long Gap { get; init; }

    /// <summary>Steps that the search took.</summary>
    public int Steps { get; init; }

    /// <summary>Line items that were looked at: the best ones that match and may serve.</summary>
    public int Candidates { get; init; }
}
