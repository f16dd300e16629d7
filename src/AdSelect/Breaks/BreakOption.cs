// What may be put into a break: one line item with a creative of one duration.
namespace AdSelect.Breaks;

/// <summary>One (line item, creative duration). Its keys are listed in <see cref="BreakProblem.Keys"/>.</summary>
internal struct BreakOption
{
    /// <summary>The bit of the free part in <see cref="Places"/>; the lower bits are the fixed spots, by number.</summary>
    public const ulong FreePart = 1UL << 63;

    /// <summary>No advertiser: the line item is kept apart from nobody for its advertiser's sake.</summary>
    public const int NoAdvertiser = -1;

    /// <summary>The line item; two options of one line item are never in one break.</summary>
    public int LineItem;

    /// <summary>The advertiser, of whom the break has at most one ad, or <see cref="NoAdvertiser"/>.</summary>
    public int Advertiser;

    /// <summary>1 is the strongest.</summary>
    public byte Tier;

    public BreakPosition Position;

    /// <summary>It may not follow what was played before the break.</summary>
    public bool IsNeverFirst;

    /// <summary>Rank score in whole micros, 0 to <see cref="AdSelectLimits.MaxBreakScoreMicros"/>.</summary>
    public long ScoreMicros;

    /// <summary>1 to <see cref="AdSelectLimits.MaxDurationMilliseconds"/>.</summary>
    public int DurationMilliseconds;

    /// <summary>The stable draw: of breaks that are worth the same and equally full, the one with the least sum wins.</summary>
    public ulong Draw;

    /// <summary>The spots it may take: their durations and floors are decided already.</summary>
    public ulong Places;

    /// <summary>Where its keys begin in <see cref="BreakProblem.Keys"/>: exclusions, categories, spacings, caps, in this order.</summary>
    public int FirstKey;

    public byte Exclusions;
    public byte Categories;
    public byte Spacings;
    public byte Caps;

    public readonly int KeyCount => Exclusions + Categories + Spacings + Caps;

    /// <summary>The key of a category: its first tier, from 1, and its second or 0.</summary>
    public static ulong Category(uint firstTier, uint secondTier) => ((ulong)firstTier << 32) | secondTier;
}
