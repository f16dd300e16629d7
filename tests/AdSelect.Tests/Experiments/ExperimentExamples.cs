// What a unit gets: every reason with its words, campaigns, requests without a unit, ghosts.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Experiments;

public sealed class ExperimentExamples
{
    private static readonly Experiment Price = new("price")
    {
        Coverage = 0.8,
        Arms = [new("old") { Weight = 0.4 }, new("new") { Weight = 0.4 }, new("held") { Weight = 0.2 }],
        HoldoutArm = "held",
    };

    private static readonly LineItem Old = SmallCatalog.Item("old", 6) with { Experiment = new ExperimentArm("price", "old") };
    private static readonly LineItem New = SmallCatalog.Item("new", 8) with { Experiment = new ExperimentArm("price", "new") { InsideOnly = true } };
    private static readonly LineItem Open = SmallCatalog.Item("open", 1);
    private static readonly Catalog Catalog = SmallCatalog.Of(Old, New, Open) with { Experiments = [Price] };
    private static readonly AdSelector Selector = new(Engine.Compile(Catalog));

    private static string UnitIn(string? arm) => Enumerable.Range(0, 1_000).Select(i => $"unit {i}").First(unit => OracleExperiments.ArmOf(Price, unit) == arm);

    private static PlainRequest Of(string unit) => new() { ExperimentUnit = unit };

    private static string[] Winners(string unit) => [.. Engine.Select(Selector, Of(unit), 5).Select(winner => winner.LineItemId)];

    [Fact]
    public void AUnitGetsWhatIsForItsArmAndWhatIsForEverybody()
    {
        Assert.Equal(["old", "open"], Winners(UnitIn("old")));
        Assert.Equal(["new", "open"], Winners(UnitIn("new")));
        Assert.Equal(["open"], Winners(UnitIn("held")));
        Assert.Equal(["old", "open"], Winners(UnitIn(null)));
        Assert.Equal(["old", "open"], Winners(string.Empty));
    }

    [Fact]
    public void TheReasonNamesExperimentAndArms()
    {
        AssertReason(UnitIn("new"), "old", RejectionReason.OtherExperimentArm, "experiment 'price': it is for the arm 'old', the unit is in 'new'");
        AssertReason(UnitIn("held"), "old", RejectionReason.HeldOut, "experiment 'price': the unit is in 'held', the arm that gets none of its line items");
        AssertReason(UnitIn(null), "new", RejectionReason.NotInExperiment, "experiment 'price': it is only for units inside");
        AssertReason(string.Empty, "new", RejectionReason.NotInExperiment, "the request names no unit");
        Assert.Equal(RejectionReason.None, Engine.Explain(Selector, Of(UnitIn("new")), "new").Reason);
    }

