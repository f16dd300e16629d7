// Catalogs for the tests: one that sets every field, and random ones.
using System.Text;

namespace AdSelect.Tests.Catalogs;

internal static class CatalogSamples
{
    private static readonly DateTimeOffset Spring = new(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(1));

    /// <summary>Every field of every element differs from its default somewhere.</summary>
    public static Catalog Everything() => new()
    {
        Currency = "EUR",
        TimeZone = "Europe/Stockholm",
        FirstDayOfWeek = DayOfWeek.Sunday,
        Generation = long.MaxValue,
        Attributes =
        [
            new KeywordAttribute("country"),
            new IntegerAttribute("segments") { IsPersonal = true },
            new DecimalAttribute("bitrate"),
            new LocationAttribute("position"),
        ],
        CurrencyRates = [new CurrencyRate("SEK", 0.0871234567890123456789012345m), new CurrencyRate("USD", 4m / 3)],
        Categories = [new Category("IAB1") { Name = "Arts & \"Entertainment\" – Ünï" }, new Category("IAB1-6", "IAB1")],
        TrafficCurve = [1, 0.25, 1e-9],
        Deals = [new Deal("d1") { Floor = new Money(7.50m, "SEK"), Price = DealPrice.Fixed }, new Deal("d2")],
        Experiments =
        [
            new Experiment("music")
            {
                Salt = "2026",
                Coverage = 0.25,
                Arms = [new ArmDefinition("loud") { Weight = 0.125 }, new ArmDefinition("none") { Weight = 0.875 }],
                Namespace = new ExperimentNamespace("layer", 0, 0.5),
                HoldoutArm = "none",
            },
            new Experiment("voice")
            {
                Arms = [new ArmDefinition("high") { Range = new UnitRange(0, 0.1) }, new ArmDefinition("low") { Range = new UnitRange(0.5, 1) }],
            },
        ],
        Advertisers =
        [
            new Advertiser("acme")
            {
                Name = "Acme",
                Domains = ["acme.com"],
                Categories = ["IAB1-6"],
                Caps = Caps(),
                Recency = TimeSpan.FromHours(1),
                IsPaused = true,
            },
        ],
        Campaigns =
        [
            new Campaign("spring", "acme")
            {
                Name = "Spring", Budget = new Money(1000, "USD"), Goal = new DeliveryGoal(AdEvent.Impression, 5), Caps = Caps(),
                Recency = TimeSpan.FromHours(2), Experiment = new ExperimentArm("voice", "low"), IsPaused = true,
            },
        ],
        Creatives = [Creative()],
        LineItems = [new LineItem("plain", "spring"), LineItem()],
    };

    /// <summary>A catalog whose every choice comes from the seed.</summary>
    public static Catalog Random(int seed)
    {
        var random = new Random(seed);
        Catalog all = Everything();
        return new Catalog
        {
            Currency = Pick(random, "USD", "EUR"),
            Generation = random.NextInt64(),
            FirstDayOfWeek = Any<DayOfWeek>(random),
            Attributes = Some(random, all.Attributes),
            CurrencyRates = [.. Enumerable.Range(0, random.Next(3)).Select(i => new CurrencyRate($"C{i}", Amount(random)))],
            Categories = Some(random, all.Categories),
            TrafficCurve = [.. Enumerable.Range(0, random.Next(169)).Select(_ => random.NextDouble())],
            Deals = Some(random, all.Deals),
            Experiments = Some(random, all.Experiments),
            Advertisers = Some(random, all.Advertisers),
            Campaigns = Some(random, all.Campaigns),
            Creatives = Some(random, all.Creatives),
            LineItems = [.. Enumerable.Range(0, random.Next(20)).Select(i => RandomLineItem(random, i))],
        };
    }

    public static byte[] Save(Catalog catalog)
    {
        var stream = new MemoryStream();
        CatalogJson.Save(catalog, stream);
        return stream.ToArray();
    }

    public static Catalog Load(string json) => CatalogJson.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    public static IReadOnlyList<CatalogJsonError> ErrorsOf(string json) => Assert.Throws<CatalogJsonException>(() => Load(json)).Errors;

    private static FrequencyCap[] Caps() =>
    [
        new FrequencyCap(3, CapWindow.Day) { Event = AdEvent.Complete, Identity = CapIdentity.Household, MissingIdentity = MissingIdentity.Allow },
        new FrequencyCap(2, CapWindow.Rolling(TimeSpan.FromMilliseconds(86_400_500))) { Scope = CapScope.Category, Category = "cars" },
        new FrequencyCap(1, CapWindow.Week),
        new FrequencyCap(1, CapWindow.Month),
        new FrequencyCap(1, CapWindow.Lifetime) { Identity = CapIdentity.Device },
        new FrequencyCap(1, CapWindow.Break) { Identity = CapIdentity.Break },
        new FrequencyCap(1, CapWindow.Session) { Identity = CapIdentity.Session },
    ];

    private static Creative Creative() => new("c1", "acme", AdFormat.Video)
    {
        Name = "Thirty",
        Duration = TimeSpan.FromMilliseconds(29_970),
        MimeType = "video/mp4",
        Width = 300,
        Height = 250,
        Companions = ["c2"],
        Attributes = [1, 16],
        ApiFrameworks = [7],
        IsSkippable = true,
        Language = "sv",
        Categories = ["IAB1"],
        Approval = CreativeApproval.Pending,
        Flight = new Flight(Spring, Spring.AddDays(30)),
        Caps = Caps(),
        Recency = TimeSpan.FromHours(3),
    };

