// The real ads as a base and a chain of deltas: every real request is answered as by the whole catalog.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.RealData;

public sealed class RealChainTests(ITestOutputHelper output)
{
    private const int WinnersAsked = 5;

    /// <summary>
    /// An ad in so many comes with a delta; the next one is cheaper in the base; one more is in the base under another id, too, and removed.
    /// </summary>
    private const int OneIn = 7;

    [RealDataFact]
    public void AChainAnswersAsTheWhole()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        PlainRequest[] requests = new GeoRequests(ads).ReadAll();
        var whole = new AdSelector(Engine.Compile(SnapCatalog.Of(ads)));
        var chain = new AdSelector(Engine.Compile(Base(ads)));
        for (int part = 0; part < AdSelectLimits.MaxDeltas; part++)
        {
            SnapAd[] changed = [.. ads.Where((_, i) => i % OneIn is 0 or 1 && i / OneIn % AdSelectLimits.MaxDeltas == part)];
            IEnumerable<SnapAd> gone = ads.Where((_, i) => i % OneIn == 2 && i / OneIn % AdSelectLimits.MaxDeltas == part);
            string[] removed = [.. gone.Select(static ad => $"{ad.Id} once")];
            chain.Publish(SnapshotCompiler.CompileDelta(SnapCatalog.Of(changed), removed, chain.Snapshot).RequireSnapshot());
        }

        Assert.Equal(AdSelectLimits.MaxDeltas, chain.Snapshot.Deltas.Count);
        long candidates = 0, won = 0, ofDeltas = 0;
        Parallel.ForEach(requests, request =>
        {
            string[] expected = [.. Engine.Match(whole, request)];
            Same.Answer(expected, [.. Engine.Match(chain, request)], request);
            OracleWinner[] winners = [.. Engine.Select(whole, request, WinnersAsked)];
            Same.Answer(winners, [.. Engine.Select(chain, request, WinnersAsked)], request);
            Interlocked.Add(ref candidates, expected.Length);
            Interlocked.Add(ref won, winners.Length);
            Interlocked.Add(ref ofDeltas, winners.Count(winner => IsOfDelta(chain.Snapshot, winner.LineItemId)));
        });
        output.WriteLine($"{requests.Length} requests: {candidates} candidates, {won} winners, {ofDeltas} of them of deltas.");
        Assert.True(ofDeltas > 0 && won > ofDeltas, "winners come from the base and from deltas");
    }

    private static Catalog Base(SnapAd[] ads)
    {
        Catalog all = SnapCatalog.Of(ads);
        var lineItems = new List<LineItem>();
        int i = 0;
        foreach (LineItem lineItem in all.LineItems)
        {
            int turn = i++ % OneIn;
            if (turn != 0)
            {
                lineItems.Add(turn == 1 ? lineItem with { Price = Price.Cpm(0.01m, lineItem.Price.Currency) } : lineItem);
            }

            if (turn == 2)
            {
                lineItems.Add(lineItem with { Id = $"{lineItem.Id} once", Price = Price.Cpm(900, lineItem.Price.Currency) });
            }
        }

        return all with { LineItems = lineItems };
    }

    private static bool IsOfDelta(AdSnapshot snapshot, string id)
    {
        Assert.True(snapshot.TryFindLineItem(id, out LineItemRef lineItem));
        return lineItem.Ordinal >= snapshot.Base.LineItemCount;
    }
}
