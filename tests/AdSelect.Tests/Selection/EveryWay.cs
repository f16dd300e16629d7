// A world asked in every way there is: all answers are the oracle's, whichever structure they come from.
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

internal sealed class EveryWay
{
    /// <summary>Line items of a world that are explained for each request.</summary>
    private const int Explained = 40;

    private static readonly int[] s_counts = [1, 5, AdSelectLimits.MaxWinners];

    private readonly World _world;
    private readonly OracleSelector _oracle;
    private readonly AdSelector _whole;
    private readonly AdSelector _delta;
    private readonly AdSelector[] _prepared;

    /// <param name="world">The world.</param>
    /// <param name="shapes">Shapes of the match indexes that are asked.</param>
    public EveryWay(World world, params IEnumerable<MatchIndexShape> shapes)
    {
        _world = world;
        _oracle = world.Oracle();
        _whole = Engine.Of(world);
        _delta = DeltaCase.Of(world).Publish();
        Engine.Apply(world, _delta);
        _prepared = [.. shapes.Select(shape => MatchRun.Prepare(_whole.Snapshot, shape))];
    }

    /// <summary>Asks a catalog to which nothing has happened, all its line items and a break with room for them included.</summary>
    public static void AssertEqualsTheOracle(Catalog catalog, IReadOnlyList<PlainRequest> requests)
    {
        var ways = new EveryWay(new World(catalog.LineItems.Count(), catalog, requests, []), MatchRun.Shapes);
        ways.AssertAll();
        Assert.All(requests, ways.AssertABreakTakesAll);
    }

    public void AssertAll() => Assert.All(_world.Requests, AssertAll);

    public void AssertAll(PlainRequest request)
    {
        HashSet<string> matches = AssertMatches(request);
        AssertSelects(request);
        AssertExplains(request, matches);
    }

    private HashSet<string> AssertMatches(PlainRequest request)
    {
        string[] expected = _oracle.Match(request);
        Same.Answer(expected, Engine.Match(_whole, request), request);
        Same.Answer(expected, Engine.Match(_delta, request), request);
        Assert.All(_prepared, selector => Same.Answer(expected, Engine.Match(selector, request), request));
        foreach (AdSelector selector in (AdSelector[])[_whole, _delta, .. _prepared])
        {
            AdRequest profiled = Profiled.Fill(selector.Snapshot, request);
            int[] ordinals = new int[selector.Snapshot.LineItemCount];
            int count = selector.Match(in profiled, ordinals);
            Same.Answer(expected, [.. ordinals.Take(count).Select(selector.Snapshot.LineItemId).Order(StringComparer.Ordinal)], request);
        }

        return [.. expected];
    }

    private void AssertSelects(PlainRequest request)
    {
        OracleLineItem[] candidates = _oracle.Candidates(request);
        foreach (int count in s_counts)
        {
            OracleWinner[] expected = _oracle.Select(request, count, candidates);
            foreach (AdSelector selector in (AdSelector[])[_whole, _delta])
            {
                Same.Answer(expected, Engine.Select(selector, request, count), request);
                var winners = new AdSelection[request.Slots.Count == 1 ? count : request.Slots.Count];
                AdRequest profiled = Profiled.Fill(selector.Snapshot, request);
                int found = Engine.Ask(selector, request, in profiled, winners, out AdSnapshot snapshot);
                Same.Answer(expected, [.. winners.Take(found).Select(winner => Engine.Resolve(winner, snapshot))], request);
            }
        }
    }

    // What was explained was also met by the walk: the helper sees to that.
    private void AssertExplains(PlainRequest request, HashSet<string> matches)
    {
        foreach (LineItem item in _world.Catalog.LineItems.Take(Explained))
        {
            foreach (AdSelector selector in (AdSelector[])[_whole, _delta])
            {
                Explanation explanation = Engine.Explain(selector, request, item.Id);
                Assert.True(matches.Contains(item.Id) == (explanation.FailedTargeting.Count == 0), $"{item.Id}: {string.Join(", ", explanation.FailedTargeting)}\n{request}");
            }
        }
    }

    // Where nothing but targeting decides, a break with room for every ad holds all that match.
    private void AssertABreakTakesAll(PlainRequest request)
    {
        PlainRequest offer = request with { Break = new PlainBreak { DurationMilliseconds = AdSelectLimits.MaxBreakMilliseconds, MaxAds = AdSelectLimits.MaxBreakAds } };
        string[] expected = [.. _oracle.Select(request, AdSelectLimits.MaxBreakAds).Select(winner => winner.LineItemId).Order(StringComparer.Ordinal)];
        foreach (AdSelector selector in (AdSelector[])[_whole, _delta])
        {
            (OracleWinner[] ads, BreakResult result) = Engine.SelectBreak(selector, offer);
            Assert.True(result.IsOptimal, $"{request}");
            Same.Answer(expected, [.. ads.Select(ad => ad.LineItemId).Order(StringComparer.Ordinal)], request);
        }
    }
}
