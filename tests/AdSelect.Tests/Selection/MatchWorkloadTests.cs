// The match index on the generated workload and on real ads, against the walk of the auction image and the oracle.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.RealData;
using AdSelect.Workload;

namespace AdSelect.Tests.Selection;

public sealed class MatchWorkloadTests
{
    private const int RequestCount = 100;

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void PreparedMatchingEqualsTheWalk(int lineItemCount)
    {
        AdSnapshot snapshot = Engine.Compile(CatalogGenerator.Create(lineItemCount));
        var walking = new AdSelector(snapshot);
        AdSelector prepared = MatchRun.Prepare(snapshot, Matching.Full.MatchIndexShape.Default);
        int[] expected = new int[lineItemCount];
        int[] actual = new int[lineItemCount];
        long matches = 0;
        foreach (Listener listener in ListenerGenerator.CreateMany(RequestCount, seed: 11))
        {
            var request = new AdRequest(new Term[Listener.MaxTerms]);
            listener.FillRequest(ref request);
            int count = walking.Match(in request, expected);
            Assert.Equal(count, prepared.Match(in request, actual));
            Assert.Equal(count, prepared.CountMatches(in request));
            Array.Sort(expected, 0, count);
            Array.Sort(actual, 0, count);
            Assert.Equal(expected.AsSpan(0, count), actual.AsSpan(0, count));
            matches += count;
        }

        Assert.True(matches > lineItemCount, $"Only {matches} matches.");
    }

    [RealDataFact]
    public void RealAdsEqualTheOracle()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog catalog = SnapCatalog.Of(ads);
        PlainRequest[] requests = new GeoRequests(ads).ReadAll();
        var oracle = new OracleSelector(catalog);
        AdSelector selector = MatchRun.Prepare(Engine.Compile(catalog), Matching.Full.MatchIndexShape.Default);
        long matches = 0;
        Parallel.ForEach(requests, request =>
        {
            string[] expected = oracle.Match(request);
            Same.Answer(expected, Engine.Match(selector, request), request);
            Interlocked.Add(ref matches, expected.Length);
        });
        Assert.True(matches > requests.Length, $"Only {matches} matches.");
    }
}
