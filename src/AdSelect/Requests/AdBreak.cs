// What a request offers as a break: fixed spots, a free part, and the rules for the whole.
using System.Diagnostics.CodeAnalysis;

namespace AdSelect;

/// <summary>What happens to a spot of a break that nothing fills.</summary>
public enum BreakSpotKind : byte
{
    /// <summary>It stays empty; the others are not touched.</summary>
    Optional = 0,

    /// <summary>The break falls away as a whole: it is played completely or not at all.</summary>
    Required = 1,

    /// <summary>
    /// Its time (the longest that its slot takes) and one ad more go to the free part. Where the break has none, one is made at the place
    /// of the first flexible spot; its ads must be as <see cref="AdRequest.Slot"/> says, or that spot's slot if there is none.
    /// </summary>
    Flexible = 2,

    /// <summary>
    /// A short opener or closer: the first or the last spot. Filled when the break has an ad at all, by the best line item that
    /// fits beside them; it takes nothing from time and count, and first and last positions are those of the ads between.
    /// </summary>
    Bumper = 3,
}

/// <summary>What a break maximises.</summary>
public enum BreakObjective : byte
{
    /// <summary>The total rank score of the strongest priority, then of the next, and so on.</summary>
    PriorityThenValue = 0,

    /// <summary>One total rank score over all priorities. House line items count nothing.</summary>
    Value = 1,
}

/// <summary>What the ads of a break are kept apart from, beside each other.</summary>
public enum SeparationScope : byte
{
    /// <summary>Each other only.</summary>
    Break = 0,

    /// <summary>Also what was played in the session before, as the histories say: by line item, advertiser, exclusion label and category.</summary>
    Session = 1,
}

/// <summary>A fixed place of a break for one ad: OpenRTB's structured pod.</summary>
public readonly struct BreakSpot
{
    private readonly Slot _slot;

    /// <summary>Makes a spot.</summary>
    /// <param name="slot">What it takes. A flexible one needs a longest duration.</param>
    /// <param name="kind">What happens when nothing fills it.</param>
    public BreakSpot(in Slot slot, BreakSpotKind kind = BreakSpotKind.Optional)
    {
        _slot = slot;
        Kind = kind;
    }

    /// <summary>What it takes.</summary>
    public Slot Slot => _slot;

    /// <summary>What happens when nothing fills it.</summary>
    public BreakSpotKind Kind { get; }

    /// <summary>The slot without a copy.</summary>
    [UnscopedRef]
    internal ref readonly Slot Offered => ref _slot;

    /// <summary>The longest ad that the slot takes; 0 when nothing limits it.</summary>
    internal int LongestMilliseconds
    {
        get
        {
            int longest = _slot.MaxDurationMilliseconds;
            foreach (int duration in _slot.RequiredDurations)
            {
                longest = Math.Max(longest, duration);
            }

            return longest;
        }
    }
}

/// <summary>
/// One ad break (pod): fixed spots, a free part to be filled with any number of ads, or both. What each ad of the free part must
/// be, its floors too, is in <see cref="AdRequest.Slot"/>, which does not matter where there is neither a free part nor a flexible spot.
/// </summary>
/// <remarks>
/// In OpenRTB 2.6 words: one <c>podid</c> is one break. Its impressions with a <c>slotinpod</c> are <see cref="Spots"/>; <c>poddur</c> is
/// <see cref="DurationMilliseconds"/>, <c>maxseq</c> is <see cref="MaxAds"/>; <c>rqddurs</c>, <c>minduration</c>, <c>maxduration</c>,
/// <c>mincpmpersec</c> and <c>durfloors</c> are the slot's.
/// </remarks>
public ref struct AdBreak
{
    /// <summary>True when it offers neither spots nor a free part: there is no break.</summary>
    internal readonly bool IsEmpty => Spots.IsEmpty && DurationMilliseconds == 0;

    /// <summary>Fixed spots in the order in which they are played, at most <see cref="AdSelectLimits.MaxBreakAds"/>.</summary>
    public ReadOnlySpan<BreakSpot> Spots { readonly get; set; }

    /// <summary>
    /// How many of the spots are played before the free part; the others follow it. A bumper at the start is one of them. Without a free
    /// part it does not matter.
    /// </summary>
    public int SpotsBeforeFreePart { get; set; }

    /// <summary>The time of the free part in milliseconds, 0 to <see cref="AdSelectLimits.MaxBreakMilliseconds"/>; 0 means that there is none.</summary>
    public int DurationMilliseconds { readonly get; set; }

    /// <summary>
    /// The most ads in the free part; 0 leaves it to the time and the room for the answer. With the spots at most
    /// <see cref="AdSelectLimits.MaxBreakAds"/>.
    /// </summary>
    public int MaxAds { get; set; }

    /// <summary>What is maximised.</summary>
    public BreakObjective Objective { get; set; }

    /// <summary>What the ads are kept apart from.</summary>
    public SeparationScope Separation { get; set; }

    /// <summary>The break is not filled when the session's latest impression is less long ago. Zero means no gap.</summary>
    public TimeSpan MinGap { get; set; }

    /// <summary>The most ads that the listener meets within <see cref="LoadWindow"/>, those of this break included, bumpers last; 0 means no limit.</summary>
    public int MaxLoad { get; set; }

    /// <summary>How far back <see cref="MaxLoad"/> looks; zero means the whole session.</summary>
    public TimeSpan LoadWindow { get; set; }

    /// <summary>
    /// Steps that a search may take, up to <see cref="AdSelectLimits.MaxBreakSteps"/>; 0 means <see cref="AdSelectLimits.DefaultBreakSteps"/>. When
    /// they are used up the answer is the best so far and says how far from the best it may be. A break is searched anew when more line
    /// items have been drawn: ten times at most, usually once or twice.
    /// </summary>
    public int StepBudget { get; set; }

    /// <summary>The first flexible spot; −1 when there is none.</summary>
    internal readonly int FirstFlexibleSpot
    {
        get
        {
            for (int i = 0; i < Spots.Length; i++)
            {
                if (Spots[i].Kind == BreakSpotKind.Flexible)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>Whether ads may play outside of the spots: in a free part, or in one that flexible spots make.</summary>
    internal readonly bool MayHaveFreePart => DurationMilliseconds > 0 || FirstFlexibleSpot >= 0;

    /// <summary>How many spots are played before the free part, wherever it comes from.</summary>
    internal readonly int SpotsBefore => DurationMilliseconds > 0 ? SpotsBeforeFreePart : Math.Max(FirstFlexibleSpot, 0);
}
