// The root of what people author: everything that one snapshot is compiled from.
namespace AdSelect;

/// <summary>
/// Everything an ad-selection service sells: advertisers, campaigns, line items and creatives, with the schema of the
/// attributes that targeting may use. Authored in C# or read with <see cref="CatalogJson"/>; compiled with
/// <see cref="SnapshotCompiler"/>. Immutable; change it with <c>with</c>.
/// </summary>
/// <remarks>
/// Elements refer to each other by id. Ids are text of 1 to <see cref="AdSelectLimits.MaxIdBytes"/> UTF-8 bytes, unique
/// per element type. The order of elements never matters: catalogs with the same elements compile to the same bytes.
/// </remarks>
public sealed record Catalog
{
    /// <summary>The one currency of all prices in the snapshot: an ISO 4217 code.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>IANA id of the zone whose midnight starts calendar days, weeks and months of frequency caps.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The day that starts a calendar week of frequency caps.</summary>
    public DayOfWeek FirstDayOfWeek { get; init; } = DayOfWeek.Monday;

    /// <summary>A number the author gives this edition; answers carry it. Not negative.</summary>
    public long Generation { get; init; }

    /// <summary>The schema: every attribute that targeting uses.</summary>
    public IReadOnlyList<AdAttribute> Attributes { get; init; } = [];

    /// <summary>Rates of the other currencies used by prices, budgets and deal floors.</summary>
    public IReadOnlyList<CurrencyRate> CurrencyRates { get; init; } = [];

    /// <summary>The category tree. Categories that no entry names are their own roots.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    /// <summary>The relative traffic of the 168 hours of a week, Monday 00:00 UTC first, for even pacing; empty means flat.</summary>
    public IReadOnlyList<double> TrafficCurve { get; init; } = [];

    /// <summary>Pre-agreed terms that line items may hold.</summary>
    public IReadOnlyList<Deal> Deals { get; init; } = [];

    /// <summary>The experiments whose arms line items and campaigns are bound to, at most <see cref="AdSelectLimits.MaxExperiments"/>.</summary>
    public IReadOnlyList<Experiment> Experiments { get; init; } = [];

    /// <summary>Those who pay.</summary>
    public IReadOnlyList<Advertiser> Advertisers { get; init; } = [];

    /// <summary>Groups of line items under one goal and budget.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];

    /// <summary>The media.</summary>
    public IReadOnlyList<Creative> Creatives { get; init; } = [];

    /// <summary>
    /// The line items. Compiling enumerates them exactly once and keeps none, so a lazy sequence (a file being read, a
    /// query) never holds a million objects at a time.
    /// </summary>
    public IEnumerable<LineItem> LineItems { get; init; } = [];
}

/// <summary>How much one unit of a currency is worth in the catalog's currency.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Rate">Units of the catalog's currency per unit of <paramref name="Currency"/>; greater than zero.</param>
public readonly record struct CurrencyRate(string Currency, decimal Rate);

/// <summary>One node of the category tree. Blocking a category blocks everything below it.</summary>
/// <param name="Id">The category's id, for example an IAB content category.</param>
/// <param name="ParentId">The category above, or null at a root.</param>
public sealed record Category(string Id, string? ParentId = null)
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }
}
