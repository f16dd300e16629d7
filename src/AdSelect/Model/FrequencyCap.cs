// How often one listener may meet something.
namespace AdSelect;

/// <summary>At most <paramref name="Limit"/> events per window and identity.</summary>
/// <param name="Limit">The most events, 1 to <see cref="AdSelectLimits.MaxCapLimit"/>.</param>
/// <param name="Window">The stretch of time in which events count.</param>
public readonly record struct FrequencyCap(int Limit, CapWindow Window)
{
    /// <summary>What is counted.</summary>
    public AdEvent Event { get; init; }

    /// <summary>Whose events are counted.</summary>
    public CapIdentity Identity { get; init; }

    /// <summary>What is capped; the default is the element that carries the cap.</summary>
    public CapScope Scope { get; init; }

    /// <summary>
    /// The category when <see cref="Scope"/> is <see cref="CapScope.Category"/>: events of creatives that have it, or one below it,
    /// themselves or by their advertiser.
    /// </summary>
    public string? Category { get; init; }

    /// <summary>What a request without the identity means.</summary>
    public MissingIdentity MissingIdentity { get; init; }
}

/// <summary>The stretch of time in which a cap counts events.</summary>
/// <param name="Kind">The kind of window.</param>
/// <param name="Length">Length of a rolling window, at most <see cref="AdSelectLimits.MaxCapWindowDays"/> days; zero for every other kind.</param>
public readonly record struct CapWindow(CapWindowKind Kind, TimeSpan Length = default)
{
    /// <summary>A calendar day in the catalog's zone.</summary>
    public static CapWindow Day => new(CapWindowKind.Day);

    /// <summary>A calendar week in the catalog's zone.</summary>
    public static CapWindow Week => new(CapWindowKind.Week);

    /// <summary>A calendar month in the catalog's zone.</summary>
    public static CapWindow Month => new(CapWindowKind.Month);

    /// <summary>For ever (at least 400 days).</summary>
    public static CapWindow Lifetime => new(CapWindowKind.Lifetime);

    /// <summary>One ad break.</summary>
    public static CapWindow Break => new(CapWindowKind.Break);

    /// <summary>One listening or viewing session.</summary>
    public static CapWindow Session => new(CapWindowKind.Session);

    /// <summary>The last <paramref name="length"/> before the request: an event is out of it at exactly that distance.</summary>
    public static CapWindow Rolling(TimeSpan length) => new(CapWindowKind.Rolling, length);
}

/// <summary>The kinds of cap window.</summary>
public enum CapWindowKind : byte
{
    /// <summary>A length of time that ends now.</summary>
    Rolling = 0,

    /// <summary>A calendar day.</summary>
    Day = 1,

    /// <summary>A calendar week.</summary>
    Week = 2,

    /// <summary>A calendar month.</summary>
    Month = 3,

    /// <summary>For ever.</summary>
    Lifetime = 4,

    /// <summary>One ad break.</summary>
    Break = 5,

    /// <summary>One session.</summary>
    Session = 6,
}

/// <summary>Whose events a cap counts.</summary>
public enum CapIdentity : byte
{
    /// <summary>The signed-in person.</summary>
    User = 0,

    /// <summary>The device.</summary>
    Device = 1,

    /// <summary>The household.</summary>
    Household = 2,

    /// <summary>The session.</summary>
    Session = 3,

    /// <summary>The ad break.</summary>
    Break = 4,
}

/// <summary>What a cap counts over.</summary>
public enum CapScope : byte
{
    /// <summary>The element that carries the cap: creative, line item, campaign or advertiser.</summary>
    Owner = 0,

    /// <summary>Everything of one category label.</summary>
    Category = 1,
}

/// <summary>What a capped line item does when the request lacks the cap's identity, or the session or break that its window is about.</summary>
public enum MissingIdentity : byte
{
    /// <summary>It does not serve.</summary>
    Deny = 0,

    /// <summary>It serves as if nothing had been seen.</summary>
    Allow = 1,
}
