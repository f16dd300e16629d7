// Bids and breaks of the real ads: the least bid that wins, what raising a bid does, and pods filled from real targeting.
using AdSelect.Tests.Breaks;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.RealData;

public sealed class RealAuctionTests(ITestOutputHelper output)
{
    private const int Losers = 12;
    private const decimal MicrosPerUnit = 1_000_000;

    [RealDataFact]
    public void TheMinimumBidOfALoserWinsAndAMicroLessDoesNot()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog catalog = SnapCatalog.Of(ads);
        LineItem[] items = [.. catalog.LineItems];
        var selector = new AdSelector(Engine.Compile(catalog));
        int told = 0;
        foreach (PlainRequest request in Video(ads))
        {
            OracleWinner[] ranking = Engine.Select(selector, request, 5);
            string? loser = ranking.Length < 2 ? null : ranking[^1].LineItemId;
            if (loser is null || Engine.Explain(selector, request, loser).MinimumBid is not { } least)
            {
                continue;
            }

            Assert.Equal(loser, Winner(items, catalog, loser, least.PriceMicros, request));
            Assert.NotEqual(loser, Winner(items, catalog, loser, least.PriceMicros - 1, request));
            if (++told == Losers)
            {
                return;
            }
        }

        Assert.Fail($"only {told} losers were told a bid");
    }

    // Raised bids keep or improve the place, and pay between the floor and the bid.
    [RealDataFact]
    public void RaisingABidNeverLosesAPlace()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog catalog = SnapCatalog.Of(ads);
        LineItem[] items = [.. catalog.LineItems];
        var selector = new AdSelector(Engine.Compile(catalog));
        int raised = 0;
        foreach (PlainRequest request in Video(ads)
            .Select(request => request with { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000, FloorMicros = 100_000 }))
        {
            OracleWinner[] before = Engine.Select(selector, request, 5);
            Assert.All(before, winner => Assert.InRange(winner.EffectiveCpmMicros, winner.Priority == 16 ? 0 : 100_000, winner.BidCpmMicros));
            if (before.Length < 3)
            {
                continue;
            }

            OracleWinner chosen = before[2];
            var after = new AdSelector(Engine.Compile(WithBid(items, catalog, chosen.LineItemId, chosen.BidCpmMicros + (chosen.BidCpmMicros / 10) + 1)));
            Assert.InRange(Array.FindIndex(Engine.Select(after, request, 5), winner => winner.LineItemId == chosen.LineItemId), 0, 2);
            if (++raised == Losers)
            {
                return;
            }
        }

        Assert.Fail($"only {raised} bids were raised");
    }

    // 90 s of at most six ads: the rules hold, and CP-SAT finds nothing worth more.
    [RealDataFact]
    public void PodsOfRealAdsAreTheBestThereAre()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog catalog = SnapCatalog.Of(ads);
        var selector = new AdSelector(Engine.Compile(catalog));
        var oracle = new OracleSelector(catalog);
        PlainRequest[] requests = [.. Video(ads).Select(request => request with { Break = new PlainBreak { DurationMilliseconds = 90_000, MaxAds = 6 } })];
        var answers = requests.Select(request => (Request: request, Answer: Engine.SelectBreak(selector, request))).ToArray();
        var contested = answers.Where(pod => pod.Answer.Ads.Length > 1).ToArray();
        output.WriteLine(
            $"{answers.Length} pods: {contested.Length} with several ads, {answers.Count(pod => !pod.Answer.Result.IsOptimal)} not proven, "
            + $"{answers.Max(pod => pod.Answer.Result.Candidates)} candidates at most.");
        Assert.All(answers, pod =>
        {
            Assert.True(pod.Answer.Ads.Sum(ad => ad.DurationMilliseconds) <= 90_000 && pod.Answer.Ads.Length <= 6);
            Assert.Equal(pod.Answer.Ads.Length, pod.Answer.Ads.DistinctBy(ad => ad.AdvertiserId).Count());
        });
        Assert.True(contested.Length > 100, $"{contested.Length}");
        foreach ((PlainRequest request, (OracleWinner[] played, BreakResult result)) in contested.Where((_, index) => index % (contested.Length / 40) == 0))
        {
            var round = new OracleBreak(oracle, request);
            Assert.True(result.IsOptimal);
            Assert.Equal(BreakCpSat.Best(round.Case), BreakRules.Worth(round.Case, BreakAnswers.Placed(round, played).Select(ad => ad.Item))[..^1]);
        }
    }

    private static IEnumerable<PlainRequest> Video(SnapAd[] ads) =>
        new GeoRequests(ads).ReadAll().Select(request => request with { Slots = [new PlainSlot(AdFormat.Video)] });

    private static string Winner(LineItem[] items, Catalog catalog, string lineItem, long bidMicros, PlainRequest request) =>
        Engine.Select(new AdSelector(Engine.Compile(WithBid(items, catalog, lineItem, bidMicros))), request, 1)[0].LineItemId;

    private static Catalog WithBid(LineItem[] items, Catalog catalog, string lineItem, long bidMicros) =>
        catalog with { LineItems = [.. items.Select(item => item.Id == lineItem ? item with { Price = Price.Cpm(bidMicros / MicrosPerUnit) } : item)] };
}
