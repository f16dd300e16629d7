// A base with its deltas answers as the full compile of the merged catalog, whose answers are the oracle's.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 600, QuietOnSuccess = true)]
public sealed class DeltaProperties
{
    [Property]
    public void SelectEqualsTheOracle(World world) => AssertSelects(world);

    [Property]
    public void MatchEqualsTheOracle(World world)
    {
        AdSelector selector = Publish(world);
        OracleSelector oracle = world.Oracle();
        Assert.All(world.Requests, request => Same.Answer(oracle.Match(request), Engine.Match(selector, request), request));

        // An index of the base would count what deltas have replaced: with deltas it must not be used.
        selector.Snapshot.Base.PrepareMatching();
        selector.Snapshot.PrepareMatching();
        Assert.Equal(selector.Snapshot.Deltas.Count > 0, selector.Snapshot.MatchIndexBytes == 0);
        Assert.All(world.Requests, request => Same.Answer(oracle.Match(request), Engine.Match(selector, request), request));
    }

    [Property(MaxTest = 200)]
    public void GhostsEqualTheOracle(World world)
    {
        AdSelector selector = Publish(world);
        OracleSelector oracle = world.Oracle();
        Assert.All(world.Requests, request => Same.Answer(oracle.Ghosts(request, 5), Engine.Ghosts(selector, request, 5), request));
    }

    // The oracle fills no break twice, so the full compile stands for it.
    [Fact]
    public void GhostsOfBreaksEqualTheFullCompile()
    {
        int ghosts = 0;
        for (int seed = 1; seed <= 60; seed++)
        {
            World world = World.Generate(seed, 40, 6, Domain.FewCities);
            AdSelector parts = Publish(world);
            AdSelector full = Engine.Of(world);
            foreach (PlainRequest request in world.Requests)
            {
                PlainRequest offer = request with
                {
                    Slots = [new PlainSlot(AdFormat.Audio)],
                    DynamicAllocation = false,
                    PriceRule = PriceRule.First,
                    PlaceWeights = [],
                    Predictor = null,
                    Break = new PlainBreak { DurationMilliseconds = 120_000, MaxAds = 6 },
                };
                (OracleWinner[] ads, OracleWinner[] unserved) = Engine.BreakWithGhosts(full, offer);
                (OracleWinner[] ownAds, OracleWinner[] ownUnserved) = Engine.BreakWithGhosts(parts, offer);
                Same.Answer(ads, ownAds, offer);
                Same.Answer(unserved, ownUnserved, offer);
                Same.Answer(ads, Engine.SelectBreak(parts, offer).Ads, offer);
                ghosts += unserved.Length;
            }
        }

        Assert.True(ghosts > 20, $"{ghosts} ghosts");
    }

    [Property(MaxTest = 100)]
    public void ExplainEqualsTheFullCompile(World world)
    {
        AdSelector selector = Publish(world);
        AdSelector full = Engine.Of(world);
        foreach (PlainRequest request in world.Requests)
        {
            foreach (LineItem item in world.Catalog.LineItems)
            {
                Explanation expected = Engine.Explain(full, request, item.Id);
                Explanation actual = Engine.Explain(selector, request, item.Id);
                Assert.Equal(expected.Steps.Select(Comparable), actual.Steps.Select(Comparable));
                Assert.Equal(expected.FailedTargeting.Count, actual.FailedTargeting.Count);
                Assert.Equal(expected.Rank, actual.Rank);
            }

            Assert.All(DeltaCase.Of(world).Gone, id => Assert.Throws<ArgumentException>(() => Engine.Explain(selector, request, id)));
        }
    }

    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    [InlineData(53)]
    public void SelectEqualsTheOracleWithManyBlocks(int seed) => AssertSelects(World.Generate(seed, 2_500, 40, Domain.FewCities));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(AdSelectLimits.MaxDeltas)]
    public void EveryPrefixEqualsTheFullCompileOfItsEdition(int deltas)
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            World world = World.Generate(seed, 50, 12, Domain.FewCities) with { Events = [] };
            foreach (AdSnapshot prefix in DeltaCase.Of(world, deltas).Prefixes())
            {
                var parts = new AdSelector(prefix);
                var full = new AdSelector(Engine.Compile(prefix.ToCatalog()));
                Assert.Equal(prefix.Generation, full.Snapshot.Generation);
                foreach (PlainRequest request in world.Requests)
                {
                    Same.Answer(Engine.Match(full, request), Engine.Match(parts, request), request);
                    Assert.All([1, 4], count => Same.Answer(Engine.Select(full, request, count), Engine.Select(parts, request, count), request));
                }
            }
        }
    }

    private static void AssertSelects(World world)
    {
        AdSelector selector = Publish(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            Assert.All([1, 3, 20, AdSelectLimits.MaxWinners], count => Same.Answer(oracle.Select(request, count), Engine.Select(selector, request, count), request));
        }
    }

    // Targeting is printed with its values in the order of the snapshot that it is in.
    private static ExplainedStep Comparable(ExplainedStep step) => step.Reason == RejectionReason.TargetingMiss ? step with { Detail = string.Empty } : step;

    private static AdSelector Publish(World world)
    {
        AdSelector selector = DeltaCase.Of(world).Publish();
        Engine.Apply(world, selector);
        return selector;
    }
}
