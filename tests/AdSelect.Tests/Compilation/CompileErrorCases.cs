// One broken catalog for each way in which a catalog can be wrong, with the error that says so.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

/// <summary>A catalog and the one diagnostic that it is about.</summary>
public sealed record DiagnosticCase(string Code, string Path, Catalog Catalog)
{
    public override string ToString() => $"{Code} at {Path}";
}

public static class CompileErrorCases
{
    private static readonly KeywordAttribute Country = new("country");
    private static readonly IntegerAttribute Age = new("age");
    private static readonly DecimalAttribute Score = new("score");
    private static readonly LocationAttribute Position = new("position");

    private static readonly LineItem Item = SmallCatalog.Item("a");
    private static readonly Catalog Good = SmallCatalog.Of(Item) with { Attributes = [Country, Age, Score, Position] };

    public static IReadOnlyList<DiagnosticCase> All { get; } =
    [
        .. Header(),
        .. Entities(),
        .. ExperimentErrorCases.All,
        .. LineItems().Select(wrong => new DiagnosticCase(wrong.Code, $"lineItems['a'].{wrong.Field}", Good with { LineItems = [wrong.Item with { Creatives = wrong.Item.Creatives.Count == 0 ? ["a"] : wrong.Item.Creatives }] })),
        .. Targeting().Select(wrong => new DiagnosticCase(wrong.Code, "lineItems['a'].targeting", With(Item with { Targeting = wrong.Expression }))),
    ];

    /// <summary>Three elements with errors and one without.</summary>
    public static Catalog Several { get; } = With(Item with { Priority = 99, DealId = "none" }) with { Currency = "dollar" };

    private static Catalog With(LineItem item) => Good with { LineItems = [item with { Creatives = ["a"] }] };

    // Beside the creative a banner 'b', and 'c', which is one too.
    private static Catalog WithBanner(Creative creative, Func<Creative, Creative> change)
    {
        var banner = new Creative("b", "a", AdFormat.Display);
        return Good with { Creatives = [creative, change(banner), banner with { Id = "c" }] };
    }

    private static Catalog With(Creative creative) => Good with { Creatives = [creative] };

