// Deals: private auctions, and what a fixed deal ranks by and pays.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class DealExamples
{
    [Fact]
    public void OpenBidsDoNotCompeteWhileADealStands()
    {
        Catalog catalog = SmallCatalog.Of(
            SmallCatalog.Item("deal holder", 4) with { DealId = "deal" },
            SmallCatalog.Item("open", 9)) with
        {
            Deals = [new Deal("deal") { Floor = new Money(3), Price = DealPrice.Second }],
        };
        AdSelector selector = new(Engine.Compile(catalog));
        var request = new PlainRequest { PriceRule = PriceRule.Second, DealsFirst = true, Deals = [new PlainDeal("deal")] };
        OracleWinner winner = Engine.Select(selector, request, 1)[0];

        // The open bid of 9 neither wins nor sets the price: that is the deal's floor.
        Assert.Equal(("deal holder", 3_000_000L), (winner.LineItemId, winner.PriceMicros));
        Assert.Single(Engine.Select(selector, request, 2));
        Assert.Equal(RejectionReason.DealStands, Engine.Explain(selector, request, "open").Reason);
        Assert.Equal("open", Engine.Select(selector, request with { Deals = [new PlainDeal("deal", 5_000_000)] }, 1)[0].LineItemId);
        Assert.Equal("open", Engine.Select(selector, request with { DealsFirst = false }, 1)[0].LineItemId);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(6_500_000L, 6.5)]
    [InlineData(8_000_000L, 8)]
    public void AFixedDealPaysWhatItAsks(long? asked, double pays)
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 8) with { DealId = "deal" }) with
        {
            Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }],
        };
        OracleWinner winner = Engine.Select(new(Engine.Compile(catalog)), new PlainRequest { Deals = [new PlainDeal("deal", asked)] }, 1)[0];
        Assert.Equal((long)(pays * 1_000_000), winner.PriceMicros);
    }

    // Bid 8, ask 5: it ranks and competes at 5, whatever the others pay by.
    [Theory]
    [InlineData(6, "open", 5.01)]
    [InlineData(4.5, "holder", 5)]
    public void AFixedDealRanksAndCompetesByWhatItAsks(double open, string winner, double pays)
    {
        Catalog catalog = FixedDeal(SmallCatalog.Item("holder", 8) with { DealId = "deal" }, SmallCatalog.Item("open", (decimal)open));
        var request = new PlainRequest { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000, Deals = [new PlainDeal("deal")] };
        OracleWinner[] winners = Engine.Select(new(Engine.Compile(catalog)), request, 2);
        Assert.Equal((winner, (long)(pays * 1_000_000)), (winners[0].LineItemId, winners[0].PriceMicros));
        OracleWinner holder = winners.Single(one => one.LineItemId == "holder");
        Assert.Equal((5_000_000L, 8_000_000L, 5_000_000.0), (holder.EffectiveCpmMicros, holder.BidCpmMicros, holder.RankScore));
    }

    [Theory]
    [InlineData(4.999_999, "promise")]
    [InlineData(5, "holder")]
    public void AFixedDealExceedsAnOpportunityCostByWhatItAsks(double ask, string winner)
    {
        Catalog catalog = FixedDeal(
            SmallCatalog.Item("holder", 8) with { DealId = "deal" },
            SmallCatalog.Item("promise", 1) with { Kind = LineItemKind.Guaranteed });
        AdSelector selector = new(Engine.Compile(catalog));
        Assert.True(selector.Delivery.SetOpportunityCost("promise", 4_999_999));
        var request = new PlainRequest { DynamicAllocation = true, Deals = [new PlainDeal("deal", (long)Math.Round(ask * 1_000_000))] };
        Assert.Equal(winner, Engine.Select(selector, request, 1)[0].LineItemId);
    }

    [Theory]
    [InlineData(null, 6_000_000L, 6)]
    [InlineData(6_000_000L, null, 6)]
    [InlineData(4_000_000L, 7_000_000L, 7)]
    [InlineData(7_000_000L, 4_000_000L, 7)]
    [InlineData(4_000_000L, null, 5)]
    [InlineData(9_000_000L, 4_000_000L, null)]
    public void ADealListedTwiceTakesTheHigherFloor(long? one, long? other, int? pays)
    {
        AdSelector selector = new(Engine.Compile(FixedDeal(SmallCatalog.Item("holder", 8) with { DealId = "deal" })));
        var request = new PlainRequest { Deals = [new PlainDeal("unheard of", 99_000_000), new PlainDeal("deal", one), new PlainDeal("deal", other)] };
        Assert.Equal(pays, Engine.Select(selector, request, 1).Select(winner => (int?)(winner.PriceMicros / 1_000_000)).FirstOrDefault());
    }

    [Fact]
    public void NoBidOfAFixedDealsHolderBeatsWhatExceedsTheAsk()
    {
        AdSelector selector = new(Engine.Compile(FixedDeal(
            SmallCatalog.Item("holder", 8) with { DealId = "deal" },
            SmallCatalog.Item("low", 3) with { DealId = "deal" },
            SmallCatalog.Item("open", 6))));
        var request = new PlainRequest { Deals = [new PlainDeal("deal")] };
        Assert.Null(Engine.Explain(selector, request, "holder").MinimumBid);
        Assert.Null(Engine.Explain(selector, request, "low").MinimumBid);
        AdSelector alone = new(Engine.Compile(FixedDeal(SmallCatalog.Item("low", 3) with { DealId = "deal" }, SmallCatalog.Item("open", 6))));
        Assert.Equal(6_500_000, Engine.Explain(alone, request with { Deals = [new PlainDeal("deal", 6_500_000)] }, "low").MinimumBid?.PriceMicros);
    }

    private static Catalog FixedDeal(params LineItem[] items) =>
        SmallCatalog.Of(items) with { Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }] };

    [Fact]
    public void ABidBelowTheAskOfAFixedDealDoesNotServe()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 4.99m) with { DealId = "deal" }) with
        {
            Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }],
        };
        Assert.Empty(Engine.Select(new(Engine.Compile(catalog)), new PlainRequest { Deals = [new PlainDeal("deal")] }, 1));
    }
}
