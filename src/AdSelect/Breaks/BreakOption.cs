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

    /// <summary>The creative's key; two options of one creative are never in one break. 0 for none.</summary>
    public ulong Creative;

    /// <summary>The advertiser, of whom the break has at most one ad, or <see cref="NoAdvertiser"/>.</summary>
    public int Advertiser;

    /// <summary>It may be in one break with others of its advertiser that allow it too: neither labels nor categories keep them apart.</summary>
    public bool AllowsSameAdvertiser;

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

    /// <summary>How many keys categories have: two each, see <see cref="NoSecondTier"/>.</summary>
    public byte Categories;

    public byte Spacings;
    public byte Caps;

    /// <summary>A category has two keys, that of its first tier and that of its second; this is the second of one that has none.</summary>
    public const ulong NoSecondTier = 0;

    private const ulong CountsBit = 1UL << 62;
    private const ulong CarriesBit = 1UL << 63;
    private const ulong CapBits = CountsBit - 1;

    public readonly int KeyCount => Exclusions + Categories + Spacings + Caps;

    /// <summary>Whether two options may stand together although they are of one advertiser.</summary>
    public static bool AreAllied(in BreakOption left, in BreakOption right) => left.Advertiser == right.Advertiser && left.IsAlly && right.IsAlly;

    /// <summary>Whether it is allied with others of its advertiser that are.</summary>
    public readonly bool IsAlly => AllowsSameAdvertiser && Advertiser != NoAdvertiser;

    /// <summary>The key of a cap.</summary>
    /// <param name="cap">Index in <see cref="BreakProblem.CapsLeft"/>.</param>
    /// <param name="counts">Whether the option counts toward it.</param>
    /// <param name="carries">Whether it is kept out when more than allowed count.</param>
    public static ulong CapKey(int cap, bool counts = true, bool carries = true) => (uint)cap | (counts ? CountsBit : 0) | (carries ? CarriesBit : 0);

    public static int CapOf(ulong key) => (int)(key & CapBits);

    public static bool Counts(ulong key) => (key & CountsBit) != 0;

    public static bool Carries(ulong key) => (key & CarriesBit) != 0;
}
