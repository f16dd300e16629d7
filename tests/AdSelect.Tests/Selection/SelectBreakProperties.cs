// Breaks of the engine against all breaks there are.
using AdSelect.Breaks;
using AdSelect.Tests.Breaks;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(BreakWorldArbitrary)], MaxTest = 1500, QuietOnSuccess = true)]
public sealed class SelectBreakProperties
{
    [Property]
    public void TheBreakIsTheBestOfAll(BreakWorld world)
    {
        AdSelector engine = Engine.Of(world.World);
        OracleSelector oracle = world.World.Oracle();
        Assert.All(world.World.Requests, request => BreakAnswers.AssertBest(oracle, request, Engine.SelectBreak(engine, request)));
    }

    [Property(MaxTest = 500)]
    public void DeltasFillBreaksAsTheWholeWould(BreakWorld world)
    {
        AdSelector engine = DeltaCase.Of(world.World).Publish();
        Engine.Apply(world.World, engine);
        OracleSelector oracle = world.World.Oracle();
        Assert.All(world.World.Requests, request => BreakAnswers.AssertBest(oracle, request, Engine.SelectBreak(engine, request)));
    }

    // More options than anybody could look at; an independent solver knows the best. Caps are beyond it.
    [Fact]
    public void ABreakOfManyCandidatesIsWorthAsMuchAsCpSatFinds()
    {
        int compared = 0;
        for (int seed = 0; compared < 40; seed++)
        {
            BreakWorld world = BreakWorld.Generate(seed, 90);
            if (world.World.Catalog.Campaigns.Any(campaign => campaign.Caps.Count > 0) || world.World.Catalog.LineItems.Any(item => item.Caps.Count > 0))
            {
                continue;
            }

            AdSelector engine = Engine.Of(world.World);
            OracleSelector oracle = world.World.Oracle();
            foreach (PlainRequest request in world.World.Requests.Where(request => !request.DealsFirst && request.Break!.MaxLoad == 0))
            {
                var round = new OracleBreak(oracle, request);
                bool isInReach = round.Options.Length is > 12 and < 90 && (round.Case.Spots.Length == 0 || round.Options.All(option => option.AsItem is { Spacings.Length: 0, Position: BreakPosition.Any, IsNeverFirst: false }));
                if (!isInReach || round.Refusal() is not null)
                {
                    continue;
                }

                (OracleWinner[] ads, BreakResult result) = Engine.SelectBreak(engine, request);
                Assert.True(result.IsOptimal, $"seed {seed}");
                long[]? best = BreakCpSat.Best(round.Case);
                Assert.Equal(best, best is null ? null : BreakRules.Worth(round.Case, BreakAnswers.Placed(round, BreakAnswers.Sold(ads, request)).Select(ad => ad.Item))[..^1]);
                compared++;
            }
        }
    }

    [Fact]
    public void RandomBreaksHaveWhatThesePropertiesAreAbout()
    {
        var seen = new Dictionary<string, int>();
        void Count(string what, bool isSo) => seen[what] = seen.GetValueOrDefault(what) + (isSo ? 1 : 0);
        for (int seed = 0; seed < 1_000; seed++)
        {
            BreakWorld world = BreakWorld.Generate(seed);
            AdSelector engine = Engine.Of(world.World);
            foreach (PlainRequest request in world.World.Requests)
            {
                (OracleWinner[] ads, BreakResult result) = Engine.SelectBreak(engine, request);
                Count("two ads or more", ads.Length > 1);
                Count("an ad in a fixed spot", ads.Any(ad => ad.Spot >= 0));
                Count("a bumper", ads.Any(ad => ad.Spot >= 0 && request.Break!.Spots[ad.Spot].Kind == BreakSpotKind.Bumper));
                Count("a required spot empty", result.Outcome == BreakOutcome.RequiredSpotEmpty);
                Count("too soon", result.Outcome == BreakOutcome.TooSoon);
                Count("load reached", result.Outcome == BreakOutcome.LoadReached);
                Count("a second price", ads.Any(ad => ad.EffectiveCpmMicros < ad.BidCpmMicros && ad.EffectiveCpmMicros > 0));
                Count("an ad in time that flexible spots lend to each other", request.Break!.DurationMilliseconds == 0 && ads.Any(ad => ad.Spot < 0));
                Count("a deal", ads.Any(ad => ad.DealId is not null));
                Count("two ads of one advertiser", ads.DistinctBy(ad => ad.AdvertiserId).Count() < ads.Length);
                Count("two ads of one advertiser with a label or category of both", HasAlliesThatShare(world.World.Oracle(), request, ads));
            }
        }

        Assert.All(seen, pair => Assert.True(pair.Value > 20, $"{pair.Key}: {pair.Value} of 3000"));
    }

    // Whether what would keep strangers apart stands between two ads of one advertiser, in the free part or a spot.
    private static bool HasAlliesThatShare(OracleSelector oracle, PlainRequest request, OracleWinner[] ads)
    {
        if (ads.DistinctBy(ad => ad.AdvertiserId).Count() == ads.Length)
        {
            return false;
        }

        var round = new OracleBreak(oracle, request with { DealsFirst = false });
        BreakItem[] items = [.. round.Options.Where(option => ads.Any(ad => ad.LineItemId == option.Item.Id && ad.CreativeId == option.Creative.Creative.Id)).Select(option => option.AsItem)];
        return items.Any(one => items.Any(other => other.LineItem != one.LineItem && one.Advertiser == other.Advertiser
            && BreakItem.Conflict(one with { Advertiser = BreakOption.NoAdvertiser }, other with { Advertiser = BreakOption.NoAdvertiser })));
    }
}
