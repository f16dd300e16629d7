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
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Voice("a", 40), Voice("b", 10), SmallCatalog.Item("cheap", 1) with { Priority = 16 }, SmallCatalog.Item("house", 5) with { Kind = LineItemKind.House })));
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
            foreach (OracleWinner winner in Engine.Select(selector, new PlainRequest { Id = $"r{i}", Slots = [new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Audio)] }, 2).Where(winner => winner.LineItemId == "a"))
            {
                filled[winner.Position]++;
            }
        }

        // The second slot is a chance only when the first was not won.
        Assert.Equal(0.5, filled[0] / (double)Requests, Tolerance);
        Assert.Equal(0.25, filled[1] / (double)Requests, Tolerance);
    }

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
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Promise("first", 7), Promise("last", 1), Promise("cost", 0.5m), SmallCatalog.Item("price", 5) with { Priority = 8 })));
        Assert.True(selector.Delivery.SetOpportunityCost("cost", 5_500_000));
        var request = new PlainRequest { DynamicAllocation = true };
        Assert.Equal(["first", "cost", "price", "last"], Engine.Select(selector, request, 4).Select(winner => winner.LineItemId));
        Assert.Equal("first", Engine.Select(selector, request, 1)[0].LineItemId);
        Assert.Equal(["first", "price", "last", "cost"], Engine.Select(selector, request with { DynamicAllocation = false }, 4).Select(winner => winner.LineItemId));
    }

    [Fact]
    public void TheMinimumBidCountsWhatIsAskedAtTheSamePriority()
    {
        LineItem promise = SmallCatalog.Item("promise", 1) with { Kind = LineItemKind.Guaranteed, Priority = 8 };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(promise, SmallCatalog.Item("price", 5) with { Priority = 8 }, SmallCatalog.Item("other", 2) with { Priority = 8 })));
        Assert.True(selector.Delivery.SetOpportunityCost("promise", 5_500_000));
        var request = new PlainRequest { DynamicAllocation = true };
        Assert.Equal(5_500_001, Engine.Explain(selector, request, "price").MinimumBid!.Value.PriceMicros);
        Assert.Equal(5_500_001, Engine.Explain(selector, request, "other").MinimumBid!.Value.PriceMicros);
    }

    [Fact]
    public void SponsorshipsNeverGiveWay()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("sponsor", 0) with { Kind = LineItemKind.Sponsorship }, SmallCatalog.Item("price", 100))));
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
        AdRequestException error = Assert.Throws<AdRequestException>(() => Engine.Select(selector, new PlainRequest { DynamicAllocation = true, PriceRule = PriceRule.Vcg }, 1));
        Assert.Equal((RequestErrorCode.Conflict, nameof(AdRequest.DynamicAllocation)), (error.Error.Code, error.Error.Field));
    }

    [Fact]
    public void OpenBidsDoNotCompeteWhileADealStands()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("deal holder", 4) with { DealId = "deal" }, SmallCatalog.Item("open", 9)) with { Deals = [new Deal("deal") { Floor = new Money(3), Price = DealPrice.Second }] };
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
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 8) with { DealId = "deal" }) with { Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }] };
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
        Catalog catalog = FixedDeal(SmallCatalog.Item("holder", 8) with { DealId = "deal" }, SmallCatalog.Item("promise", 1) with { Kind = LineItemKind.Guaranteed });
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
        AdSelector selector = new(Engine.Compile(FixedDeal(SmallCatalog.Item("holder", 8) with { DealId = "deal" }, SmallCatalog.Item("low", 3) with { DealId = "deal" }, SmallCatalog.Item("open", 6))));
        var request = new PlainRequest { Deals = [new PlainDeal("deal")] };
        Assert.Null(Engine.Explain(selector, request, "holder").MinimumBid);
        Assert.Null(Engine.Explain(selector, request, "low").MinimumBid);
        AdSelector alone = new(Engine.Compile(FixedDeal(SmallCatalog.Item("low", 3) with { DealId = "deal" }, SmallCatalog.Item("open", 6))));
        Assert.Equal(6_500_000, Engine.Explain(alone, request with { Deals = [new PlainDeal("deal", 6_500_000)] }, "low").MinimumBid?.PriceMicros);
    }

    private static Catalog FixedDeal(params LineItem[] items) => SmallCatalog.Of(items) with { Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }] };

    [Fact]
    public void ABidBelowTheAskOfAFixedDealDoesNotServe()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 4.99m) with { DealId = "deal" }) with { Deals = [new Deal("deal") { Floor = new Money(5), Price = DealPrice.Fixed }] };
        Assert.Empty(Engine.Select(new(Engine.Compile(catalog)), new PlainRequest { Deals = [new PlainDeal("deal")] }, 1));
    }

    [Fact]
    public void ALoserIsToldItsMinimumBid()
    {
        LineItem clicks = SmallCatalog.Item("clicks") with { Price = Price.Cpc(1), PredictedRates = new PredictedRates(Click: 0.002) };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("first", 5), clicks, SmallCatalog.Item("paused", 9) with { IsPaused = true })));
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