    private static LineItem LineItem() => new("full", "spring")
    {
        Name = "All of it",
        Kind = LineItemKind.Sponsorship,
        Priority = 3,
        Targeting = TargetingExpression.Parse(
            "country in (\"SE\", \"ö \\\" <&>\") and (age in 18..34 or not segments all (1, 2)) and position near (59.33, 18.06, 25km)"),
        Price = Price.Cpcv(0.015m, "SEK"),
        PredictedRates = new PredictedRates(0.002, 0.0001, 0.75),
        PredictedRateCeiling = 0.02,
        Quality = 1.25m,
        Weight = 7,
        ShareOfVoice = 33.3,
        Flight = new Flight(Spring, Spring.AddDays(10)),
        Dayparts =
        [
            Daypart.Hours(WeekDays.Workdays, 6, 10),
            Daypart.Hours(WeekDays.Weekend | WeekDays.Monday, 0, 24),
            new Daypart(WeekDays.All, new TimeSpan(0, 15, 0), new TimeSpan(23, 45, 0)),
            Daypart.Hours(WeekDays.None, 1, 2),
        ],
        DaypartClock = DaypartClock.Utc,
        Budget = new Money(250.75m),
        Goal = new DeliveryGoal(AdEvent.Click, long.MaxValue),
        Pacing = PacingPolicy.FrontLoaded,
        CatchUp = CatchUp.AtOnce,
        Caps = Caps(),
        Recency = TimeSpan.FromMinutes(10),
        CountsTowardParents = false,
        ExclusionLabels = ["cars"],
        SpacingLabels = ["loud"],
        BreakPosition = BreakPosition.First,
        AllowsSameAdvertiser = true,
        DealId = "d1",
        Creatives = ["c1", new CreativeAssignment("c2", 5)],
        Rotation = CreativeRotation.Weighted,
        CompanionDelivery = CompanionDelivery.All,
        Exploration = 0.25,
        Experiment = new ExperimentArm("music", "loud") { InsideOnly = true },
        IsSuitableForChildren = true,
        UsesPersonalData = true,
        RequiredConsentPurposes = [1, 24],
        IsPaused = true,
    };

    private static LineItem RandomLineItem(Random random, int index)
    {
        LineItem full = LineItem();
        return new LineItem($"li-{index}", "spring")
        {
            Name = Pick(random, null, "ä\n\"<>&'\\", "plain"),
            Kind = Any<LineItemKind>(random),
            Priority = Pick<int?>(random, null, 1, 16),
            Targeting = Pick<TargetingExpression?>(random, null, TargetingExpression.True, full.Targeting, !full.Targeting!),
            Price = new Price(Any<PriceModel>(random), Amount(random), Pick(random, null, "SEK")),
            PredictedRates = Pick(random, default, new PredictedRates(random.NextDouble(), 0, random.NextDouble())),
            PredictedRateCeiling = Pick<double?>(random, null, 1),
            Quality = (decimal)random.NextDouble() * 1000,
            Weight = Pick<int?>(random, null, 1, 100),
            ShareOfVoice = Pick<double?>(random, null, 0, random.NextDouble() * 100),
            Flight = new Flight(Pick(random, default, Spring.AddTicks(random.NextInt64(1L << 50))), Pick<DateTimeOffset?>(random, null, Spring)),
            Dayparts = [new Daypart((WeekDays)random.Next(128), TimeSpan.FromMinutes(15 * random.Next(96)), TimeSpan.FromMinutes(15 * random.Next(97)))],
            DaypartClock = Any<DaypartClock>(random),
            Budget = Pick<Money?>(random, null, new Money(Amount(random))),
            Goal = Pick<DeliveryGoal?>(random, null, new DeliveryGoal(Any<AdEvent>(random), random.NextInt64())),
            Pacing = Any<PacingPolicy>(random),
            CatchUp = Any<CatchUp>(random),
            Caps = Some(random, full.Caps),
            Recency = TimeSpan.FromMilliseconds(random.Next()),
            CountsTowardParents = random.Next(2) == 0,
            ExclusionLabels = Some(random, full.ExclusionLabels),
            BreakPosition = Any<BreakPosition>(random),
            Creatives = Some(random, full.Creatives),
            Rotation = Any<CreativeRotation>(random),
            CompanionDelivery = Any<CompanionDelivery>(random),
            Exploration = Pick(random, 0.1, 0, random.NextDouble(), 1),
            Experiment = Pick(random, null, full.Experiment),
            RequiredConsentPurposes = Some(random, full.RequiredConsentPurposes),
            IsPaused = random.Next(2) == 0,
        };
    }

    private static decimal Amount(Random random) => new(random.Next(), random.Next(), random.Next(), false, (byte)random.Next(29));

    private static T Any<T>(Random random)
        where T : struct, Enum => Pick(random, Enum.GetValues<T>());

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static T[] Some<T>(Random random, IReadOnlyList<T> all) => [.. all.Where(_ => random.Next(2) == 0)];
}
