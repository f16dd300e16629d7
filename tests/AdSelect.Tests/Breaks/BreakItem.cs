// A candidate of a break as tests write it, and the rules between two of them, each in its own words.
using AdSelect.Breaks;

namespace AdSelect.Tests.Breaks;

public sealed record BreakItem(string Name, int Seconds, long Score)
{
    public int LineItem { get; init; } = -1;

    /// <summary>No two of one creative are in one break; 0 for one of its own.</summary>
    public ulong Creative { get; init; }

    public int Advertiser { get; init; } = BreakOption.NoAdvertiser;

    public bool AllowsSameAdvertiser { get; init; }

    public int Tier { get; init; } = 1;

    public ulong Draw { get; init; }

    public BreakPosition Position { get; init; }

    public bool IsNeverFirst { get; init; }

    public ulong[] Exclusions { get; init; } = [];

    /// <summary>First tier, and second tier or 0.</summary>
    public (uint First, uint Second)[] Categories { get; init; } = [];

    public ulong[] Spacings { get; init; } = [];

    /// <summary>Caps that it carries and counts toward.</summary>
    public int[] Caps { get; init; } = [];

    /// <summary>Caps of others that it counts toward.</summary>
    public int[] CapsMet { get; init; } = [];

    /// <summary>Caps that it carries without counting toward them.</summary>
    public int[] CapsCarried { get; init; } = [];

    /// <summary>Fixed spots it may take.</summary>
    public int[] Spots { get; init; } = [];

    public bool MayBeFree { get; init; } = true;

    /// <summary>What of a draw counts: its 20 highest bits.</summary>
    public long DrawRank => (long)(Draw >> 44);

    public static bool Conflict(BreakItem left, BreakItem right) =>
        left.LineItem == right.LineItem
        || (left.Creative != 0 && left.Creative == right.Creative)
        || (left.Advertiser == right.Advertiser && left.Advertiser != BreakOption.NoAdvertiser
            ? !(left.AllowsSameAdvertiser && right.AllowsSameAdvertiser)
            : ShareAny(left, right));

    // A label, or a category: two with a second tier are the same if both tiers are, otherwise if the first is.
    private static bool ShareAny(BreakItem left, BreakItem right) =>
        left.Exclusions.Intersect(right.Exclusions).Any()
        || left.Categories.Any(one => right.Categories.Any(other => one.Second != 0 && other.Second != 0 ? one == other : one.First == other.First));

    public static bool AreApart(BreakItem left, BreakItem right) => left.Spacings.Intersect(right.Spacings).Any();
}