    private static IEnumerable<DiagnosticCase> Header() =>
    [
        new("bad-domain", "advertisers['a'].domains[1]", Good with { Advertisers = [new Advertiser("a") { Domains = ["ford.com", "ford com"] }] }),
        new("bad-currency", "currency", Good with { Currency = "usd" }),
        new("bad-currency", "currencyRates[0]", Good with { CurrencyRates = [new CurrencyRate("euro", 1)] }),
        new("out-of-range", "currencyRates[1]", Good with { CurrencyRates = [new CurrencyRate("EUR", 1), new CurrencyRate("SEK", 0)] }),
        new("duplicate-id", "currencyRates[0]", Good with { CurrencyRates = [new CurrencyRate("USD", 1)] }),
        new("out-of-range", "generation", Good with { Generation = -1 }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = " " }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = "W. Europe Standard Time" }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = "UTC-11" }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = "europe/stockholm" }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = "posix/Europe/Stockholm" }),
        new("bad-time-zone", "timeZone", Good with { TimeZone = "Europe/Atlantis", LineItems = [Item with { Caps = [new FrequencyCap(1, CapWindow.Month)] }] }),
        new("out-of-range", "campaigns['a'].recency", Good with { Campaigns = [new Campaign("a", "a") { Recency = TimeSpan.FromDays(401) }] }),
        new("too-many", "creatives['a'].categories", Good with
        {
            Creatives = [SmallCatalog.Creative("a") with { Categories = ["1", "2", "3", "4", "5", "6"] }],
            LineItems = [Item with { Caps = [.. Enumerable.Range(1, 6).Select(category => new FrequencyCap(1, CapWindow.Lifetime) { Scope = CapScope.Category, Category = $"{category}" })] }],
        }),
        new("out-of-range", "firstDayOfWeek", Good with { FirstDayOfWeek = (DayOfWeek)7 }),
        new("bad-traffic-curve", "trafficCurve", Good with { TrafficCurve = [1, 2, 3] }),
        new("bad-traffic-curve", "trafficCurve", Good with { TrafficCurve = [.. Enumerable.Repeat(-1.0, 168)] }),
        new("too-many", "attributes", Good with { Attributes = [.. Enumerable.Range(0, AdSelectLimits.MaxAttributes + 1).Select(i => new KeywordAttribute($"a{i}"))] }),
        new("missing", "attributes[1]", Good with { Attributes = [Country, null!] }),
        new("bad-attribute-name", "attributes[0]", Good with { Attributes = [new KeywordAttribute("2nd")] }),
        new("duplicate-id", "attributes[1]", Good with { Attributes = [Country, new IntegerAttribute("country")] }),
        new("duplicate-id", "categories[1]", Good with { Categories = [new Category("food"), new Category("food")] }),
        new("category-depth", "categories['food']", Good with { Categories = [new Category("food", "food")] }),
    ];

    private static IEnumerable<DiagnosticCase> Entities()
    {
        Advertiser advertiser = Good.Advertisers[0];
        Campaign campaign = Good.Campaigns[0];
        Creative creative = Good.Creatives[0];
        string[] tooMany = [.. Enumerable.Range(0, AdSelectLimits.MaxDomainsOrCategories + 1).Select(i => $"{i}.example.com")];
        return
        [
            new("missing", "deals[0]", Good with { Deals = [null!] }),
            new("out-of-range", "deals['d'].price", Good with { Deals = [new Deal("d") { Price = (DealPrice)9 }] }),
            new("missing-rate", "deals['d'].floor", Good with { Deals = [new Deal("d") { Floor = new Money(1, "NOK") }] }),
            new("bad-id", "advertisers[1].id", Good with { Advertisers = [advertiser, new Advertiser("")] }),
            new("bad-id", "advertisers[1].id", Good with { Advertisers = [advertiser, new Advertiser("\ud800")] }),
            new("bad-id", "advertisers[1].id", Good with { Advertisers = [advertiser, new Advertiser(new string('x', AdSelectLimits.MaxIdBytes + 1))] }),
            new("duplicate-id", "advertisers[1].id", Good with { Advertisers = [advertiser, advertiser] }),
            new("bad-name", "advertisers['a'].name", Good with { Advertisers = [advertiser with { Name = new string('x', AdSelectLimits.MaxNameBytes + 1) }] }),
            new("too-many", "advertisers['a'].domains", Good with { Advertisers = [advertiser with { Domains = tooMany }] }),
            new("bad-id", "advertisers['a'].categories[0]", Good with { Advertisers = [advertiser with { Categories = [""] }] }),
            new("unknown-advertiser", "campaigns['a'].advertiserId", Good with { Campaigns = [campaign with { AdvertiserId = "none" }] }),
            new("out-of-range", "campaigns['a'].budget", Good with { Campaigns = [campaign with { Budget = new Money(-1) }] }),
            new("out-of-range", "campaigns['a'].goal", Good with { Campaigns = [campaign with { Goal = new DeliveryGoal(AdEvent.Impression, 0) }] }),
            new("unknown-advertiser", "creatives['b'].advertiserId", Good with { Creatives = [creative, SmallCatalog.Creative("b", "none")] }),
            new("bad-value", "creatives['a'].language", With(creative with { Language = "\ud800" })),
            new("bad-value", "creatives['a'].mimeType", With(creative with { MimeType = new string('x', AdSelectLimits.MaxIdBytes + 1) })),
            new("out-of-range", "creatives['a'].approval", With(creative with { Approval = (CreativeApproval)9 })),
            new("bad-duration", "creatives['a'].duration", With(creative with { Duration = TimeSpan.Zero })),
            new("bad-duration", "creatives['a'].duration", With(creative with { Format = AdFormat.Display })),
            new("bad-duration", "creatives['a'].duration", With(creative with { Duration = TimeSpan.FromTicks(1) })),
            new("out-of-range", "creatives['a'].attributes", With(creative with { Attributes = [AdSelectLimits.MaxAdComValue + 1] })),
            new("out-of-range", "creatives['a'].apiFrameworks", With(creative with { ApiFrameworks = [-1] })),
            new("out-of-range", "creatives['a'].apiFrameworks", With(creative with { ApiFrameworks = [0] })),
            new("out-of-range", "creatives['a'].attributes", With(creative with { Attributes = [1, 0] })),
            new("too-many", "creatives['z'].mimeType", Good with { Creatives = [creative, .. Enumerable.Range(0, AdSelectLimits.MaxMimeTypes - 1).Select(i => SmallCatalog.Creative($"b{i}", "a") with { MimeType = $"audio/{i}" }), SmallCatalog.Creative("z", "a") with { MimeType = "audio/z" }] }),
            new("bad-size", "creatives['a'].width", With(creative with { Width = 300, Height = 250 })),
            new("bad-size", "creatives['b'].width", WithBanner(creative, banner => banner with { Width = 300, Height = 0 })),
            new("bad-size", "creatives['b'].width", WithBanner(creative, banner => banner with { Width = 300, Height = AdSelectLimits.MaxPixels + 1 })),
            new("too-many", "creatives['a'].companions", With(creative with { Companions = [.. Enumerable.Repeat("b", AdSelectLimits.MaxCompanions + 1)] })),
            new("unknown-creative", "creatives['a'].companions[0]", With(creative with { Companions = ["none"] })),
            new("bad-companion", "creatives['a'].companions[0]", With(creative with { Companions = ["a"] })),
            new("bad-companion", "creatives['a'].companions[0]", WithBanner(creative with { Companions = ["b"] }, banner => banner with { Companions = ["c"] })),
            new("duplicate-id", "creatives['a'].companions[1]", WithBanner(creative with { Companions = ["b", "b"] }, banner => banner)),
            new("foreign-creative", "creatives['a'].companions[0]", WithBanner(creative with { Companions = ["b"] }, banner => banner with { AdvertiserId = "z" }) with { Advertisers = [advertiser, new Advertiser("z")] }),
            new("missing", "lineItems[1]", Good with { LineItems = [.. Good.LineItems, null!] }),
            new("bad-id", "lineItems[1].id", Good with { LineItems = [.. Good.LineItems, SmallCatalog.Item("")] }),
            new("duplicate-id", "lineItems['a'].id", Good with { LineItems = [.. Good.LineItems, .. Good.LineItems] }),
            new("unknown-creative", "lineItems['a'].creatives[0]", Good with { Creatives = [] }),
            new("foreign-creative", "lineItems['a'].creatives[0]", Good with { Advertisers = [advertiser, new Advertiser("b")], Creatives = [SmallCatalog.Creative("a", "b")] }),
        ];
    }

    private static IEnumerable<(string Code, string Field, LineItem Item)> LineItems()
    {
        var cap = new FrequencyCap(1, CapWindow.Day);
        return
        [
            ("bad-name", "name", Item with { Name = "\udc00" }),
            ("unknown-campaign", "campaignId", Item with { CampaignId = "none" }),
            ("unknown-deal", "dealId", Item with { DealId = "none" }),
            ("missing-rate", "price", Item with { Price = Price.Cpm(1, "NOK") }),
            ("out-of-range", "price", Item with { Price = Price.Cpm(-1) }),
            ("out-of-range", "kind", Item with { Kind = (LineItemKind)9 }),
            ("out-of-range", "price.model", Item with { Price = new Price((PriceModel)9, 1) }),
            ("out-of-range", "price", Item with { Price = Price.Cpc(1_000_000_000), PredictedRates = new PredictedRates(1) }),
            ("out-of-range", "quality", Item with { Quality = 1_000.000_001m }),
            ("out-of-range", "quality", Item with { Quality = 1.000_000_1m }),
            ("out-of-range", "predictedRates", Item with { PredictedRates = new PredictedRates(1.5) }),
            ("out-of-range", "predictedRateCeiling", Item with { Price = Price.Cpc(1), PredictedRates = new PredictedRates(0.02), PredictedRateCeiling = 0.019 }),
            ("out-of-range", "predictedRateCeiling", Item with { PredictedRateCeiling = 1.1 }),
            ("out-of-range", "predictedRateCeiling", Item with { PredictedRateCeiling = double.NaN }),
            ("too-many", "creatives", Item with { Creatives = [.. Enumerable.Repeat<CreativeAssignment>("a", AdSelectLimits.MaxCreativesPerLineItem + 1)] }),
            ("out-of-range", "creatives[0]", Item with { Creatives = [new CreativeAssignment("a", 0)] }),
            ("duplicate-id", "creatives[1]", Item with { Creatives = ["a", "a"] }),
            ("out-of-range", "budget", Item with { Budget = new Money(-0.01m) }),
            ("out-of-range", "goal", Item with { Goal = new DeliveryGoal((AdEvent)9, 1) }),
            ("out-of-range", "weight", Item with { Weight = 0 }),
            ("out-of-range", "shareOfVoice", Item with { ShareOfVoice = 100.5 }),
            ("out-of-range", "companionDelivery", Item with { CompanionDelivery = (CompanionDelivery)9 }),
            ("out-of-range", "pacing", Item with { Pacing = (PacingPolicy)9 }),
            ("out-of-range", "catchUp", Item with { CatchUp = (CatchUp)9 }),
            ("out-of-range", "breakPosition", Item with { BreakPosition = (BreakPosition)9 }),
            ("out-of-range", "daypartClock", Item with { DaypartClock = (DaypartClock)9 }),
            ("bad-labels", "exclusionLabels", Item with { ExclusionLabels = [""] }),
            ("bad-labels", "exclusionLabels", Item with { ExclusionLabels = ["good", "\ud800"] }),
            ("bad-labels", "spacingLabels", Item with { SpacingLabels = [.. Enumerable.Repeat("x", AdSelectLimits.MaxLabelsPerLineItem + 1)] }),
            ("out-of-range", "requiredConsentPurposes", Item with { RequiredConsentPurposes = [25] }),
            ("out-of-range", "priority", Item with { Priority = 17 }),
            ("conflict", "weight", Item with { Weight = 2, ShareOfVoice = 10 }),
            ("house-priority", "priority", Item with { Kind = LineItemKind.House, Priority = 12 }),
            ("out-of-range", "exploration", Item with { Exploration = 1.1 }),
            ("out-of-range", "exploration", Item with { Exploration = double.NaN }),
            ("out-of-range", "rotation", Item with { Rotation = (CreativeRotation)9 }),
            ("bad-daypart", "dayparts[1]", Item with { Dayparts = [Daypart.Hours(WeekDays.All, 1, 2), Daypart.Hours(WeekDays.All, 3, 3)] }),
            ("too-many", "caps", Item with { Caps = [.. Enumerable.Repeat(cap, AdSelectLimits.MaxCapsPerElement + 1)] }),
            ("out-of-range", "caps[0]", Item with { Caps = [new FrequencyCap(0, CapWindow.Day)] }),
            ("out-of-range", "caps[0]", Item with { Caps = [new FrequencyCap(AdSelectLimits.MaxCapLimit + 1, CapWindow.Day)] }),
            ("out-of-range", "caps[0]", Item with { Caps = [new FrequencyCap(1, CapWindow.Rolling(TimeSpan.FromDays(400.5)))] }),
            ("out-of-range", "caps[0].identity", Item with { Caps = [cap with { Identity = (CapIdentity)9 }] }),
            ("out-of-range", "caps[0].event", Item with { Caps = [cap with { Event = (AdEvent)9 }] }),
            ("out-of-range", "caps[0].scope", Item with { Caps = [cap with { Scope = (CapScope)9 }] }),
            ("out-of-range", "caps[0].missingIdentity", Item with { Caps = [cap with { MissingIdentity = (MissingIdentity)9 }] }),
            ("out-of-range", "caps[0].window", Item with { Caps = [new FrequencyCap(1, new CapWindow((CapWindowKind)9))] }),
            ("out-of-range", "recency", Item with { Recency = TimeSpan.FromTicks(-1) }),
            ("bad-window", "caps[0]", Item with { Caps = [new FrequencyCap(1, CapWindow.Rolling(TimeSpan.Zero))] }),
            ("bad-window", "caps[1]", Item with { Caps = [cap, new FrequencyCap(1, new CapWindow(CapWindowKind.Day, TimeSpan.FromDays(1)))] }),
            ("missing", "caps[0]", Item with { Caps = [cap with { Scope = CapScope.Category }] }),
        ];
    }

    private static IEnumerable<(string Code, TargetingExpression Expression)> Targeting() =>
    [
        ("unknown-attribute", new KeywordAttribute("planet").In("Mars")),
        ("wrong-kind", new IntegerAttribute("country").In(5)),
        ("wrong-kind", new IntegerAttribute("country").AtLeast(5)),
        ("wrong-kind", new KeywordAttribute("position").In("here")),
        ("wrong-kind", new LocationAttribute("age").Near(1, 1, 1)),
        ("bad-value", Country.In(new string('x', AdSelectLimits.MaxKeywordBytes + 1))),
        ("targeting-limit", Enumerable.Range(0, AdSelectLimits.MaxTargetingDepth).Aggregate(Age.Known(), (inner, _) => !inner)),
        ("unknown-expression", new Foreign()),
    ];

    // What a later version of the library might bring.
    private sealed record Foreign : TargetingExpression;
}
