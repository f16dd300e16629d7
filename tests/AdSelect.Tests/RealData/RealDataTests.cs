// Every real ad against every real request: the engine equals the oracle.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.RealData;

public sealed class RealDataTests(ITestOutputHelper output)
{
    private const int WinnersAsked = 5;

    [RealDataFact]
    public void EveryRequestEqualsTheOracle()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog catalog = SnapCatalog.Of(ads);
        PlainRequest[] requests = new GeoRequests(ads).ReadAll();
        var oracle = new OracleSelector(catalog);
        var selector = new AdSelector(Engine.Compile(catalog));
        Assert.Equal(14_106, selector.Snapshot.LineItemCount);
        Assert.Equal(10_000, requests.Length);

        long candidates = 0, won = 0, several = 0;
        Parallel.ForEach(requests, request =>
        {
            OracleLineItem[] expected = oracle.Candidates(request);
            Same.Answer<string>([.. expected.Select(item => item.Id).Order(StringComparer.Ordinal)], Engine.Match(selector, request), request);
            OracleWinner[] winners = oracle.Select(request, WinnersAsked, expected);
            Same.Answer(winners, Engine.Select(selector, request, WinnersAsked), request);
            Interlocked.Add(ref candidates, expected.Length);
            Interlocked.Add(ref won, Math.Min(1, winners.Length));
            Interlocked.Add(ref several, winners.Length > 1 ? 1 : 0);
        });
        output.WriteLine($"{requests.Length} requests: {(double)candidates / requests.Length:F1} candidates each, {won} won, {several} with several winners.");
        Assert.True(candidates > requests.Length && won > requests.Length / 20, $"Too little meets: {candidates} candidates, {won} requests won.");
    }
}
