// The worked cases of breaks, asked of the selector.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class SelectBreakExamples
{
    private static readonly LineItem[] Five = [Item("A", 20), Item("B", 18), Item("C", 12), Item("D", 9), Item("E", 35)];
    private static readonly int[] FiveSeconds = [30, 30, 15, 15, 60];

    [Theory]
    [InlineData(60, 0, "A C D")]
    [InlineData(60, 2, "A B")]
    [InlineData(45, 0, "A C")]
    public void FiveCandidates(int seconds, int mostAds, string expected) => Assert.Equal(expected, Names(Fill(Audio(Five, FiveSeconds), Free(seconds, mostAds))));

    [Fact]
    public void WorthBeatsDensity() => Assert.Equal("Y", Names(Fill(Audio([Item("X", 10), Item("Y", 36)], [15, 60]), Free(60))));

    [Fact]
    public void ARequiredDurationIsNotRounded()
    {
        PlainRequest request = Free(60) with { Slots = [new PlainSlot(AdFormat.Audio) { RequiredDurations = [15_000, 30_000] }] };
        Assert.Equal("b", Names(Fill(Audio([Item("a", 9), Item("b", 1)], [20, 30]), request)));
    }

    // 0.5 a second over 30 s are 15.00.
    [Theory]
    [InlineData(14.999999, "")]
    [InlineData(15, "a")]
    public void AFloorPerSecondIsReachedAtEquality(decimal cpm, string expected) =>
        Assert.Equal(expected, Names(Fill(Audio([Item("a", cpm)], [30]), Free(60) with { Slots = [new PlainSlot(AdFormat.Audio) { FloorPerSecondMicros = 500_000 }] })));

    [Theory]
    [InlineData(10, 5)]
    [InlineData(15, 5)]
    [InlineData(16, 10)]
    [InlineData(30, 10)]
    [InlineData(45, 20)]
    public void AFloorByDurationIsThatOfTheBand(int seconds, decimal floor)
    {
        PlainRequest request = Free(60) with
        {
            Slots = [new PlainSlot(AdFormat.Audio) { DurationFloors = [new(1_000, 15_000, 5_000_000), new(16_000, 30_000, 10_000_000), new(31_000, int.MaxValue, 20_000_000)] }],
        };
        Assert.Equal("a", Names(Fill(Audio([Item("a", floor)], [seconds]), request)));
        Assert.Equal("", Names(Fill(Audio([Item("a", floor - 0.000001m)], [seconds]), request)));
    }

    [Fact]
    public void AHybridBreakFillsItsSpotAndItsFreePart()
    {
        PlainRequest request = Free(60, 4) with { Slots = [new PlainSlot(AdFormat.Audio) { FloorMicros = 8_000_000 }] };
        request = request with
        {
            Break = request.Break! with { Spots = [new PlainSpot(new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 15_000, FloorMicros = 15_000_000 })], SpotsBeforeFreePart = 1 },
        };
        (OracleWinner[] ads, BreakResult result) = Fill(Audio([Item("first", 20.27m), Item("f", 9.27m), Item("g", 10.27m)], [15, 15, 15]), request);
        Assert.Equal("first g f", Names((ads, result)));
        Assert.Equal([0, -1, -1], ads.Select(ad => ad.Spot));
        Assert.Equal(45_000, result.DurationMilliseconds);
    }

    [Theory]
    [InlineData(BreakSpotKind.Required, BreakOutcome.RequiredSpotEmpty, "")]
    [InlineData(BreakSpotKind.Optional, BreakOutcome.Filled, "a")]
    public void ARequiredSpotThatStaysEmptyDropsTheBreak(BreakSpotKind kind, BreakOutcome outcome, string expected)
    {
        PlainSlot half = new(AdFormat.Audio) { MaxDurationMilliseconds = 30_000 };
        PlainSlot quarter = new(AdFormat.Audio) { MaxDurationMilliseconds = 15_000 };
        (OracleWinner[], BreakResult Result) answer = Fill(Audio([Item("a", 5)], [30]), Structured(new PlainSpot(half), new PlainSpot(quarter, kind)));
        Assert.Equal(expected, Names(answer));
        Assert.Equal(outcome, answer.Result.Outcome);
    }

    // Nobody takes the flexible spot's 15 s, so the free part has 45.
    [Fact]
    public void AFlexibleSpotLeavesItsTimeToTheFreePart()
    {
        PlainRequest request = Free(30) with { Break = new PlainBreak { DurationMilliseconds = 30_000, MaxAds = 1, Spots = [Spot(15, BreakSpotKind.Flexible)] } };
        Assert.Equal("long", Names(Fill(Audio([Item("long", 5), Item("half", 4)], [45, 30]), request)));
        PlainRequest optional = request with { Break = request.Break! with { Spots = [Spot(15, BreakSpotKind.Optional)] } };
        Assert.Equal("half", Names(Fill(Audio([Item("long", 5), Item("half", 4)], [45, 30]), optional)));
    }

    // Both spots stay empty and make a free part of 30 s with two ads, which is filled by one.
    [Fact]
    public void FlexibleSpotsAloneMakeAFreePart()
    {
        PlainSpot flexible = Spot(15, BreakSpotKind.Flexible);
        PlainRequest request = Structured(Spot(15, BreakSpotKind.Optional), flexible, flexible) with { Slots = [new PlainSlot(AdFormat.Audio)] };
        (OracleWinner[] Ads, BreakResult Result) answer = Fill(Audio([Item("long", 9), Item("a", 5), Item("b", 3), Item("c", 2)], [30, 15, 15, 15]), request);
        Assert.Equal("a long", Names(answer));
        Assert.Equal([0, -1], answer.Ads.Select(ad => ad.Spot));
        Assert.Equal(45_000, answer.Result.DurationMilliseconds);
    }

    // Without a slot of the request the first flexible spot's own is the rule: 30 s are too long for it.
    [Fact]
    public void AFreePartOfFlexibleSpotsTakesWhatTheFirstOfThemTakes()
    {
        PlainRequest request = Structured(Spot(15, BreakSpotKind.Flexible), Spot(20, BreakSpotKind.Flexible));
        Assert.Equal("a b", Names(Fill(Audio([Item("long", 9), Item("a", 5), Item("b", 3)], [30, 15, 15]), request)));
    }

    [Fact]
    public void AFlexibleSpotIsFilledWhereItMakesNoDifference()
    {
        PlainRequest request = Structured(Spot(30, BreakSpotKind.Flexible)) with { Slots = [new PlainSlot(AdFormat.Audio)] };
        Assert.Equal(0, Assert.Single(Fill(Audio([Item("a", 5)], [30]), request).Ads).Spot);
        PlainSpot half = Spot(15, BreakSpotKind.Flexible);
        PlainRequest hybrid = Free(30) with { Break = new PlainBreak { DurationMilliseconds = 30_000, MaxAds = 1, Spots = [half] } };
        Assert.Equal([-1, 0], Fill(Audio([Item("a", 5), Item("b", 4)], [15, 15]), hybrid).Ads.Select(ad => ad.Spot));
    }

    [Fact]
    public void BumpersGoAroundTheAdsAndOnlyWithThem()
    {
        PlainRequest request = Free(30) with
        {
            Break = new PlainBreak { DurationMilliseconds = 30_000, MaxAds = 1, SpotsBeforeFreePart = 1, Spots = [Spot(5, BreakSpotKind.Bumper), Spot(5, BreakSpotKind.Bumper)] },
        };
        LineItem[] items = [Item("ad", 5) with { BreakPosition = BreakPosition.First }, Item("jingle", 1) with { Kind = LineItemKind.House }, Item("station", 1) with { Kind = LineItemKind.House }];
        (OracleWinner[] ads, BreakResult result) = Fill(Audio(items, [30, 5, 4]), request);
        Assert.Equal(3, result.Count);
        Assert.Equal("ad", ads[1].LineItemId);
        Assert.Equal([0, -1, 1], ads.Select(ad => ad.Spot));
        Assert.Equal(39_000, result.DurationMilliseconds);
        Assert.Empty(Fill(Audio(items[1..], [5, 4]), request with { Slots = [new PlainSlot(AdFormat.Audio) { MinDurationMilliseconds = 10_000 }] }).Ads);
    }

    // A against B and C: whichever side is worth more is played.
    [Theory]
    [InlineData(21, "A")]
    [InlineData(19, "B C")]
    public void ExclusionLabelsKeepCompetitorsApart(decimal cpmOfA, string expected)
    {
        LineItem[] items = [Item("A", cpmOfA) with { ExclusionLabels = ["ab", "ac"] }, Item("B", 10) with { ExclusionLabels = ["ab"] }, Item("C", 10.000001m) with { ExclusionLabels = ["ac"] }];
        Assert.Equal(expected, string.Join(' ', Fill(Audio(items, [15, 15, 15]), Free(60)).Ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void ASecondPriceIsSetByTheBestLeftOutThatWouldHaveFitted()
    {
        // x is worth more than y, but is too long for any place.
        LineItem[] items = [Item("a", 10), Item("b", 8), Item("x", 7), Item("y", 3)];
        (OracleWinner[] ads, _) = Fill(Audio(items, [30, 30, 45, 30]), Free(60) with { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 });
        Assert.Equal(["a", "b"], ads.Select(ad => ad.LineItemId));
        Assert.Equal([3_010_000, 3_010_000], ads.Select(ad => ad.EffectiveCpmMicros));
    }

    [Fact]
    public void WhatWasPlayedLastIsNotPlayedFirst()
    {
        LineItem[] items = [Item("again", 10), Item("other", 1)];
        PlainRequest request = Free(60) with { Listener = Session(Played("again", minutesAgo: 10)) };
        Assert.Equal("other again", Names(Fill(Audio(items, [30, 30]), request)));
        Assert.Equal("other", Names(Fill(Audio(items, [30, 30]), request with { Break = request.Break! with { Separation = SeparationScope.Session } })));
        Assert.Equal("", Names(Fill(Audio(items[..1], [30]), request)));
    }

    [Theory]
    [InlineData(10, BreakOutcome.Filled)]
    [InlineData(11, BreakOutcome.TooSoon)]
    public void ABreakTooSoonAfterTheLastStaysEmpty(int gapMinutes, BreakOutcome outcome)
    {
        PlainRequest request = Free(60) with { Listener = Session(Played("other", minutesAgo: 10)) };
        Assert.Equal(outcome, Fill(Audio([Item("a", 1)], [30]), request with { Break = request.Break! with { MinGap = TimeSpan.FromMinutes(gapMinutes) } }).Result.Outcome);
    }

    [Theory]
    [InlineData(1, "", BreakOutcome.LoadReached)]
    [InlineData(2, "a", BreakOutcome.Filled)]
    [InlineData(3, "a b", BreakOutcome.Filled)]
    public void ABreakEndsWhereTheLoadDoes(int load, string expected, BreakOutcome outcome)
    {
        PlainRequest request = Free(60) with { Listener = Session(Played("other", minutesAgo: 10)) };
        (OracleWinner[], BreakResult Result) answer = Fill(Audio([Item("a", 2), Item("b", 1)], [30, 30]), request with { Break = request.Break! with { MaxLoad = load } });
        Assert.Equal(expected, Names(answer));
        Assert.Equal(outcome, answer.Result.Outcome);
    }

    [Fact]
    public void OneTotalGoesOverPriorities()
    {
        LineItem[] items = [Item("sponsor", 1) with { Priority = 4 }, Item("price", 9), Item("house", 50) with { Kind = LineItemKind.House }];
        Catalog catalog = Audio(items, [60, 60, 60]);
        Assert.Equal("sponsor", Names(Fill(catalog, Free(60))));
        PlainRequest value = Free(60) with { Break = Free(60).Break! with { Objective = BreakObjective.Value } };
        Assert.Equal("price", Names(Fill(catalog, value)));
        Assert.Equal("house", Names(Fill(Audio(items[2..], [60]), value)));
    }

    [Fact]
    public void ACapIsHeldWithinTheBreak()
    {
        FrequencyCap cap = new(1, CapWindow.Rolling(TimeSpan.FromHours(1))) { Identity = CapIdentity.Session };
        Catalog catalog = Audio([Item("a", 3), Item("b", 2), Item("c", 1)], [15, 15, 15]);
        catalog = catalog with
        {
            Campaigns = [new Campaign("all", "a") { Caps = [cap] }, new Campaign("c", "c")],
            LineItems = [.. catalog.LineItems.Select(item => item.Id == "c" ? item : item with { CampaignId = "all", AllowsSameAdvertiser = true, Creatives = [item.Id] })],
            Creatives = [.. catalog.Creatives.Select(creative => creative.Id == "c" ? creative : creative with { AdvertiserId = "a" })],
        };
        Assert.Equal("a c", Names(Fill(catalog, Free(60) with { Listener = Session() })));
    }

    // Two of one advertiser that allow each other are kept apart by nothing that the advertiser, the creatives or they themselves have.
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void AdsOfAnAdvertiserThatAllowItStandTogether(bool ofAdvertiser, bool ofCreatives, bool labels)
    {
        Assert.Equal("x1 x2", Names(Fill(OneAdvertiser(ofAdvertiser, ofCreatives, labels), Free(90))));
        PlainListener heardOne = Session(Played("x1", minutesAgo: 10) with { AdvertiserId = "x" });
        PlainRequest later = Free(90) with { Listener = heardOne };
        Assert.Equal("x2", Names(Fill(OneAdvertiser(ofAdvertiser, ofCreatives, labels), later with { Break = later.Break! with { Separation = SeparationScope.Session } })));
    }

    [Fact]
    public void AThirdAdIsKeptApartFromEachOfTwoThatStandTogether()
    {
        Catalog catalog = OneAdvertiser(ofAdvertiser: true, ofCreatives: false, labels: true);
        LineItem other = Item("other", 9) with { Creatives = ["other"] };
        LineItem alone = Item("alone", 8) with { CampaignId = "x", Creatives = ["alone"] };
        Catalog third = catalog with
        {
            Advertisers = [.. catalog.Advertisers, new Advertiser("other")],
            Campaigns = [.. catalog.Campaigns, new Campaign("other", "other")],
            Creatives = [.. catalog.Creatives, SmallCatalog.Creative("other"), SmallCatalog.Creative("alone", "x")],
        };
        Assert.Equal("x1 x2", Names(Fill(third with { LineItems = [.. catalog.LineItems, other with { ExclusionLabels = ["cola"] }] }, Free(90))));
        Assert.Equal("x1 x2", Names(Fill(third with { LineItems = [.. catalog.LineItems, alone] }, Free(90))));
        Assert.Equal("x1 x2 other", Names(Fill(third with { LineItems = [.. catalog.LineItems, other] }, Free(90))));
        Catalog sameCategory = third with { Advertisers = [catalog.Advertisers[0], new Advertiser("other") { Categories = ["auto"] }], LineItems = [.. catalog.LineItems, other] };
        Assert.Equal("x1 x2", Names(Fill(sameCategory, Free(90))));
    }

    [Fact]
    public void TheSameCreativeAndSpacingLabelsStillHoldBetweenAdsThatStandTogether()
    {
        Catalog catalog = OneAdvertiser(ofAdvertiser: true, ofCreatives: true, labels: true);
        Catalog sameCreative = catalog with { LineItems = [.. catalog.LineItems.Select(item => item with { Creatives = ["x1"] })] };
        Assert.Equal("x1", Names(Fill(sameCreative, Free(90))));
        PlainRequest later = Free(90) with { Listener = Session(Played("x1", minutesAgo: 10) with { AdvertiserId = "x" }) };
        Assert.Equal("", Names(Fill(sameCreative, later with { Break = later.Break! with { Separation = SeparationScope.Session } })));
        Assert.Equal("x1", Names(Fill(catalog with { LineItems = [.. catalog.LineItems.Select(item => item with { SpacingLabels = ["loud"] })] }, Free(90))));
    }

    // Line items x1 and x2 of one advertiser that both allow it.
    private static Catalog OneAdvertiser(bool ofAdvertiser, bool ofCreatives, bool labels) => new()
    {
        Categories = [new Category("auto")],
        Advertisers = [new Advertiser("x") { Categories = ofAdvertiser ? ["auto"] : [] }],
        Campaigns = [new Campaign("x", "x")],
        Creatives = [.. new[] { "x1", "x2" }.Select(id => SmallCatalog.Creative(id, "x") with { Categories = ofCreatives ? ["auto"] : [] })],
        LineItems =
        [
            .. new[] { "x1", "x2" }.Select((id, index) => Item(id, 20 - index) with
            {
                CampaignId = "x",
                AllowsSameAdvertiser = true,
                ExclusionLabels = labels ? ["cola"] : [],
                Creatives = [id],
            }),
        ],
    };

    private static LineItem Item(string id, decimal cpm) => SmallCatalog.Item(id, cpm);

    private static Catalog Audio(LineItem[] items, int[] seconds)
    {
        Catalog catalog = SmallCatalog.Of(items);
        return catalog with { Creatives = [.. catalog.Creatives.Select((creative, index) => creative with { Duration = TimeSpan.FromSeconds(seconds[index]) })] };
    }

    private static PlainRequest Free(int seconds, int mostAds = 0) => new() { Break = new PlainBreak { DurationMilliseconds = seconds * 1_000, MaxAds = mostAds } };

    private static PlainRequest Structured(params PlainSpot[] spots) => new() { Slots = [], Break = new PlainBreak { Spots = spots } };

    private static PlainSpot Spot(int seconds, BreakSpotKind kind) => new(new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = seconds * 1_000 }, kind);

    private static PlainListener Session(params PlainExposure[] log) => PlainListener.Of(CapIdentity.Session, log) with { SessionId = "evening" };

    private static PlainExposure Played(string lineItem, int minutesAgo) =>
        new(AdEvent.Impression, 1, SmallCatalog.Noon.AddMinutes(-minutesAgo), lineItem, lineItem, lineItem, lineItem) { SessionId = "evening" };

    // The oracle looks at every break there is; with more than a few options that takes too long.
    private static (OracleWinner[] Ads, BreakResult Result) Fill(Catalog catalog, PlainRequest request)
    {
        (OracleWinner[] Ads, BreakResult Result) answer = Engine.SelectBreak(new AdSelector(Engine.Compile(catalog)), request);
        BreakAnswers.AssertBest(new OracleSelector(catalog), request, answer);
        return answer;
    }

    private static string Names((OracleWinner[] Ads, BreakResult) answer) => string.Join(' ', answer.Ads.Select(ad => ad.LineItemId));
}
