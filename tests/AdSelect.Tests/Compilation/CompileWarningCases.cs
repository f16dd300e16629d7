// Catalogs that are legal but look unintended, with the warning that says so; and close relatives without it.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public static class CompileWarningCases
{
    /// <summary>The present of all cases: a Monday noon in UTC.</summary>
    public static readonly DateTimeOffset Now = SmallCatalog.Noon;

    private static readonly LineItem Item = SmallCatalog.Item("a");
    private static readonly Experiment Halves = new("x") { Arms = [new("a"), new("b")] };
    private static readonly FrequencyCap Cap = new(3, CapWindow.Day);
    private static readonly Flight Tomorrow = new(Now.AddDays(1), Now.AddDays(1).AddHours(2));

    public static IReadOnlyList<DiagnosticCase> Warned { get; } =
    [
        Of("not-enforced", "lineItems['a'].pacing", Item with { Pacing = PacingPolicy.Even }),
        Of("empty-flight", "lineItems['a'].flight", Item with { Flight = new Flight(Now, Now) }),
        Of("empty-flight", "creatives['a'].flight", Item, creative => creative with { Flight = new Flight(Now, Now) }),
        new("no-creative", "lineItems['a'].creatives", SmallCatalog.Of(Item) with { LineItems = [Item] }),
        Of("no-companion", "lineItems['a'].companionDelivery", Item with { CompanionDelivery = CompanionDelivery.Any }),
        Of("empty-budget", "lineItems['a'].budget", Item with { Budget = new Money(0) }),
        Of("no-predicted-rate", "lineItems['a'].predictedRates", Item with { Price = Price.Cpc(1) }),
        Of("unreachable-targeting", "lineItems['a'].targeting", Item with { Targeting = TargetingExpression.False }),
        Of("flight-over", "lineItems['a'].flight", Item with { Flight = new Flight(default, Now) }),
        Of("daypart-outside-flight", "lineItems['a'].dayparts", Utc(Tomorrow, Daypart.Hours(WeekDays.All, 14, 24))),
        Of("daypart-outside-flight", "lineItems['a'].dayparts", Utc(Tomorrow, Daypart.Hours(WeekDays.All, 0, 12))),
        Of(
            "daypart-outside-flight",
            "lineItems['a'].dayparts",
            Item with { Flight = Tomorrow, Dayparts = [Daypart.Hours(WeekDays.Thursday, 4, 24), Daypart.Hours(WeekDays.Friday | WeekDays.Weekend, 0, 24)] }),
        Of("cap-never-binds", "lineItems['a'].caps[0]", Item with { Caps = [Cap, Cap with { Limit = 2 }] }),
        Of("cap-never-binds", "lineItems['a'].caps[1]", Item with { Caps = [Cap, Cap] }),
        WithParents("cap-never-binds", "lineItems['a'].caps[0]", Item with { Caps = [Cap] }, campaign: Cap),
        WithParents("cap-never-binds", "lineItems['a'].caps[0]", Item with { Caps = [Cap] }, advertiser: Cap with { Limit = 1 }),
        WithParents("cap-never-binds", "campaigns['a'].caps[0]", Item, campaign: Cap, advertiser: Cap),
        Of("cap-never-binds", "creatives['a'].caps[1]", Item, creative => creative with { Caps = [Cap, Cap with { Limit = 4 }] }),
        Shares("lineItems['b'].shareOfVoice", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 60, Flight = new Flight(Now.AddDays(1)) }),
        Of("creative-not-servable", "lineItems['a'].creatives", Item, creative => creative with { Approval = CreativeApproval.Pending }),
        Of("creative-not-servable", "lineItems['a'].creatives", Item, creative => creative with { Flight = new Flight(default, Now) }),
        Of(
            "creative-not-servable",
            "lineItems['a'].creatives",
            Item with { Flight = Tomorrow },
            creative => creative with { Flight = new Flight(Now.AddDays(9)) }),
        Layered("experiments['y'].namespace", new ExperimentNamespace("layer", 0, 0.5), new ExperimentNamespace("layer", 0.4, 1)),
        Twins("lineItems['b']", twin => twin),
        Twins(
            "lineItems['b']",
            twin => twin with { Experiment = new ExperimentArm("x", "a") },
            stronger => stronger with { Experiment = new ExperimentArm("x", "a") }),
        Twins("lineItems['b']", twin => twin with { Price = Price.Cpm(2) }, stronger => stronger with { Weight = 1 }),
        Twins("lineItems['b']", twin => twin with { Price = Price.Cpm(2), Priority = 13, Goal = new DeliveryGoal(AdEvent.Impression, 9) }),
    ];

    /// <summary>Near misses: the code of the case must not be reported.</summary>
    public static IReadOnlyList<DiagnosticCase> Silent { get; } =
    [
        Of("empty-flight", "", Item with { Flight = new Flight(Now, Now.AddTicks(1)) }),
        Of("no-predicted-rate", "", Item with { Price = Price.Cpc(0) }),
        Of("flight-over", "", Item with { Flight = new Flight(default, Now.AddTicks(1)) }),
        Of("flight-over", "", Item with { Flight = new Flight(default, Now), IsPaused = true }),
        Of("daypart-outside-flight", "", Utc(Tomorrow, Daypart.Hours(WeekDays.Tuesday, 13, 15))),
        Of("daypart-outside-flight", "", Item with { Flight = Tomorrow, Dayparts = [Daypart.Hours(WeekDays.Wednesday, 3, 4)] }),
        Of("daypart-outside-flight", "", Item with { Flight = Tomorrow, Dayparts = [Daypart.Hours(WeekDays.Monday, 22, 23)] }),
        Of("daypart-outside-flight", "", Item with { Flight = new Flight(Now, Now.AddDays(6)), Dayparts = [Daypart.Hours(WeekDays.Monday, 0, 1)] }),
        Of(
            "cap-never-binds",
            "",
            Item with
            {
                Caps =
                [
                    Cap,
                    new FrequencyCap(2, CapWindow.Week),
                    Cap with { Identity = CapIdentity.Device },
                    Cap with { Event = AdEvent.Click },
                    Cap with { MissingIdentity = MissingIdentity.Allow },
                    Cap with { Scope = CapScope.Category, Category = "x" },
                    Cap with { Scope = CapScope.Category, Category = "y" },
                ],
                Recency = TimeSpan.FromHours(1),
            }),
        WithParents("cap-never-binds", "", Item with { Caps = [Cap], CountsTowardParents = false }, campaign: Cap),
        WithParents("cap-never-binds", "", Item with { Caps = [Cap] }, campaign: Cap with { Limit = 4 }),
        Shares("", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 40 }),
        Shares("", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 60, Priority = 4 }),
        Shares("", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 60, Targeting = TargetingExpression.Parse("country known") }),
        Shares(
            "",
            Item with { ShareOfVoice = 60, Flight = new Flight(default, Now.AddDays(1)) },
            Item with { ShareOfVoice = 60, Flight = new Flight(Now.AddDays(1)) }),
        Shares("", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 60, IsPaused = true }),
        Of(
            "creative-not-servable",
            "",
            Item with { Flight = Tomorrow },
            creative => creative with { Flight = new Flight(default, Tomorrow.Start.AddTicks(1)) }),
        Layered("", new ExperimentNamespace("layer", 0, 0.5), new ExperimentNamespace("layer", 0.5, 1)),
        Layered("", new ExperimentNamespace("layer", 0, 0.5), new ExperimentNamespace("other", 0.4, 1)),
        Shares(
            "",
            Item with { ShareOfVoice = 60, Experiment = new ExperimentArm("x", "a") },
            Item with { ShareOfVoice = 60, Experiment = new ExperimentArm("x", "b") }),
        Shares("", Item with { ShareOfVoice = 60 }, Item with { ShareOfVoice = 60, CompanionDelivery = CompanionDelivery.Any }),
        Twins("", twin => twin, stronger => stronger with { Experiment = new ExperimentArm("x", "a") }),
        Twins("", twin => twin with { Experiment = new ExperimentArm("x", "b") }, stronger => stronger with { Experiment = new ExperimentArm("x", "a") }),
        Twins("", twin => twin with { Price = Price.Cpm(2) }),
        Twins("", twin => twin with { Price = Price.Cpm(3), Priority = 13 }),
        Twins("", twin => twin with { Weight = 1 }, stronger => stronger with { Weight = 9 }),
        Twins("", twin => twin with { Priority = 11 }, stronger => stronger with { Weight = 1 }),
        Twins("", twin => twin, stronger => stronger with { ShareOfVoice = 50 }),
        Twins("", twin => twin with { Targeting = TargetingExpression.Parse("country known") }),
        Twins("", twin => twin with { IsSuitableForChildren = true }),
        Twins("", twin => twin with { DealId = "deal" }),
        Twins("", twin => twin with { IsPaused = true }),
        Twins("", twin => twin, stronger => stronger with { Budget = new Money(5) }),
        Twins("", twin => twin, stronger => stronger with { Flight = new Flight(default, Now.AddDays(9)) }),
        Twins("", twin => twin, stronger => stronger with { RequiredConsentPurposes = [1] }),
        Twins("", twin => twin with { AllowsSameAdvertiser = true }, stronger => stronger with { AllowsSameAdvertiser = true }),
    ];

    private static DiagnosticCase Of(string code, string path, LineItem item, Func<Creative, Creative>? change = null)
    {
        Catalog catalog = SmallCatalog.Of(item);
        return new DiagnosticCase(code, path, change is null ? catalog : catalog with { Creatives = [change(catalog.Creatives[0])] });
    }

    private static DiagnosticCase WithParents(string code, string path, LineItem item, FrequencyCap? campaign = null, FrequencyCap? advertiser = null) =>
        new(code, path, SmallCatalog.Of(item) with
        {
            Advertisers = [new Advertiser("a") { Caps = advertiser is { } one ? [one] : [] }],
            Campaigns = [new Campaign("a", "a") { Caps = campaign is { } other ? [other] : [] }],
        });

    private static LineItem Utc(Flight flight, Daypart daypart) => Item with { Flight = flight, Dayparts = [daypart], DaypartClock = DaypartClock.Utc };

    private static DiagnosticCase Shares(string path, LineItem first, LineItem second) =>
        new(
            "share-of-voice-over-100",
            path,
            SmallCatalog.Of(first, second with { Id = "b", CampaignId = "b" }) with { Attributes = [new KeywordAttribute("country")], Experiments = [Halves] });

    private static DiagnosticCase Layered(string path, ExperimentNamespace first, ExperimentNamespace second) =>
        new(
            "namespace-overlap",
            path,
            SmallCatalog.Of(Item) with { Experiments = [Halves with { Namespace = first }, Halves with { Id = "y", Namespace = second }] });

    // Line items of one campaign that differ in id and price: 'a' bids 2, 'b' bids 1.
    private static DiagnosticCase Twins(string path, Func<LineItem, LineItem> weaker, Func<LineItem, LineItem>? stronger = null)
    {
        LineItem first = SmallCatalog.Item("a", 2) with { Creatives = ["a"] };
        LineItem second = weaker(first with { Id = "b", Price = Price.Cpm(1) });
        return new DiagnosticCase("always-beaten", path, SmallCatalog.Of(first) with
        {
            Attributes = [new KeywordAttribute("country")],
            Deals = [new Deal("deal")],
            Experiments = [Halves],
            LineItems = [stronger is null ? first : stronger(first), second],
        });
    }
}
