// Prices over several places: the generalised second price and Vickrey, Clarke and Groves, on the instances of the literature
// and by the properties that make them what they are.
using AdSelect.Tests.Oracle;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class PlacePriceTests
{
    // Edelman, Ostrovsky and Schwarz, "Internet advertising and the generalized second-price auction", 2007.
    [Theory]
    [InlineData(PriceRule.Second, 800, 200)]
    [InlineData(PriceRule.Vcg, 600, 200)]
    public void TwoPlacesOfTwoHundredAndOneHundredClicks(PriceRule rule, double first, double second)
    {
        Outcome[] outcomes = Auction([10, 4, 2], [1, 1, 1], [200, 100], rule);
        Assert.Equal([(0, first), (1, second)], outcomes.Select(outcome => (outcome.Bidder, outcome.Total)));
    }

    [Theory]
    [InlineData(0, "5 3 4 2", "54 36 22 10")]
    [InlineData(14, "5 3 4", "60 42 28")]
    public void FourPlacesWithAndWithoutAReserve(double reserve, string order, string totals)
    {
        Outcome[] outcomes = Auction([10, 12, 18, 14, 20], [1, 1, 1, 1, 1], [4, 3, 2, 1], PriceRule.Vcg, reserve);
        Assert.Equal(order, string.Join(' ', outcomes.Select(outcome => outcome.Bidder + 1)));
        Assert.Equal(totals, string.Join(' ', outcomes.Select(outcome => outcome.Total)));
    }

    [Fact]
    public void QualityRanksAndDividesThePrice()
    {
        Outcome[] outcomes = Auction([10, 4, 8], [2, 3, 1], [1, 1], PriceRule.Second);
        Assert.Equal([(0, 6d), (1, 2.666_667)], outcomes.Select(outcome => (outcome.Bidder, outcome.Price)));
    }

    [Fact]
    public void OnePlaceIsASecondPriceAuction()
    {
        Assert.Equal(4, Assert.Single(Auction([5, 4, 3], [1, 1, 1], [], PriceRule.Vcg)[..1]).Price);
        Assert.Equal(0, Assert.Single(Auction([5], [1], [7], PriceRule.Vcg)).Price);
    }

    [Fact]
    public void WhoCompetesWithWhomIsTheRequestsChoice()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 9), SmallCatalog.Item("b", 8), SmallCatalog.Item("c", 7), SmallCatalog.Item("d", 6));
        catalog = catalog with
        {
            Campaigns = [new Campaign("a", "a"), new Campaign("b", "a"), new Campaign("c", "a"), new Campaign("d", "d")],
            Creatives = [.. catalog.Creatives.Select(creative => creative with { AdvertiserId = creative.Id == "d" ? "d" : "a" })],
            LineItems = [.. catalog.LineItems.Select(item => item.Id == "b" ? item with { CampaignId = "a" } : item)],
        };
        AdSelector selector = new(Engine.Compile(catalog));
        Assert.All(
            [(PriceCompetition.OtherAdvertisers, 6_000_000), (PriceCompetition.OtherCampaigns, 7_000_000), (PriceCompetition.OtherLineItems, 8_000_000L)],
            expected =>
                Assert.Equal(
                    expected.Item2,
                    Engine.Select(selector, new PlainRequest { PriceRule = PriceRule.Second, PriceCompetition = expected.Item1 }, 1)[0].PriceMicros));
    }

    [Theory]
    [InlineData("2 1", 3)]
    [InlineData("1 2", 2)]
    [InlineData("1 0", 2)]
    [InlineData("1 -1", 2)]
    [InlineData("NaN 1", 2)]
    [InlineData("1 NaN", 2)]
    [InlineData("Infinity 1", 2)]
    [InlineData("1000000001 1", 2)]
    public void WeightsThatAreNoneAreRefused(string weights, int winners)
    {
        double[] places = [.. weights.Split(' ').Select(weight => double.Parse(weight, System.Globalization.CultureInfo.InvariantCulture))];
        AdSelector selector = new(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        AdRequestException error = Assert.Throws<AdRequestException>(() =>
            Engine.Select(selector, new PlainRequest { PriceRule = PriceRule.Vcg, PlaceWeights = places }, winners));
        Assert.Equal((RequestErrorCode.OutOfRange, nameof(AdRequest.PlaceWeights)), (error.Error.Code, error.Error.Field));
    }

    // What Vickrey, Clarke and Groves promise: nobody pays more than their value, and nobody gains by stating another.
    [Property(MaxTest = 60)]
    public void StatingOnesValueIsABestReply(int seed)
    {
        var random = new Random(seed);
        int bidders = random.Next(1, 7);
        double[] weights = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (double)random.Next(1, 9)).OrderDescending()];
        decimal[] values = [.. Enumerable.Range(0, bidders).Select(_ => (decimal)random.Next(1, 20))];
        decimal[] qualities = [.. Enumerable.Range(0, bidders).Select(_ => random.Next(1, 4) / 2m)];
        double reserve = random.Next(3) == 0 ? random.Next(1, 10) : 0;
        int self = random.Next(bidders);
        double truthful = Utility(values);
        Assert.True(truthful >= -Rounding, $"losing is better than {truthful}");
        foreach (decimal lie in Enumerable.Range(0, 22).Select(bid => bid + 0.5m))
        {
            decimal[] bids = [.. values];
            bids[self] = lie;
            Assert.True(Utility(bids) <= truthful + Rounding, $"{lie} gains over {values[self]}");
        }

        double Utility(decimal[] bids) => Auction(bids, qualities, weights, PriceRule.Vcg, reserve)
            .Where(outcome => outcome.Bidder == self)
            .Sum(outcome => outcome.Weight * (double)qualities[self] * ((double)values[self] - outcome.Price));
    }

    // At the same bids the generalised second price takes at least as much.
    [Property(MaxTest = 60)]
    public void VcgNeverTakesMoreThanTheGeneralisedSecondPrice(int seed)
    {
        var random = new Random(seed);
        decimal[] bids = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => (decimal)random.Next(1, 20))];
        double[] weights = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (double)random.Next(1, 9)).OrderDescending()];
        decimal[] qualities = [.. bids.Select(_ => random.Next(1, 4) / 2m)];
        Outcome[] vcg = Auction(bids, qualities, weights, PriceRule.Vcg);
        Outcome[] second = Auction(bids, qualities, weights, PriceRule.Second);
        Assert.Equal(second.Select(outcome => outcome.Bidder), vcg.Select(outcome => outcome.Bidder));
        Assert.All(vcg.Zip(second), pair => Assert.True(pair.First.Price <= pair.Second.Price + Rounding));
        Assert.All(vcg, outcome => Assert.True(outcome.Price <= (double)bids[outcome.Bidder]));
    }

    // Prices are whole micros, and weights small.
    private const double Rounding = 1e-4;

    private static Outcome[] Auction(decimal[] bids, decimal[] qualities, double[] weights, PriceRule rule, double reserve = 0)
    {
        Catalog catalog = SmallCatalog.Of([.. bids.Select((bid, i) => SmallCatalog.Item($"{i}", bid) with { Quality = qualities[i] })]);
        var request = new PlainRequest { PriceRule = rule, PlaceWeights = weights, FloorMicros = (long)(reserve * 1_000_000) };
        OracleWinner[] winners = Engine.Select(new AdSelector(Engine.Compile(catalog)), request, Math.Max(1, weights.Length));
        return
        [
            .. winners.Select((winner, place) =>
                new Outcome(
                    int.Parse(winner.LineItemId, System.Globalization.CultureInfo.InvariantCulture),
                    winner.PriceMicros / 1e6,
                    weights.Length == 0 ? 1 : weights[place])),
        ];
    }

    private sealed record Outcome(int Bidder, double Price, double Weight)
    {
        public double Total => Price * Weight;
    }
}
