// Lint never cries wolf: what it reports as hopeless never serves, whatever the request.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Compilation;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 200, QuietOnSuccess = true)]
public sealed class LintProperties
{
    private static readonly string[] NeverServes =
    [
        "unreachable-targeting", "empty-flight", "no-creative", "empty-budget", "flight-over", "daypart-outside-flight",
        "creative-not-servable",
    ];

    private static readonly KeywordAttribute Country = new("country");
    private static readonly IntegerAttribute Segments = new("segments");
    private static readonly IntegerAttribute Age = new("age");

    // Every request that the expressions below can tell apart.
    private static readonly PlainRequest[] AllRequests =
    [
        .. from countries in Subsets("SE", "NO", "other")
           from segments in Subsets(1L, 2L, 3L)
           from ages in Subsets(0L, 1L, 2L, 3L)
           select new PlainRequest
           {
               Values =
               [
                   .. countries.Select(value => PlainValue.Of(Country, value)),
                   .. segments.Select(value => PlainValue.Of(Segments, value)),
                   .. ages.Select(value => PlainValue.Of(Age, value)),
               ],
           },
    ];

    [Property]
    public void What_never_serves_never_wins(World world)
    {
        foreach (PlainRequest request in world.Requests)
        {
            HashSet<string> hopeless = Reported(world.Catalog, request.Time, NeverServes);
            Assert.DoesNotContain(new OracleSelector(world.Catalog).Select(request, AdSelectLimits.MaxWinners), winner => hopeless.Contains(winner.LineItemId));
        }
    }

    [Property]
    public void What_is_always_beaten_never_wins(World world)
    {
        Catalog catalog = WithTwins(world);
        HashSet<string> beaten = Reported(catalog, null, ["always-beaten"]);
        var oracle = new OracleSelector(catalog);
        Assert.All(
            world.Requests,
            request =>
                Assert.DoesNotContain(
                    oracle.Select(request with { BlockedLineItems = [] }, request.Slots.Count),
                    winner => beaten.Contains(winner.LineItemId)));
    }

    [Property]
    public void Unreachable_targeting_matches_no_request_at_all(int seed)
    {
        Catalog catalog = RandomTargeting(seed);
        HashSet<string> unreachable = Reported(catalog, null, ["unreachable-targeting"]);
        HashSet<string> matched = Matched(catalog);
        Assert.Empty(unreachable.Intersect(matched));
    }

    [Fact]
    public void Random_catalogs_have_what_these_properties_are_about()
    {
        World[] worlds = [.. Enumerable.Range(1, 40).Select(seed => World.Generate(seed, 60, 1, Domain.FewCities))];
        Assert.All(NeverServes, code => Assert.Contains(worlds, world => Reported(world.Catalog, Domain.Now, [code]).Count > 0));
        World[] more = [.. worlds, .. Enumerable.Range(41, 90).Select(seed => World.Generate(seed, 60, 1, Domain.FewCities))];
        Assert.InRange(more.Sum(world => Reported(WithTwins(world), null, ["always-beaten"]).Count), 10, int.MaxValue);
        Assert.Contains(
            more,
            world =>
                SnapshotCompiler.Compile(WithTwins(world)).Warnings.Any(warning => warning.Code == "always-beaten"
                    && warning.Message.Contains("has a weight", StringComparison.Ordinal)));
        Catalog[] catalogs = [.. Enumerable.Range(1, 10).Select(RandomTargeting)];
        int hopeless = catalogs.Sum(catalog => catalog.LineItems.Count() - Matched(catalog).Count);
        int reported = catalogs.Sum(catalog => Reported(catalog, null, ["unreachable-targeting"]).Count);
        Assert.True(reported > hopeless * 3 / 4, $"{reported} of {hopeless} were found");
    }

    // Half of the line items get a twin: another line item's terms with their campaign, targeting and creatives, and free of what
    // may keep it from winning. Some draw lots.
    private static Catalog WithTwins(World world)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        IEnumerable<LineItem> twins = items.Index().Where(one => one.Index % 2 == 0).Select(one => items[(one.Index + 1) % items.Length] with
        {
            Id = $"twin of {one.Item.Id}",
            CampaignId = one.Item.CampaignId,
            Targeting = one.Item.Targeting,
            Creatives = one.Item.Creatives,
            Experiment = one.Item.Experiment,
            Budget = null,
            Goal = null,
            DealId = null,
            Weight = one.Index % 4 == 0 ? 1 : null,
            ShareOfVoice = null,
            ExclusionLabels = [],
            SpacingLabels = [],
            BreakPosition = BreakPosition.Any,
        });
        return world.Catalog with { LineItems = [.. items, .. twins] };
    }

    private static Catalog RandomTargeting(int seed)
    {
        var draw = new Draw(seed);
        LineItem[] items = [.. Enumerable.Range(0, 20).Select(i => SmallCatalog.Item($"item {i}") with { Targeting = Expression(draw, draw.Between(1, 3)) })];
        return SmallCatalog.Of(items) with { Attributes = [Country, Segments, Age] };
    }

    private static TargetingExpression Expression(Draw draw, int depth)
    {
        if (depth == 0)
        {
            return Predicate(draw);
        }

        TargetingExpression[] operands = [.. Enumerable.Range(0, draw.Between(2, 4)).Select(_ => Expression(draw, depth - 1))];
        return draw.Between(0, 5) switch
        {
            0 => !operands[0],
            1 => new OrExpression(operands),
            _ => new AndExpression(operands),
        };
    }

    private static TargetingExpression Predicate(Draw draw)
    {
        TargetingExpression predicate = draw.Between(0, 6) switch
        {
            0 => Country.In(draw.Some(["SE", "NO"], 1, 2)),
            1 => Country.All(draw.Some(["SE", "NO"], 1, 2)),
            2 => draw.Pick(Country.Known(), Segments.Known(), Age.Known()),
            3 => Segments.In(draw.Some([1L, 2L, 3L], 0, 2)),
            4 => Segments.All(draw.Some([1L, 2L, 3L], 0, 2)),
            5 => Age.Between(draw.Between(1, 2), draw.Between(1, 2)),
            _ => draw.Pick(Age.AtLeast(2), Age.LessThan(2), Age.In(1)),
        };
        return draw.Chance(40) ? !predicate : predicate;
    }

    private static HashSet<string> Matched(Catalog catalog)
    {
        var oracle = new OracleSelector(catalog);
        return [.. AllRequests.SelectMany(oracle.Match)];
    }

    private static HashSet<string> Reported(Catalog catalog, DateTimeOffset? asOf, string[] codes)
    {
        CompileResult result = SnapshotCompiler.Compile(catalog, new CompileOptions { AsOf = asOf });
        Assert.Empty(result.Errors);
        return
        [
            .. result.Warnings
                .Where(warning => codes.Contains(warning.Code) && warning.Path.StartsWith("lineItems['", StringComparison.Ordinal))
                .Select(warning => warning.Path.Split('\'')[1]),
        ];
    }

    private static IEnumerable<T[]> Subsets<T>(params T[] values) =>
        Enumerable.Range(0, 1 << values.Length).Select(bits => values.Where((_, i) => (bits >> i & 1) != 0).ToArray());
}
