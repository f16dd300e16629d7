// Scores and prices where binary fractions would decide otherwise.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class ExactMoneyExamples
{
    private const int Requests = 1_000;
    private static readonly LineItem Seven = SmallCatalog.Item("seven", 7) with { Quality = 1.1m };
    private static readonly LineItem Eleven = SmallCatalog.Item("eleven", 11) with { Quality = 0.7m };

    [Fact]
    public void EqualProductsShareTheRequests()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven, Eleven)));
        Assert.InRange(Wins(selector, "seven"), Requests * 0.45, Requests * 0.55);
        Assert.InRange(Wins(selector, "seven", new PlainPredictor(1)), Requests * 0.45, Requests * 0.55);
    }

    [Fact]
    public void EqualProductsOfABaseAndItsDeltaShareTheRequests()
    {
        Catalog both = SmallCatalog.Of(Seven, Eleven);
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven)));
        selector.Publish(SnapshotCompiler.CompileDelta(both with { LineItems = [both.LineItems.Last()] }, [], selector.Snapshot).Snapshot!);
        Assert.InRange(Wins(selector, "seven"), Requests * 0.45, Requests * 0.55);
    }

    [Theory]
    [InlineData(0.7, 11)]
    [InlineData(0.700_000_4, 11)]
    [InlineData(0.699_999_5, 11)]
    [InlineData(0.1, 77)]
    public void EqualProductsByAMultiplierShareTheRequests(double multiplier, int bid)
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven, SmallCatalog.Item("paced", bid))));
        Assert.True(selector.Delivery.SetPacingMultiplier("paced", multiplier));
        Assert.InRange(Wins(selector, "seven"), Requests * 0.45, Requests * 0.55);
    }

    // Half a millionth is rounded to the even one.
    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(1 / 3.0, 0.333_333)]
    [InlineData(0.123_456_5, 0.123_456)]
    [InlineData(0.123_457_5, 0.123_458)]
    [InlineData(4e-7, 0)]
    [InlineData(double.Epsilon, 0)]
    public void MultipliersAreWholeMillionths(double multiplier, double counted)
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven)));
        Assert.True(selector.Delivery.SetPacingMultiplier("seven", multiplier));
        Assert.True(selector.Delivery.TryGetPacingMultiplier("seven", out double set));
        Assert.Equal(counted, set);
    }

    // 7.00 at 1.1 against 11.00 at 0.7: each has to bid what ties, and half a micro is none.
    [Fact]
    public void TheMinimumBidIsExact()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven, SmallCatalog.Item("low", 1) with { Quality = 0.7m })));
        long least = Engine.Explain(selector, new PlainRequest { Id = "r" }, "low").MinimumBid!.Value.PriceMicros;
        Assert.InRange(least, 11_000_000, 11_000_001);
        Assert.Contains(
            Enumerable.Range(0, 20),
            i => Engine.Explain(selector, new PlainRequest { Id = $"r{i}" }, "low").MinimumBid!.Value.PriceMicros == 11_000_000);
    }

    [Theory]
    [InlineData(PriceRule.Second)]
    [InlineData(PriceRule.Vcg)]
    public void ThreeAtOnePointOnePaysThreePointThree(PriceRule rule)
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("five", 5), SmallCatalog.Item("three", 3) with { Quality = 1.1m })));
        Assert.Equal(3_300_000, Engine.Select(selector, new PlainRequest { PriceRule = rule }, 1)[0].PriceMicros);
    }

    // A third of the first place's clicks are those of the second: two thirds at 3.30, one third at 1.10.
    [Theory]
    [InlineData(0.3, 0.1)]
    [InlineData(1.2, 0.4)]
    [InlineData(AdSelectLimits.MaxPlaceWeight, 333_333_333.333_333)]
    public void PlacesArePricedExactly(double first, double second)
    {
        Catalog catalog = SmallCatalog.Of(
            SmallCatalog.Item("five", 5),
            SmallCatalog.Item("three", 3) with { Quality = 1.1m },
            SmallCatalog.Item("one", 1) with { Quality = 1.1m });
        OracleWinner[] winners = Engine.Select(
            new AdSelector(Engine.Compile(catalog)),
            new PlainRequest { PriceRule = PriceRule.Vcg, PlaceWeights = [first, second] },
            2);
        Assert.Equal([2_566_667, 1_000_000], winners.Select(winner => winner.PriceMicros));
    }

    // 0.7 clicks per thousand and 1.43 CPM: by rates as doubles a micro or two beside it.
    [Fact]
    public void PricesPerEventAreExact()
    {
        LineItem clicks = SmallCatalog.Item("clicks") with { Price = Price.Cpc(5), PredictedRates = new PredictedRates(Click: 0.0007) };
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(clicks, SmallCatalog.Item("other", 1.3m) with { Quality = 1.1m })));
        OracleWinner winner = Engine.Select(selector, new PlainRequest { PriceRule = PriceRule.Second }, 1)[0];
        Assert.Equal((3_500_000L, 1_430_000L, 2_042_858L), (winner.BidCpmMicros, winner.EffectiveCpmMicros, winner.PriceMicros));
    }

    // One place for an ad: who plays is drawn, and pays what ties.
    [Fact]
    public void BreaksShareEqualProductsAndPriceThemExactly()
    {
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(Seven, Eleven)));
        var request = new PlainRequest { PriceRule = PriceRule.Second, Break = new PlainBreak { DurationMilliseconds = 30_000, MaxAds = 1 } };
        OracleWinner[] played = [.. Enumerable.Range(0, Requests).Select(i => Engine.SelectBreak(selector, request with { Id = $"r{i}" }).Ads.Single())];
        Assert.InRange(played.Count(ad => ad.LineItemId == "seven"), Requests * 0.45, Requests * 0.55);
        Assert.All(played, ad => Assert.Equal(ad.BidCpmMicros, ad.PriceMicros));
        Assert.All(played, ad => Assert.Equal(7_700_000, ad.RankScore));
    }

    private static int Wins(AdSelector selector, string lineItem, PlainPredictor? predictor = null) => Enumerable.Range(0, Requests)
        .Count(i => Engine.Select(selector, new PlainRequest { Id = $"r{i}", Predictor = predictor }, 1)[0].LineItemId == lineItem);
}
