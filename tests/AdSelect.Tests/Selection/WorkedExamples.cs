// The worked examples of the contract, answered by the engine.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class WorkedExamples
{
    [Theory]
    [MemberData(nameof(PriceExamples.All), MemberType = typeof(PriceExamples))]
    public void PricesOfTheContract(PriceExample example)
    {
        OracleWinner winner = Assert.Single(Engine.Select(new AdSelector(Engine.Compile(example.Catalog)), example.Request, 1));
        Assert.True(example.Winner == PriceExamples.Tied || winner.LineItemId == $"bidder-{example.Winner}", winner.LineItemId);
        Assert.Equal((long)(example.Pays * 1_000_000), winner.PriceMicros);
        Assert.Equal((long)(example.Pays * 1_000_000), winner.EffectiveCpmMicros);
    }

    [Fact]
    public void APriceByClickIsRoundedUpExactly()
    {
        OracleWinner winner = Assert.Single(Engine.Select(new AdSelector(Engine.Compile(PriceExamples.PaidByClick)), PriceExamples.PaidByClickRequest, 1));
        Assert.Equal((2_000_000, 1_400_000), (winner.PriceMicros, winner.EffectiveCpmMicros));
    }

    [Fact]
    public void TiedBidsPayTheFullBidAndShareTheRequests()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", 5), SmallCatalog.Item("b", 5))));
        var request = new PlainRequest { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 };
        OracleWinner[] winners = [.. Enumerable.Range(0, 1_000).Select(i => Engine.Select(selector, request with { Id = $"request {i}" }, 1)[0])];
        Assert.All(winners, winner => Assert.Equal(5_000_000, winner.PriceMicros));
        Assert.InRange(winners.Count(winner => winner.LineItemId == "a"), 430, 570);
    }

    [Fact]
    public void HouseServesOnlyWhenNothingElseDoesAndPaysNothing()
    {
        LineItem house = SmallCatalog.Item("house", 50) with { Kind = LineItemKind.House };
        LineItem cheap = SmallCatalog.Item("cheap", 0.01m) with { Priority = 16 };
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(house, cheap)));
        Assert.Equal(["cheap", "house"], Engine.Select(selector, new PlainRequest(), 2).Select(winner => winner.LineItemId));
        OracleWinner alone = Assert.Single(Engine.Select(selector, new PlainRequest { FloorMicros = 60_000_000 }, 2));
        Assert.Equal(("house", 0L, 0L, 50_000_000L), (alone.LineItemId, alone.PriceMicros, alone.EffectiveCpmMicros, alone.BidCpmMicros));
    }

    [Fact]
    public void HousePaysNothingUnderASecondPriceDealEither()
    {
        LineItem house = SmallCatalog.Item("house", 50) with { Kind = LineItemKind.House, DealId = "deal" };
        LineItem rival = SmallCatalog.Item("rival", 40) with { Kind = LineItemKind.House };
        Catalog catalog = SmallCatalog.Of(house, rival) with { Deals = [new Deal("deal") { Price = DealPrice.Second }] };
        OracleWinner winner = Assert.Single(Engine.Select(new AdSelector(Engine.Compile(catalog)), new PlainRequest { Deals = [new PlainDeal("deal")] }, 1));
        Assert.Equal(("house", 0L, 0L), (winner.LineItemId, winner.PriceMicros, winner.EffectiveCpmMicros));
    }

    [Fact]
    public void SlotsOfOneRequestKeepLineItemsAndAdvertisersApart()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 9), SmallCatalog.Item("b", 3));
        LineItem sibling = SmallCatalog.Item("a2", 8) with { CampaignId = "a", Creatives = ["a"] };
        var separate = new AdSelector(Engine.Compile(catalog with { LineItems = [.. catalog.LineItems, sibling] }));
        var allowed = new AdSelector(Engine.Compile(catalog with
        {
            LineItems = [.. catalog.LineItems.Append(sibling).Select(item => item with { AllowsSameAdvertiser = true })],
        }));
        var request = new PlainRequest
        {
            Slots = [new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Display), new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Audio)],
        };
        Assert.Equal([("a", 0), ("b", 2)], Engine.Select(separate, request, 4).Select(winner => (winner.LineItemId, winner.Position)));
        Assert.Equal([("a", 0), ("a2", 2), ("b", 3)], Engine.Select(allowed, request, 4).Select(winner => (winner.LineItemId, winner.Position)));
    }
}
