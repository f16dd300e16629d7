// All properties of worlds, on new worlds for as long as one likes: what a few hundred worlds a build do not meet.
using System.Collections.Concurrent;
using System.Diagnostics;
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.LongRun;

public sealed class LongRunTests(ITestOutputHelper output)
{
    /// <summary>The properties, and how many line items a world may have to be asked: some compile it anew for each.</summary>
    private static readonly (string Name, int MostLineItems, Action<World> Check)[] s_properties =
    [
        ("every way", int.MaxValue, world => new EveryWay(world, MatchRun.Shapes[world.Seed % MatchRun.Shapes.Length]).AssertAll()),
        ("match", int.MaxValue, new OracleProperties().MatchEqualsTheOracle),
        ("match by index", 300, new MatchProperties().PreparedMatchingEqualsTheOracle),
        ("match by register width", int.MaxValue, new MatchProperties().EveryRegisterWidthEqualsTheOracle),
        ("match by delta", int.MaxValue, new DeltaProperties().MatchEqualsTheOracle),
        ("programs", int.MaxValue, new ProgramProperties().ProgramsEqualTheOracle),
        ("select", int.MaxValue, new OracleProperties().SelectEqualsTheOracle),
        ("select by delta", int.MaxValue, new DeltaProperties().SelectEqualsTheOracle),
        ("select by kernel", int.MaxValue, new KernelTests().EveryKernelSelectsWhatTheOracleSelects),
        ("profile", int.MaxValue, world => new ProfileTests().AProfileAnswersLikeItsValues(world, world.Seed)),
        ("ghosts", int.MaxValue, new OracleProperties().GhostsEqualTheOracle),
        ("ghosts by delta", int.MaxValue, new DeltaProperties().GhostsEqualTheOracle),
        ("explain", 120, new ExplainProperties().ExplainEqualsTheOracle),
        ("explain with slots", 120, new ExplainProperties().WithSeveralSlotsTheOneInWhichItCameFurthestIsExplained),
        ("explain by delta", 60, new DeltaProperties().ExplainEqualsTheFullCompile),
        ("prices and floors", int.MaxValue, new MetamorphicProperties().FirstPriceIsAtLeastSecondPriceWhichIsAtLeastTheFloor),
        ("raised bids", 120, new MetamorphicProperties().RaisingABidNeverLosesAPlace),
        ("minimum bids", 12, new MinimumBidProperties().TheMinimumBidWinsAndAMicroLessDoesNot),
        ("order of the catalog", 250, new MetamorphicProperties().TheOrderOfTheCatalogChangesNothing),
        ("saving and loading", int.MaxValue, new MetamorphicProperties().SavingAndLoadingChangesNothing),
    ];

    private static readonly (string Name, Action<BreakWorld> Check)[] s_ofBreaks =
    [
        ("break", new SelectBreakProperties().TheBreakIsTheBestOfAll),
        ("break by delta", new SelectBreakProperties().DeltasFillBreaksAsTheWholeWould),
    ];

    private readonly ConcurrentDictionary<string, int> _checks = [];
    private int _worlds;
    private long _requests;
    private long _lineItems;

    [LongRunFact]
    public void NewWorldsKeepAllProperties()
    {
        if (LongRunFactAttribute.World is { } only)
        {
            Check(only);
            Tell($"World {only}");
            return;
        }

        int run = LongRunFactAttribute.Seed;
        var length = TimeSpan.FromMinutes(LongRunFactAttribute.Minutes!.Value);
        var clock = Stopwatch.StartNew();
        int next = 0;
        ConcurrentQueue<Exception> failures = [];
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (clock.Elapsed < length && failures.IsEmpty)
            {
                try
                {
                    Check(LongRunWorlds.SeedOf(run, Interlocked.Increment(ref next)));
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
            }
        });
        Tell($"Seed {run}, {clock.Elapsed.TotalMinutes:F1} minutes");
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.Select(failure => failure.Message)));
    }

    [Fact]
    public void TheFirstWorldsKeepAllProperties()
    {
        for (int n = 0; n < 3; n++)
        {
            Check(LongRunWorlds.SeedOf(1, n));
        }
    }

    [Fact]
    public void NoWorldComesTwiceAndOtherRunsHaveOthers()
    {
        int[] seeds = [.. from run in Enumerable.Range(1, 4) from n in Enumerable.Range(0, 50_000) select LongRunWorlds.SeedOf(run, n)];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
    }

    private void Check(int seed)
    {
        World world = LongRunWorlds.Make(seed);
        int lineItems = world.Catalog.LineItems.Count();
        foreach ((string name, int most, Action<World> check) in s_properties)
        {
            if (lineItems <= most)
            {
                Check(seed, name, () => check(world));
            }
        }

        BreakWorld breaks = LongRunWorlds.MakeBreaks(seed);
        foreach ((string name, Action<BreakWorld> check) in s_ofBreaks)
        {
            Check(seed, name, () => check(breaks));
        }

        Interlocked.Increment(ref _worlds);
        Interlocked.Add(ref _requests, world.Requests.Count + breaks.World.Requests.Count);
        Interlocked.Add(ref _lineItems, lineItems);
    }

    private void Check(int seed, string name, Action check)
    {
        try
        {
            check();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"World {seed} fails '{name}'. {LongRunFactAttribute.WorldVariable}={seed} repeats it.\n{failure}", failure);
        }

        _checks.AddOrUpdate(name, 1, static (_, count) => count + 1);
    }

    private void Tell(string what)
    {
        string text = $"{what}: {_worlds:N0} worlds with {_lineItems:N0} line items and {_requests:N0} requests compared, {string.Join(", ", _checks.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value:N0}"))}.";
        output.WriteLine(text);
        Console.Error.WriteLine(text);
    }
}