    [Fact]
    public void ACampaignBindsAllItsLineItemsBesideTheirOwnBindings()
    {
        Experiment other = Price with { Id = "other", HoldoutArm = null, Coverage = 1 };
        Catalog catalog = Catalog with
        {
            Experiments = [other, Price],
            Campaigns = [.. Catalog.Campaigns.Select(campaign => campaign with { Experiment = new ExperimentArm("other", "held") })],
        };
        var selector = new AdSelector(Engine.Compile(catalog));
        var oracle = new OracleSelector(catalog);
        HashSet<string> seen = [];
        for (int i = 0; i < 300; i++)
        {
            OracleWinner[] winners = Engine.Select(selector, Of($"unit {i}"), 5);
            Assert.Equal(oracle.Select(Of($"unit {i}"), 5), winners);
            seen.Add(string.Join(' ', winners.Select(winner => winner.LineItemId)));
        }

        Assert.Equal(["", "new open", "old open", "open"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AGhostIsWhatTheHeldOutWouldHaveBeenServed()
    {
        OracleWinner ghost = Assert.Single(Engine.Ghosts(Selector, Of(UnitIn("held")), 1));
        Assert.Equal(("new", 0, 8_000_000L), (ghost.LineItemId, ghost.Position, ghost.PriceMicros));
        Assert.Equal(["new", "old"], Engine.Ghosts(Selector, Of(UnitIn("held")) with { PriceRule = PriceRule.Second }, 3).Select(one => one.LineItemId));
        Assert.Equal(6_000_000, Engine.Ghosts(Selector, Of(UnitIn("held")) with { PriceRule = PriceRule.Second }, 3)[0].PriceMicros);
        Assert.All(new[] { "old", "new", null }, arm => Assert.Empty(Engine.Ghosts(Selector, Of(UnitIn(arm)), 3)));
        Assert.Empty(Engine.Ghosts(Selector, Of(string.Empty), 3));
    }

    [Fact]
    public void OfSeveralSlotsTheGhostNamesItsSlot()
    {
        PlainSlot audio = new(AdFormat.Audio);
        PlainRequest request = Of(UnitIn("held")) with { Slots = [audio, new PlainSlot(AdFormat.Video), audio, audio] };
        Assert.Equal([("new", 0), ("old", 2)], Engine.Ghosts(Selector, request, 4).Select(ghost => (ghost.LineItemId, ghost.Position)));
    }

    [Fact]
    public void ABreakHasWhatIsForTheUnitsArm()
    {
        PlainRequest request = new() { Break = new PlainBreak { DurationMilliseconds = 120_000, MaxAds = 4 } };
        string[] AdsOf(string unit) =>
        [
            .. Engine.SelectBreak(Selector, request with { ExperimentUnit = unit }).Ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["old", "open"], AdsOf(UnitIn("old")));
        Assert.Equal(["new", "open"], AdsOf(UnitIn("new")));
        Assert.Equal(["open"], AdsOf(UnitIn("held")));
        Assert.Equal(["old", "open"], AdsOf(string.Empty));
        Assert.Throws<AdRequestException>(() => AdsOf(new string('x', AdSelectLimits.MaxExperimentUnitLength + 1)));
    }

    [Fact]
    public void WhatIsRefusedSaysSo()
    {
        var request = new AdRequest([])
        {
            Id = 1,
            Time = SmallCatalog.Noon,
            Slot = Slot.Audio(),
            ExperimentUnit = new string('x', AdSelectLimits.MaxExperimentUnitLength),
        };
        Span<AdSelection> two = new AdSelection[2];
        Assert.True(Selector.TrySelect(in request, two, new AdSelection[2], out _, out _, out _, out AdSnapshot snapshot));
        Assert.Same(Selector.Snapshot, snapshot);
        Assert.False(Selector.TrySelect(in request, two, two, out _, out _, out RequestError shared, out _));
        Assert.Equal(new RequestError(RequestErrorCode.Conflict, "ghosts"), shared);
        Assert.False(Selector.TrySelect(in request, two, new AdSelection[1], out int count, out int ghostCount, out RequestError error, out _));
        Assert.Equal((0, 0, new RequestError(RequestErrorCode.AnswerTooSmall, "ghosts")), (count, ghostCount, error));
        request.ExperimentUnit = new string('x', AdSelectLimits.MaxExperimentUnitLength + 1);
        Assert.False(Selector.TrySelect(in request, two, out _, out error));
        Assert.Equal(new RequestError(RequestErrorCode.OutOfRange, "ExperimentUnit"), error);
        bool threw = false;
        try
        {
            Selector.Select(in request, two, new AdSelection[2], out _);
        }
        catch (AdRequestException exception)
        {
            threw = exception.Error == error;
        }

        Assert.True(threw);
    }

    private static void AssertReason(string unit, string lineItem, RejectionReason reason, string words)
    {
        Explanation explanation = Engine.Explain(Selector, Of(unit), lineItem);
        Assert.Equal(reason, explanation.Reason);
        ExplainedStep step = explanation.Steps.Single(step => step.Step == SelectionStep.Experiment);
        Assert.Equal(reason, step.Reason);
        Assert.Contains(words, step.Detail, StringComparison.Ordinal);
        Assert.False(explanation.IsEligible);
        Assert.Null(explanation.MinimumBid);
    }
}
