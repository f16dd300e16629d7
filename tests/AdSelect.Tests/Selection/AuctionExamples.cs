// The auctions of docs/auctions.md, with the engine and the oracle.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class AuctionExamples
{
    private const int Requests = 20_000;

    // Five standard deviations of a share of one half among as many requests.
    private const double Tolerance = 2.5 / 141.4;

    [Fact]
    public void PrioritiesGoBeforeBids()
    {
        Catalog catalog = SmallCatalog.Of(
            SmallCatalog.Item("own promotion", 50) with { Kind = LineItemKind.House },
            SmallCatalog.Item("bidder", 20),
            SmallCatalog.Item("booked", 3) with { Kind = LineItemKind.Guaranteed },
            SmallCatalog.Item("sponsor", 0.50m) with { Kind = LineItemKind.Sponsorship });
        OracleWinner[] places = Engine.Select(new(Engine.Compile(catalog)), new PlainRequest(), 4);
        Assert.Equal([("sponsor", 4), ("booked", 8), ("bidder", 12), ("own promotion", 16)], places.Select(winner => (winner.LineItemId, winner.Priority)));
    }

    [Theory]
    [InlineData(AdFormat.Audio, 30, false, 6)]
    [InlineData(AdFormat.Audio, 10, false, 2)]
    [InlineData(AdFormat.Display, 0, false, 3)]
    [InlineData(AdFormat.Audio, 30, true, 1)]
    public void TheMostSpecificFloorDecidesAlone(AdFormat format, int seconds, bool holdsDeal, int floor)
    {
        var request = new PlainRequest
        {
            FloorMicros = 2_000_000,
            PriceRule = PriceRule.Second,
            Slots = [new PlainSlot(format) { FloorMicros = 3_000_000, FloorPerSecondMicros = 200_000 }],
            Deals = [new PlainDeal("deal")],
        };
        Assert.Equal(floor * 1_000_000, Assert.Single(Ask(10)).PriceMicros);
        Assert.Single(Ask(floor));
        Assert.Empty(Ask(floor - 0.000001m));

        OracleWinner[] Ask(decimal bid) => Engine.Select(
            new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", bid) with { DealId = holdsDeal ? "deal" : null }) with
            {
                Creatives = [new Creative("a", "a", format) { Duration = TimeSpan.FromSeconds(seconds) }],
                Deals = [new Deal("deal") { Floor = new Money(1), Price = DealPrice.Second }],
            })),
            request,
            1);
    }

    [Theory]
    [InlineData("first", 0.9, 4_010_000)]
    [InlineData("second", 0.5, 2_010_000)]
    public void APacedScoreSetsTheNextPriceAndNotTheOwn(string paced, double multiplier, long pays)
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("first", 5), SmallCatalog.Item("second", 4))));
        Assert.True(selector.Delivery.SetPacingMultiplier(paced, multiplier));
        OracleWinner winner = Engine.Select(selector, new PlainRequest { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 }, 1)[0];
        Assert.Equal(("first", pays), (winner.LineItemId, winner.PriceMicros));
    }

    [Fact]
    public void LotsFallByWeight()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Lot("a", 3), Lot("b", 1), Lot("c", 1, cpm: 100), SmallCatalog.Item("by rank", 200))));
        Dictionary<string, double> shares = Shares(selector, new PlainRequest());
        Assert.Equal(0.6, shares["a"], Tolerance);
        Assert.Equal(0.2, shares["b"], Tolerance);
        Assert.Equal(0.2, shares["c"], Tolerance);
        Assert.False(shares.ContainsKey("by rank"));
    }

    [Fact]
    public void APacingMultiplierScalesTheWeight()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Lot("a", 2), Lot("b", 1))));
        Assert.True(selector.Delivery.SetPacingMultiplier("a", 0.5));
        Assert.Equal(0.5, Shares(selector, new PlainRequest())["a"], Tolerance);
    }

    [Fact]
    public void SharesOfVoiceLeaveTheRestToTheOthers()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(
            Voice("a", 40),
            Voice("b", 10),
            SmallCatalog.Item("cheap", 1) with { Priority = 16 },
            SmallCatalog.Item("house", 5) with { Kind = LineItemKind.House })));
        Dictionary<string, double> shares = Shares(selector, new PlainRequest());
        Assert.Equal(0.4, shares["a"], Tolerance);
        Assert.Equal(0.1, shares["b"], Tolerance);
        Assert.Equal(0.5, shares["cheap"], Tolerance);
        Assert.False(shares.ContainsKey("house"));
    }

    // Blocking b is what a request does for which b is not eligible: a keeps its own share, and none of b's.
    [Fact]
    public void AShareIsOfTheRequestsOneIsEligibleFor()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Voice("a", 40), Voice("b", 60), SmallCatalog.Item("rest"))));
        Assert.Equal(0.4, Shares(selector, new PlainRequest())["a"], Tolerance);
        Dictionary<string, double> alone = Shares(selector, new PlainRequest { BlockedLineItems = ["b"] });
        Assert.Equal(0.4, alone["a"], Tolerance);
        Assert.Equal(0.6, alone["rest"], Tolerance);
    }

    [Fact]
    public void SharesBeyondTheWholeAreWonInProportion()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Voice("a", 100), Voice("b", 50), SmallCatalog.Item("rest"))));
        Dictionary<string, double> shares = Shares(selector, new PlainRequest());
        Assert.Equal(2 / 3d, shares["a"], Tolerance);
        Assert.False(shares.ContainsKey("rest"));
    }

    [Fact]
    public void EachSlotIsAnOpportunityOfItsOwn()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Voice("a", 50), SmallCatalog.Item("one"), SmallCatalog.Item("two"))));
        int[] filled = new int[2];
        for (int i = 0; i < Requests; i++)
        {
            foreach (OracleWinner winner in Engine.Select(
                selector,
                new PlainRequest { Id = $"r{i}", Slots = [new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Audio)] },
                2)
                .Where(winner => winner.LineItemId == "a"))
            {
                filled[winner.Position]++;
            }
        }

        // The second slot is a chance only when the first was not won.
        Assert.Equal(0.5, filled[0] / (double)Requests, Tolerance);
        Assert.Equal(0.25, filled[1] / (double)Requests, Tolerance);
    }

    [Fact]
    public void ALoserIsToldItsMinimumBid()
    {
        LineItem clicks = SmallCatalog.Item("clicks") with { Price = Price.Cpc(1), PredictedRates = new PredictedRates(Click: 0.002) };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(
            SmallCatalog.Item("first", 5),
            clicks,
            SmallCatalog.Item("paused", 9) with { IsPaused = true })));
        MinimumBid least = Engine.Explain(selector, new PlainRequest { Id = "r" }, "clicks").MinimumBid!.Value;

        // 2.50 a click is 5.00 CPM, a tie that the draw may lose; a micro a click more is worth two micros of CPM.
        Assert.InRange(least.PriceMicros, 2_500_000, 2_500_001);
        Assert.Equal(least.PriceMicros * 2, least.EffectiveCpmMicros);
        Assert.Null(Engine.Explain(selector, new PlainRequest { Id = "r" }, "first").MinimumBid);
        Assert.Null(Engine.Explain(selector, new PlainRequest { Id = "r" }, "paused").MinimumBid);
    }

    private static LineItem Lot(string id, int weight, decimal cpm = 1) => SmallCatalog.Item(id, cpm) with { Weight = weight };

    private static LineItem Voice(string id, double percent) => SmallCatalog.Item(id) with { Kind = LineItemKind.Sponsorship, ShareOfVoice = percent };

    private static Dictionary<string, double> Shares(AdSelector selector, PlainRequest request) => Enumerable.Range(0, Requests)
        .Select(i => Engine.Select(selector, request with { Id = $"request {i}" }, 1)[0].LineItemId)
        .CountBy(id => id)
        .ToDictionary(count => count.Key, count => count.Value / (double)Requests);
}
