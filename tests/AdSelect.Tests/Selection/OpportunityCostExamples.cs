// Guaranteed line items against prices: who goes before whom, and what that costs.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class OpportunityCostExamples
{
    [Theory]
    [InlineData(3, PriceRule.First, "promise", 0)]
    [InlineData(6, PriceRule.First, "promise", 0)]
    [InlineData(6.01, PriceRule.First, "price", 6.01)]
    [InlineData(9, PriceRule.First, "price", 9)]
    [InlineData(9, PriceRule.Second, "price", 6.01)]
    [InlineData(6.005, PriceRule.Second, "price", 6.005)]
    public void APriceGoesBeforeAPromiseItExceeds(double bid, PriceRule rule, string winner, double pays)
    {
        LineItem promise = SmallCatalog.Item("promise", 0) with { Kind = LineItemKind.Guaranteed };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(promise, SmallCatalog.Item("price", (decimal)bid), SmallCatalog.Item("other", 2))));
        var request = new PlainRequest { DynamicAllocation = true, PriceRule = rule, PriceIncrementMicros = 10_000 };
        Assert.Equal("promise", Engine.Select(selector, request, 1)[0].LineItemId);
        Assert.True(selector.Delivery.SetOpportunityCost("promise", 6_000_000));
        OracleWinner first = Engine.Select(selector, request, 1)[0];
        Assert.Equal((winner, (long)(pays * 1_000_000)), (first.LineItemId, first.PriceMicros));
        Assert.Equal("promise", Engine.Select(selector, request with { DynamicAllocation = false }, 1)[0].LineItemId);
    }

    // The guaranteed line item is worth 1.00 by rank; with a cost of 5.50 it goes before what does not exceed that, at whatever priority.
    [Theory]
    [InlineData(7, 5, "promise", 1)]
    [InlineData(8, 5, "promise", 1)]
    [InlineData(8, 5.5, "promise", 1)]
    [InlineData(8, 6, "price", 5.51)]
    [InlineData(8, 5.505, "price", 5.505)]
    [InlineData(9, 5, "price", 0)]
    public void APriceOfTheSamePriorityWaitsForWhatItDoesNotExceed(int priority, double bid, string winner, double pays)
    {
        LineItem promise = SmallCatalog.Item("promise", 1) with { Kind = LineItemKind.Guaranteed, Priority = priority };
        LineItem price = SmallCatalog.Item("price", (decimal)bid) with { Priority = 8 };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(promise, price)));
        Assert.True(selector.Delivery.SetOpportunityCost("promise", 5_500_000));
        var request = new PlainRequest { DynamicAllocation = true, PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 };
        OracleWinner[] winners = Engine.Select(selector, request, 2);
        Assert.Equal((winner, (long)(pays * 1_000_000)), (winners[0].LineItemId, winners[0].PriceMicros));
        Assert.Equal(winner == "price" ? "promise" : "price", winners[1].LineItemId);
    }

    // One that has no cost keeps its place by rank, and does not hide another that has one.
    [Fact]
    public void AGuaranteedLineItemWithoutACostKeepsItsPlace()
    {
        LineItem Promise(string id, decimal cpm) => SmallCatalog.Item(id, cpm) with { Kind = LineItemKind.Guaranteed, Priority = 8 };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(
            Promise("first", 7),
            Promise("last", 1),
            Promise("cost", 0.5m),
            SmallCatalog.Item("price", 5) with { Priority = 8 })));
        Assert.True(selector.Delivery.SetOpportunityCost("cost", 5_500_000));
        var request = new PlainRequest { DynamicAllocation = true };
        Assert.Equal(["first", "cost", "price", "last"], Engine.Select(selector, request, 4).Select(winner => winner.LineItemId));
        Assert.Equal("first", Engine.Select(selector, request, 1)[0].LineItemId);
        Assert.Equal(
            ["first", "price", "last", "cost"],
            Engine.Select(selector, request with { DynamicAllocation = false }, 4).Select(winner => winner.LineItemId));
    }

    [Fact]
    public void TheMinimumBidCountsWhatIsAskedAtTheSamePriority()
    {
        LineItem promise = SmallCatalog.Item("promise", 1) with { Kind = LineItemKind.Guaranteed, Priority = 8 };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(
            promise,
            SmallCatalog.Item("price", 5) with { Priority = 8 },
            SmallCatalog.Item("other", 2) with { Priority = 8 })));
        Assert.True(selector.Delivery.SetOpportunityCost("promise", 5_500_000));
        var request = new PlainRequest { DynamicAllocation = true };
        Assert.Equal(5_500_001, Engine.Explain(selector, request, "price").MinimumBid!.Value.PriceMicros);
        Assert.Equal(5_500_001, Engine.Explain(selector, request, "other").MinimumBid!.Value.PriceMicros);
    }

    [Fact]
    public void SponsorshipsNeverGiveWay()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(
            SmallCatalog.Item("sponsor", 0) with { Kind = LineItemKind.Sponsorship },
            SmallCatalog.Item("price", 100))));
        Assert.True(selector.Delivery.SetOpportunityCost("sponsor", 1));
        Assert.Equal("sponsor", Engine.Select(selector, new PlainRequest { DynamicAllocation = true }, 1)[0].LineItemId);
    }

    [Fact]
    public void AnOpportunityCostCanBeAskedForAndTakenBack()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        Assert.True(selector.Delivery.TryGetOpportunityCost("a", out long? none));
        Assert.Null(none);
        Assert.True(selector.Delivery.SetOpportunityCost("a", 5));
        Assert.True(selector.Delivery.TryGetOpportunityCost("a", out long? cost));
        Assert.Equal(5, cost);
        Assert.True(selector.Delivery.SetOpportunityCost("a", null));
        Assert.True(selector.Delivery.TryGetOpportunityCost("a", out none));
        Assert.Null(none);
        Assert.False(selector.Delivery.SetOpportunityCost("nobody", 5));
        Assert.False(selector.Delivery.TryGetOpportunityCost("nobody", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => selector.Delivery.SetOpportunityCost("a", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => selector.Delivery.SetOpportunityCost("a", AdSelectLimits.MaxMoneyMicros + 1));
    }

    [Fact]
    public void DynamicAllocationHasNoPlaceInVcg()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        AdRequestException error = Assert.Throws<AdRequestException>(() =>
            Engine.Select(selector, new PlainRequest { DynamicAllocation = true, PriceRule = PriceRule.Vcg }, 1));
        Assert.Equal((RequestErrorCode.Conflict, nameof(AdRequest.DynamicAllocation)), (error.Error.Code, error.Error.Field));
    }
}
