// What must hold of a break that the engine filled.
using AdSelect.Tests.Breaks;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public static class BreakAnswers
{
    /// <summary>The answer keeps all rules, is worth as much as the best break there is, and charges what it must.</summary>
    public static void AssertBest(OracleSelector oracle, PlainRequest request, (OracleWinner[] Ads, BreakResult Result) answer)
    {
        if (request.DealsFirst && request.Deals.Count > 0)
        {
            PlainRequest closed = request with { KeepsOpenBidsOut = true };
            if (HoldsPlace(oracle, closed, answer))
            {
                AssertBestOfRound(oracle, closed, answer);
                return;
            }
        }

        AssertBestOfRound(oracle, request, answer);
    }

    // Whether the closed round has an answer with a deal. Of equally good breaks one may hold a deal and another not: then
    // the engine's own answer tells.
    private static bool HoldsPlace(OracleSelector oracle, PlainRequest closed, (OracleWinner[] Ads, BreakResult Result) answer)
    {
        var round = new OracleBreak(oracle, closed);
        long[]? best = round.Refusal() is null ? BreakBruteForce.Best(round.Case) : null;
        return best is not null && answer.Ads.Any(ad => ad.DealId is not null) && IsOf(round, closed, answer.Ads, best);
    }

    private static bool IsOf(OracleBreak round, PlainRequest request, OracleWinner[] ads, long[] best) =>
        Sold(ads, request).All(ad => round.Options.Any(option => option.Item.Id == ad.LineItemId && option.Creative.Creative.Id == ad.CreativeId))
        && BreakRules.Compare(BreakRules.Worth(round.Case, Placed(round, Sold(ads, request)).Select(ad => ad.Item)), best) == 0;

    private static void AssertBestOfRound(OracleSelector oracle, PlainRequest request, (OracleWinner[] Ads, BreakResult Result) answer)
    {
        (OracleWinner[] ads, BreakResult result) = answer;
        var round = new OracleBreak(oracle, request);
        string Told() => $"{result}\n{string.Join('\n', ads.AsEnumerable())}\n{string.Join('\n', round.Options.Select(option => option.AsItem))}\n{request}";
        Assert.True(result.Count == ads.Length && result.IsOptimal && result.Gap == 0, $"not optimal\n{Told()}");
        if (round.Refusal() is { } refusal)
        {
            Assert.True(result.Outcome == refusal && ads.Length == 0, $"should be {refusal}\n{Told()}");
            return;
        }

        long[]? best = BreakBruteForce.Best(round.Case);
        if (best is null)
        {
            Assert.True(result.Outcome == BreakOutcome.RequiredSpotEmpty && ads.Length == 0, $"a required spot is empty\n{Told()}");
            return;
        }

        OracleWinner[] sold = Sold(ads, request);
        Assert.True(
            sold.All(ad => round.Options.Any(option => option.Item.Id == ad.LineItemId && option.Creative.Creative.Id == ad.CreativeId)),
            $"an ad is no option\n{Told()}");
        PlacedItem[] placed = Placed(round, sold);
        string? violation = BreakRules.Violation(round.Case, placed);
        Assert.True(violation is null, $"{violation}\n{Told()}");
        long[] worth = BreakRules.Worth(round.Case, placed.Select(ad => ad.Item));
        Assert.True(
            best.SequenceEqual(worth),
            $"best {string.Join(' ', best.Where(x => x != 0))}, found {string.Join(' ', worth.Where(x => x != 0))}\n{Told()}");
        Assert.True(
            result.Outcome == (ads.Length == 0 ? BreakOutcome.NothingFits : BreakOutcome.Filled)
            && result.DurationMilliseconds == ads.Sum(ad => ad.DurationMilliseconds),
            Told());
        for (int i = 0; i < placed.Length; i++)
        {
            OracleCharge charge = round.Charge(placed, i);
            Assert.True(
                sold[i].PriceMicros == charge.PriceMicros && sold[i].EffectiveCpmMicros == charge.EffectiveCpmMicros,
                $"place {i} should pay {charge}\n{Told()}");
        }

        AssertBumpers(oracle, request, round.LoadLeft(), ads, sold, Told);
    }

    private static void AssertBumpers(OracleSelector oracle, PlainRequest request, int load, OracleWinner[] ads, OracleWinner[] sold, Func<string> told)
    {
        Assert.True(ads.Select(ad => ad.Position).SequenceEqual(Enumerable.Range(0, ads.Length)), told());
        PlainBreak offer = request.Break!;
        List<OraclePick> beside = [.. sold.Select(oracle.PickOf)];
        int last = offer.Spots.Count - 1;
        bool closes = last >= 0 && offer.Spots[last].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart == 0);
        bool opens = last >= 0 && offer.Spots[0].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart > 0);
        foreach (int spot in new[] { closes ? last : -1, opens ? 0 : -1 }.Where(spot => spot >= 0 && sold.Length > 0))
        {
            OracleWinner? played = ads.SingleOrDefault(ad => ad.Spot == spot);
            OracleWinner? expected = beside.Count < load ? oracle.SelectBeside(request, spot, beside).SingleOrDefault() : null;
            Assert.True(
                expected is null ? played is null : played == expected with { Position = spot == 0 && opens ? 0 : ads.Length - 1, Spot = spot },
                $"bumper {spot} should be {expected}\n{told()}");
            if (played is not null)
            {
                beside.Add(oracle.PickOf(played));
            }
        }
    }

    /// <summary>The ads without bumpers.</summary>
    public static OracleWinner[] Sold(
        OracleWinner[] ads,
        PlainRequest request) => [.. ads.Where(ad => ad.Spot < 0 || request.Break!.Spots[ad.Spot].Kind != BreakSpotKind.Bumper)];

    /// <summary>Ads as the options that they are of.</summary>
    internal static PlacedItem[] Placed(OracleBreak round, OracleWinner[] sold) =>
        [
            .. sold.Select(ad =>
                new PlacedItem(
                    round.Options.Single(option => option.Item.Id == ad.LineItemId && option.Creative.Creative.Id == ad.CreativeId).AsItem,
                    ad.Spot)),
        ];
}
