// Every reason has an example, and tells its particulars: whose rule it is, what it asks and what there is.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class RejectionDetailTests
{
    private static readonly LineItem Plain = SmallCatalog.Item("a");
    private static readonly PlainRequest Request = new() { Slots = [new PlainSlot(AdFormat.Audio)] };
    private static readonly KeywordAttribute Segment = new("segment") { IsPersonal = true };

    // Reasons of sessions that breaks keep apart; explaining refuses breaks.
    private static readonly RejectionReason[] OfBreaksAlone = [RejectionReason.SameExclusionLabel, RejectionReason.SameCategory];

    private sealed record Example(RejectionReason Reason, string Detail, Catalog Catalog, PlainRequest Request, Action<DeliveryState>? Act = null);

    private static readonly Example[] Examples =
    [
        Of(RejectionReason.LineItemPaused, "the catalog pauses the line item", Plain with { IsPaused = true }, Request),
        new(RejectionReason.LineItemPaused, "a kill switch stops the line item", SmallCatalog.Of(Plain), Request, state => state.SetLineItemPaused("a", true)),
        new(RejectionReason.LineItemPaused, "the catalog pauses the line item, and a kill switch stops it too", SmallCatalog.Of(Plain with { IsPaused = true }), Request, state => state.SetLineItemPaused("a", true)),
        new(RejectionReason.CampaignPaused, "the catalog pauses campaign 'a'", Campaign(campaign => campaign with { IsPaused = true }), Request),
        new(RejectionReason.CampaignPaused, "a kill switch stops campaign 'a'", SmallCatalog.Of(Plain), Request, state => state.SetCampaignPaused("a", true)),
        new(RejectionReason.AdvertiserPaused, "the catalog pauses advertiser 'a'", Advertiser(advertiser => advertiser with { IsPaused = true }), Request),
        new(RejectionReason.AdvertiserPaused, "a kill switch stops advertiser 'a'", SmallCatalog.Of(Plain), Request, state => state.SetAdvertiserPaused("a", true)),
        Of(RejectionReason.BeforeFlight, "the flight begins 2026-03-03 12:00:00Z, the request is of 2026-03-02 12:00:00Z", Plain with { Flight = new Flight(SmallCatalog.Noon.AddDays(1)) }, Request),
        Of(RejectionReason.AfterFlight, "the flight ended 2026-03-01 12:00:00Z, the request is of 2026-03-02 12:00:00Z", Plain with { Flight = new Flight(default, SmallCatalog.Noon.AddDays(-1)) }, Request),
        Of(
            RejectionReason.OutsideDayparts,
            "it serves Monday to Friday 06:00-10:15 and Saturday 08:00-12:00 and 20:00-24:00; the request is of Monday 12:00, the listener's time, to the quarter of an hour",
            Plain with { Dayparts = [new Daypart(WeekDays.Workdays, TimeSpan.FromHours(6), TimeSpan.FromHours(10.25)), new Daypart(WeekDays.Saturday, TimeSpan.FromHours(8), TimeSpan.FromHours(12)), new Daypart(WeekDays.Saturday, TimeSpan.FromHours(20), TimeSpan.FromHours(24))] },
            Request),
        new(RejectionReason.BudgetExhausted, "the line item has spent 12.50 of 10.00 USD", SmallCatalog.Of(Plain with { Budget = new Money(10) }), Request, state => state.Record("a", AdEvent.Impression, 1, 12_500_000)),
        new(RejectionReason.GoalReached, "the line item has 1,200 of 1,000 clicks", SmallCatalog.Of(Plain with { Goal = new DeliveryGoal(AdEvent.Click, 1_000) }), Request, state => state.Record("a", AdEvent.Click, 1_200, 0)),
        new(RejectionReason.CampaignBudgetExhausted, "campaign 'a' has spent 7.00 of 7.00 USD", Campaign(campaign => campaign with { Budget = new Money(7) }), Request, state => state.Record("a", AdEvent.Impression, 1, 7_000_000)),
        new(RejectionReason.CampaignGoalReached, "campaign 'a' has 1 of 1 impression", Campaign(campaign => campaign with { Goal = new DeliveryGoal(AdEvent.Impression, 1) }), Request, state => state.Record("a", AdEvent.Impression, 1, 0)),
        new(RejectionReason.NoCreative, "no creative is attached", SmallCatalog.Of(Plain) with { LineItems = [Plain] }, Request),
        Creative(RejectionReason.CreativeNotApproved, "creative 'a' is pending; only approved creatives serve", creative => creative with { Approval = CreativeApproval.Pending }, Request.Slots[0]),
        Creative(RejectionReason.CreativeOutsideFlight, "creative 'a' runs to 2026-03-01 12:00:00Z; the request is of 2026-03-02 12:00:00Z", creative => creative with { Flight = new Flight(default, SmallCatalog.Noon.AddDays(-1)) }, Request.Slots[0]),
        Creative(RejectionReason.CreativeOutsideFlight, "creative 'a' runs from 2026-03-03 12:00:00Z; the request is of 2026-03-02 12:00:00Z", creative => creative with { Flight = new Flight(SmallCatalog.Noon.AddDays(1)) }, Request.Slots[0]),
        Creative(RejectionReason.WrongFormat, "creative 'a' is audio; the slot takes video", creative => creative, new PlainSlot(AdFormat.Video)),
        Creative(RejectionReason.WrongMimeType, "creative 'a' has another MIME type; the slot lists 1 type", creative => creative, new PlainSlot(AdFormat.Audio) { MimeTypes = ["audio/ogg"] }),
        Creative(RejectionReason.WrongMimeType, "creative 'a' states no MIME type; the slot lists 2 types", creative => creative with { MimeType = null }, new PlainSlot(AdFormat.Audio) { MimeTypes = ["audio/ogg", "audio/mpeg"] }),
        new(RejectionReason.WrongSize, "creative 'a' has 300 x 250; the slot takes 728 x any", SmallCatalog.Of(Plain) with { Creatives = [new Creative("a", "a", AdFormat.Display) { Width = 300, Height = 250 }] }, Request with { Slots = [new PlainSlot(AdFormat.Display) { Width = 728 }] }),
        Creative(RejectionReason.WrongDuration, "creative 'a' has 45 s; the slot takes 15 s to 30 s", creative => creative with { Duration = TimeSpan.FromSeconds(45) }, new PlainSlot(AdFormat.Audio) { MinDurationMilliseconds = 15_000, MaxDurationMilliseconds = 30_000 }),
        Creative(RejectionReason.WrongDuration, "creative 'a' has 30 s; the slot takes at most 29.5 s", creative => creative, new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 29_500 }),
        Creative(RejectionReason.WrongDuration, "creative 'a' has 30 s; the slot takes at least 40 s", creative => creative, new PlainSlot(AdFormat.Audio) { MinDurationMilliseconds = 40_000 }),
        Creative(RejectionReason.WrongDuration, "creative 'a' has 30 s; the slot takes exactly 15 s and 60 s", creative => creative, new PlainSlot(AdFormat.Audio) { RequiredDurations = [15_000, 60_000] }),
        Creative(RejectionReason.WrongSkippability, "creative 'a' can be skipped; the slot takes only what cannot be skipped", creative => creative with { IsSkippable = true }, new PlainSlot(AdFormat.Audio) { Skippability = Skippability.Forbidden }),
        Creative(RejectionReason.ApiFrameworkMissing, "creative 'a' needs API framework 5 and 7; the slot supports 5", creative => creative with { ApiFrameworks = [5, 7] }, new PlainSlot(AdFormat.Audio) { ApiFrameworks = [5] }),
        Creative(RejectionReason.CreativeAttributeBlocked, "creative 'a' has attribute 3; which the slot or the request blocks", creative => creative with { Attributes = [2, 3] }, new PlainSlot(AdFormat.Audio) { BlockedCreativeAttributes = [3] }),
        new(
            RejectionReason.CompanionMissing,
            "creative 'a' finds a place for 1 of its 2 companions; the line item serves only with all of them",
            SmallCatalog.Of(Plain with { CompanionDelivery = CompanionDelivery.All }) with
            {
                Creatives = [SmallCatalog.Creative("a") with { Companions = ["box", "strip"] }, new Creative("box", "a", AdFormat.Display) { Width = 300, Height = 250 }, new Creative("strip", "a", AdFormat.Display) { Width = 728, Height = 90 }],
            },
            Request with { CompanionSlots = [new PlainSlot(AdFormat.Display) { Width = 300, Height = 250 }] }),
        new(RejectionReason.TargetingMiss, "1 part does not hold: segment in (\"x\")", Targeted(), Request),
        new(RejectionReason.LineItemBlocked, "the request's block list names the line item", SmallCatalog.Of(Plain), Request with { BlockedLineItems = ["a"] }),
        new(RejectionReason.DomainBlocked, "advertiser 'a': the request blocks one of its domains, or one above it", Advertiser(advertiser => advertiser with { Domains = ["shop.ford.com"] }), Request with { BlockedDomains = ["ford.com"] }),
        new(RejectionReason.CategoryBlocked, "advertiser 'a' is of a category that the request blocks, or of one below it", Advertiser(advertiser => advertiser with { Categories = ["food"] }), Request with { BlockedCategories = ["food"] }),
        new(
            RejectionReason.CategoryBlocked,
            "all creatives that fit are of categories that the request blocks, or of ones below: 'a'",
            SmallCatalog.Of(Plain) with { Creatives = [SmallCatalog.Creative("a") with { Categories = ["food"] }] },
            Request with { BlockedCategories = ["food"] }),
        new(RejectionReason.DealNotOffered, "it holds deal 'd', which the request does not list", SmallCatalog.Of(Plain with { DealId = "d" }) with { Deals = [new Deal("d")] }, Request),
        new(RejectionReason.DealNotOffered, "the request takes deals only, and it holds none", SmallCatalog.Of(Plain), Request with { DealsOnly = true, Deals = [new PlainDeal("d")] }),
        new(RejectionReason.NotSuitableForChildren, "the request is directed at children, and the line item is not marked as suitable for them", SmallCatalog.Of(Plain), Request with { IsChildDirected = true }),
        new(RejectionReason.PersonalDataNotAllowed, "the consent allows no personal data, and its targeting asks for 'segment'", Targeted(), Request with { Consent = default, Values = [PlainValue.Of(Segment, "x")] }),
        new(RejectionReason.PersonalDataNotAllowed, "the consent allows no personal data, and the line item is marked as using it", SmallCatalog.Of(Plain with { UsesPersonalData = true }), Request with { Consent = default }),
        new(RejectionReason.ConsentPurposeMissing, "it requires the consent purposes 1, 3 and 24; the consent lacks 3 and 24", SmallCatalog.Of(Plain with { RequiredConsentPurposes = [1, 3, 24] }), Request with { Consent = new Consent(true, 1) }),
        new(
            RejectionReason.DealStands,
            "a private auction: 'held', which holds listed deal 'd', has a place",
            SmallCatalog.Of(Plain, SmallCatalog.Item("held") with { DealId = "d" }) with { Deals = [new Deal("d")] },
            Request with { DealsFirst = true, Deals = [new PlainDeal("d")] }),
        new(RejectionReason.BelowFloor, "its effective CPM is 1.00, the request's floor 2.50 USD", SmallCatalog.Of(Plain), Request with { FloorMicros = 2_500_000 }),
        new(RejectionReason.BelowFloor, "its effective CPM is 1.00, the slot's floor 2.00 USD", SmallCatalog.Of(Plain), Request with { Slots = [new PlainSlot(AdFormat.Audio) { FloorMicros = 2_000_000 }] }),
        new(RejectionReason.BelowFloor, "its effective CPM is 1.00, the slot's floor for 30 s 3.00 USD", SmallCatalog.Of(Plain), Request with { Slots = [new PlainSlot(AdFormat.Audio) { FloorPerSecondMicros = 100_000 }] }),
        new(RejectionReason.BelowFloor, "its effective CPM is 1.00, the floor of deal 'd' 4.00 USD", SmallCatalog.Of(Plain with { DealId = "d" }) with { Deals = [new Deal("d")] }, Request with { Deals = [new PlainDeal("d", 4_000_000)] }),
        new(RejectionReason.FrequencyCapReached, "at most 1 impression a day, by user, of the line item: 1 recorded", SmallCatalog.Of(Plain with { Caps = [new FrequencyCap(1, CapWindow.Day)] }), Request with { Listener = Met }),
        new(RejectionReason.TooRecent, "01:00:00 since the last impression, by user, of the line item: 1 recorded", SmallCatalog.Of(Plain with { Recency = TimeSpan.FromHours(1) }), Request with { Listener = Met }),
        new(RejectionReason.IdentityMissing, "at most 1 impression a day, by user, of the line item: the request lacks the user's complete history", SmallCatalog.Of(Plain with { Caps = [new FrequencyCap(1, CapWindow.Day)] }), Request),
        new(
            RejectionReason.IdentityMissing,
            "at most 1 impression a day, by user, of the line item: the consent allows no personal data, so the user's history does not count",
            SmallCatalog.Of(Plain with { Caps = [new FrequencyCap(1, CapWindow.Day)] }),
            Request with { Listener = Met, Consent = default }),
        new(
            RejectionReason.IdentityMissing,
            "at most 1 impression a session, by session, of the line item: the request lacks the session's complete history, or the session's id",
            SmallCatalog.Of(Plain with { Caps = [new FrequencyCap(1, CapWindow.Session) { Identity = CapIdentity.Session }] }),
            Request with { Consent = default }),
        Experiment(RejectionReason.HeldOut, "experiment 'e': the unit is in 'none', the arm that gets none of its line items", "none", "old"),
        Experiment(RejectionReason.OtherExperimentArm, "experiment 'e': it is for the arm 'old', the unit is in 'new'", "new", "old"),
        Experiment(RejectionReason.NotInExperiment, "experiment 'e': it is only for units inside, and the request names no unit or one outside of coverage and namespace", null, "old"),
        new(RejectionReason.Outranked, "priority 12, rank score 1.00, place 2; the winner is 'b', priority 12, rank score 2.00", SmallCatalog.Of(Plain, SmallCatalog.Item("b", 2)), Request),
    ];

    public static TheoryData<RejectionReason> Reasons => [.. Enum.GetValues<RejectionReason>().Where(reason => reason != RejectionReason.None)];

    private static PlainListener Met => PlainListener.Of(CapIdentity.User, new PlainExposure(AdEvent.Impression, 1, SmallCatalog.Noon.AddMinutes(-5), "a", "a", "a", "a"));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void EveryReasonHasAnExampleThatTellsItsParticulars(RejectionReason reason)
    {
        if (OfBreaksAlone.Contains(reason) || reason is RejectionReason.SameLineItem or RejectionReason.SameAdvertiser or RejectionReason.NotItsTurn)
        {
            // Of breaks, or with tests of their own below.
            return;
        }

        Example[] examples = [.. Examples.Where(example => example.Reason == reason)];
        Assert.NotEmpty(examples);
        foreach (Example example in examples)
        {
            var selector = new AdSelector(Engine.Compile(example.Catalog));
            example.Act?.Invoke(selector.Delivery);
            Explanation explanation = Engine.Explain(selector, example.Request, "a");
            ExplainedStep failed = explanation.Steps.First(step => step.Verdict == StepVerdict.Failed);
            Assert.Equal((reason, example.Detail), (failed.Reason, failed.Detail));
            Assert.Equal(reason, explanation.Reason);
        }
    }

    [Theory]
    [InlineData(true, false, "this line item does not allow it")]
    [InlineData(false, true, "that one does not allow it")]
    [InlineData(false, false, "neither allows it")]
    public void WhatKeepsSlotsApartNamesTheOtherAndWhoForbids(bool otherAllows, bool allows, string whoForbids)
    {
        LineItem[] items = [SmallCatalog.Item("b", 3) with { AllowsSameAdvertiser = otherAllows }, Plain with { CampaignId = "b", Creatives = ["long"], AllowsSameAdvertiser = allows }];
        Catalog catalog = SmallCatalog.Of(items) with { Creatives = [SmallCatalog.Creative("b"), SmallCatalog.Creative("long", "b") with { Duration = TimeSpan.FromSeconds(60) }] };
        PlainRequest two = Request with { Slots = [new PlainSlot(AdFormat.Video), new PlainSlot(AdFormat.Audio) { RequiredDurations = [30_000] }, new PlainSlot(AdFormat.Audio) { RequiredDurations = [60_000] }] };
        var selector = new AdSelector(Engine.Compile(catalog));
        ExplainedStep step = Engine.Explain(selector, two, "a").Steps.First(step => step.Verdict == StepVerdict.Failed);
        Assert.Equal((RejectionReason.SameAdvertiser, $"'b' of the same advertiser 'b' fills slot 2; {whoForbids}"), (step.Reason, step.Detail));

        // What fills a slot is explained for that one, never for those that it is kept from.
        Assert.Equal(RejectionReason.None, Engine.Explain(selector, two, "b").Reason);
    }

    [Fact]
    public void AShareOfVoiceTellsItsPercent()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(Plain with { Kind = LineItemKind.Sponsorship, ShareOfVoice = 12.5 })));
        Explanation waiting = Enumerable.Range(0, 50).Select(i => Engine.Explain(selector, Request with { Id = $"r{i}" }, "a")).First(explanation => explanation.Reason == RejectionReason.NotItsTurn);
        Assert.Equal("a share of voice of 12.5 percent, drawn for each request", waiting.Steps[^1].Detail);
    }

    [Fact]
    public void CreativesThatCameFurthestAreToldTogetherAndTheOthersAreCounted()
    {
        LineItem item = Plain with { Creatives = ["a", "b", "film"] };
        Catalog catalog = SmallCatalog.Of(item) with { Creatives = [SmallCatalog.Creative("a"), SmallCatalog.Creative("b", "a") with { Duration = TimeSpan.FromSeconds(60) }, new Creative("film", "a", AdFormat.Video) { Duration = TimeSpan.FromSeconds(5) }] };
        Explanation explanation = Engine.Explain(new AdSelector(Engine.Compile(catalog)), Request with { Slots = [new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 10_000 }] }, "a");
        Assert.Equal("creatives 'a' has 30 s and 'b' has 60 s; the slot takes at most 10 s; 1 other creative fails before that", explanation.Steps[2].Detail);
    }

    [Fact]
    public void StepsWithoutACreativeToAskAreNotPassed()
    {
        Catalog catalog = SmallCatalog.Of(Plain) with { Creatives = [SmallCatalog.Creative("a") with { Caps = [new FrequencyCap(1, CapWindow.Day)] }] };
        PlainRequest tooShort = Request with { Slots = [new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 10_000 }], FloorMicros = 9_000_000, BlockedCategories = ["food"] };
        Explanation explanation = Engine.Explain(new AdSelector(Engine.Compile(catalog)), tooShort, "a");
        Assert.Equal(
            [StepVerdict.Passed, StepVerdict.Passed, StepVerdict.Failed, StepVerdict.Passed, StepVerdict.NotAsked, StepVerdict.NotAsked, StepVerdict.NotAsked, StepVerdict.Passed, StepVerdict.Passed, StepVerdict.NotAsked],
            explanation.Steps.Select(step => step.Verdict));
        Assert.Equal("no creative is left whose floor could be reached", explanation.Steps.Single(step => step.Step == SelectionStep.Floor).Detail);
        Assert.Equal(RejectionReason.WrongDuration, explanation.Reason);

        // Without blocked categories and capped creatives those steps ask the line item alone, to the end.
        Explanation other = Engine.Explain(new AdSelector(Engine.Compile(SmallCatalog.Of(Plain))), tooShort with { BlockedCategories = [] }, "a");
        Assert.Equal([SelectionStep.Floor, SelectionStep.Ranking], other.Steps.Where(step => step.Verdict == StepVerdict.NotAsked).Select(step => step.Step));
    }

    [Fact]
    public void AStepThatFailsByItselfFailsWithoutCreativesToo()
    {
        PlainRequest request = Request with { Slots = [new PlainSlot(AdFormat.Video)], BlockedLineItems = ["a"], BlockedCategories = ["food"] };
        Explanation explanation = Engine.Explain(new AdSelector(Engine.Compile(SmallCatalog.Of(Plain))), request, "a");
        Assert.Equal([RejectionReason.WrongFormat, RejectionReason.LineItemBlocked], explanation.Steps.Where(step => step.Verdict == StepVerdict.Failed).Select(step => step.Reason));
    }

    public static TheoryData<string> Breaks => ["a free part", "spots alone", "both"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void ARequestWithABreakIsNotExplained(string kind)
    {
        var spots = new PlainBreak { Spots = [new PlainSpot(new PlainSlot(AdFormat.Audio))] };
        PlainRequest request = kind switch
        {
            "a free part" => Request with { Break = new PlainBreak { DurationMilliseconds = 60_000, MaxAds = 2 } },
            "spots alone" => Request with { Slots = [], Break = spots },
            _ => Request with { Break = spots with { DurationMilliseconds = 60_000, MaxAds = 2 } },
        };
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(Plain)));
        AdRequestException plain = Assert.Throws<AdRequestException>(() => Engine.Explain(selector, request, "a"));
        AdRequestException predicted = Assert.Throws<AdRequestException>(() => Engine.Explain(selector, request with { Predictor = new PlainPredictor() }, "a"));
        Assert.All([plain, predicted], error => Assert.Equal(new RequestError(RequestErrorCode.NotExplained, "Break"), error.Error));
        Assert.Contains("breaks are not explained", plain.Message, StringComparison.Ordinal);
    }

    private static Example Of(RejectionReason reason, string detail, LineItem item, PlainRequest request) => new(reason, detail, SmallCatalog.Of(item), request);

    private static Example Creative(RejectionReason reason, string detail, Func<Creative, Creative> change, PlainSlot slot) =>
        new(reason, detail, SmallCatalog.Of(Plain) with { Creatives = [change(SmallCatalog.Creative("a"))] }, Request with { Slots = [slot] });

    private static Example Experiment(RejectionReason reason, string detail, string? armOfUnit, string arm)
    {
        var experiment = new Experiment("e") { Arms = [new ArmDefinition("old"), new ArmDefinition("new"), new ArmDefinition("none")], HoldoutArm = "none" };
        Catalog catalog = SmallCatalog.Of(Plain with { Experiment = new ExperimentArm("e", arm) { InsideOnly = true } }) with { Experiments = [experiment] };
        string unit = armOfUnit is null ? string.Empty : Enumerable.Range(0, 100).Select(i => $"unit {i}").First(unit => Engine.Compile(catalog).ExperimentArmOf("e", unit) == armOfUnit);
        return new(reason, detail, catalog, Request with { ExperimentUnit = unit });
    }

    private static Catalog Campaign(Func<Campaign, Campaign> change) => SmallCatalog.Of(Plain) with { Campaigns = [change(new Campaign("a", "a"))] };

    private static Catalog Advertiser(Func<Advertiser, Advertiser> change) => SmallCatalog.Of(Plain) with { Advertisers = [change(new Advertiser("a"))], Categories = [new Category("food")] };

    private static Catalog Targeted() => SmallCatalog.Of(Plain with { Targeting = Segment.In("x") }) with { Attributes = [Segment] };
}
