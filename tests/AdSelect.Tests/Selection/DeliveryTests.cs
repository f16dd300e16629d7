// Kill switches and budgets take effect at once and survive a new snapshot.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class DeliveryTests
{
    private static readonly PlainRequest Request = new();

    [Fact]
    public void AKillSwitchStopsAndRestarts()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", 2), SmallCatalog.Item("b", 1))));
        Assert.Equal("a", Winner(selector));
        Assert.True(selector.Delivery.SetLineItemPaused("a", true));
        Assert.Equal("b", Winner(selector));
        Assert.True(selector.Delivery.SetAdvertiserPaused("b", true));
        Assert.Null(Winner(selector));
        Assert.True(selector.Delivery.SetLineItemPaused("a", false));
        Assert.Equal("a", Winner(selector));
        Assert.True(selector.Delivery.SetCampaignPaused("a", true));
        Assert.True(selector.Delivery.SetAdvertiserPaused("b", false));
        Assert.Equal("b", Winner(selector));
    }

    [Fact]
    public void RestartingDoesNotOverruleThePauseOfTheCatalog()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a") with { IsPaused = true })));
        Assert.True(selector.Delivery.SetLineItemPaused("a", false));
        Assert.Null(Winner(selector));
    }

    [Fact]
    public void UnknownIdsAreReported()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        Assert.False(selector.Delivery.SetLineItemPaused("b", true));
        Assert.False(selector.Delivery.SetCampaignPaused("b", true));
        Assert.False(selector.Delivery.SetAdvertiserPaused("b", true));
        Assert.False(selector.Delivery.Record("b", AdEvent.Impression, 1, 1));
    }

    [Fact]
    public void DeliveryAndPausesSurviveANewSnapshot()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 3) with { Budget = new Money(1) }, SmallCatalog.Item("b", 2), SmallCatalog.Item("c", 1));
        var selector = new AdSelector(Engine.Compile(catalog));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 999_999));
        Assert.Equal("a", Winner(selector));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 1));
        Assert.True(selector.Delivery.SetLineItemPaused("b", true));
        Assert.Equal("c", Winner(selector));

        LineItem[] items = [SmallCatalog.Item("0", 0.5m), .. catalog.LineItems];
        selector.Publish(Engine.Compile(SmallCatalog.Of(items) with { Generation = 2 }));
        Assert.Equal(2, selector.Snapshot.Generation);
        Assert.Equal("c", Winner(selector));
        selector.Delivery.SetLineItemPaused("b", false);
        Assert.Equal("b", Winner(selector));
    }

    [Fact]
    public void ARaisedBudgetRevivesALineItem()
    {
        LineItem item = SmallCatalog.Item("a") with { Budget = new Money(1) };
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(item)));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 1_000_000));
        Assert.Null(Winner(selector));
        selector.Publish(Engine.Compile(SmallCatalog.Of(item with { Budget = new Money(2) })));
        Assert.Equal("a", Winner(selector));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 1_000_000));
        Assert.Null(Winner(selector));
    }

    [Fact]
    public void AKillSwitchHoldsWhenTheCatalogEndsItsOwnPause()
    {
        Catalog paused = SmallCatalog.Of(SmallCatalog.Item("a") with { IsPaused = true });
        var selector = new AdSelector(Engine.Compile(paused));
        Assert.True(selector.Delivery.SetLineItemPaused("a", true));
        selector.Publish(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        Assert.Null(Winner(selector));
        Assert.True(selector.Delivery.SetLineItemPaused("a", false));
        Assert.Equal("a", Winner(selector));
    }

    [Fact]
    public void WhatWasSpentBeyondTheBudgetCountsWhenTheBudgetIsRaised()
    {
        LineItem item = SmallCatalog.Item("a") with { Budget = new Money(1) };
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(item)));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 3_000_000));
        selector.Publish(Engine.Compile(SmallCatalog.Of(item with { Budget = new Money(2) })));
        Assert.Null(Winner(selector));
        selector.Publish(Engine.Compile(SmallCatalog.Of(item with { Budget = new Money(4) })));
        Assert.Equal("a", Winner(selector));
    }

    [Fact]
    public void WritesToAStateThatWasReplacedReachTheOneThatTookOver()
    {
        LineItem item = SmallCatalog.Item("a") with { Budget = new Money(3) };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(item)));
        DeliveryState before = selector.Delivery;
        selector.Publish(Engine.Compile(SmallCatalog.Of(item)));
        Assert.NotSame(before, selector.Delivery);
        Assert.True(before.SetLineItemPaused("a", true));
        Assert.Null(Winner(selector));
        Assert.True(before.SetLineItemPaused("a", false));
        Assert.Equal("a", Winner(selector));
        Assert.True(before.Record("a", AdEvent.Impression, 1, 3_000_000));
        Assert.Null(Winner(selector));
        Assert.True(selector.Delivery.TryGetDelivered("a", out _, out long spend));
        Assert.Equal(3_000_000, spend);
    }

    [Fact]
    public void EventsCountTowardGoalsOfTheirKindOnly()
    {
        LineItem item = SmallCatalog.Item("a") with { Goal = new DeliveryGoal(AdEvent.Click, 2) };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(item)));
        Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1_000, 0));
        Assert.True(selector.Delivery.Record("a", AdEvent.Click, 1, 0));
        Assert.Equal("a", Winner(selector));
        Assert.True(selector.Delivery.Record("a", AdEvent.Click, 1, 0));
        Assert.Null(Winner(selector));
    }

    private static string? Winner(AdSelector selector) => Engine.Select(selector, Request, 1).FirstOrDefault()?.LineItemId;
}
