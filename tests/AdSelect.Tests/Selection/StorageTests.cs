// Widened worlds reach every mode, every structure and every kind of conjunct with no value, one and several; all ways of asking agree on them.
using AdSelect.Indexing;
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class StorageTests
{
    private const int Worlds = 100;
    private const int LineItems = 150;
    private const int RequestCount = 16;

    /// <summary>So often at least each case must occur, and match, and fail to match.</summary>
    private const int Least = 3;

    /// <summary>Numbers of values that differ for rows: none, one, several, so many that a bucketed attribute's rows are skipped.</summary>
    private static readonly (string Name, int From, int To)[] s_counts = [("none", 0, 0), ("one", 1, 1), ("several", 2, 8), ("many", 9, int.MaxValue)];

    [Fact]
    public void EveryModeMeetsEveryKindOfConjunctWithNoValueOneAndSeveral()
    {
        var seen = new Dictionary<(ClassMode Mode, ConjunctKind Kind, string Count), (int Matches, int Misses)>();
        foreach (World world in Enumerable.Range(0, Worlds).Select(Widened).Append(BeyondTokens(1)))
        {
            Count(world, seen);
        }

        HashSet<(ClassMode, ConjunctKind)> expected = [.. AllStorage().SelectMany(stored => ConjunctGenerator.KindsOf(stored).SelectMany(kind => ModesOf(stored.Storage).Select(mode => (mode, kind))))];
        Assert.True(expected.Count > 60);
        string[] rare =
        [
            .. from pair in expected
               from count in s_counts
               let found = seen.GetValueOrDefault((pair.Item1, pair.Item2, count.Name))
               where found.Misses + found.Matches < Least || (CanMatch(pair.Item2, count.From, count.To) && found.Matches < Least) || (CanMiss(pair.Item2, count.From) && found.Misses < Least)
               select $"{pair.Item1} {pair.Item2} with {count.Name}: {found}",
        ];
        Assert.True(rare.Length == 0, string.Join('\n', rare));
    }

    [Fact]
    public void EveryStructureOccurs()
    {
        var seen = StorageCensus.All.ToDictionary(name => name, _ => 0);
        foreach (World world in Enumerable.Range(0, 30).Select(Widened).Append(BeyondTokens(1)))
        {
            AdSnapshot snapshot = MatchRun.Prepare(Engine.Compile(world.Catalog), new MatchIndexShape(30, 512)).Snapshot;
            foreach (string name in StorageCensus.Of(snapshot))
            {
                seen[name]++;
            }
        }

        Assert.True(seen.Values.All(count => count > 0), string.Join('\n', seen.Where(pair => pair.Value == 0).Select(pair => pair.Key)));
    }

    [Property(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 150, QuietOnSuccess = true)]
    public void AllWaysOfAskingEqualTheOracle(World world) => new EveryWay(world.IsWidened ? world : StorageWorlds.Widen(world), MatchRun.Shapes).AssertAll();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AllWaysOfAskingEqualTheOracleBeyondTheLimitOfTokens(int seed) => new EveryWay(BeyondTokens(seed), MatchIndexShape.Default).AssertAll();

    private static World Widened(int seed) => StorageWorlds.Widen(World.Generate(seed, LineItems, RequestCount, Domain.FewCities));

    private static World BeyondTokens(int seed) =>
        StorageWorlds.Widen(World.Generate(seed, LineItems, RequestCount, Domain.FewCities), [new StoredAttribute(Domain.Stored[1], AttributeStorage.BeyondTokens), new StoredAttribute(Domain.Position, AttributeStorage.Places)]);

    private static IEnumerable<StoredAttribute> AllStorage() => Domain.Stored.SelectMany(attribute => StoredAttribute.Of(attribute.Kind).Select(storage => new StoredAttribute(attribute, storage)));

    private static ClassMode[] ModesOf(AttributeStorage storage) => storage switch
    {
        AttributeStorage.KnownOnly or AttributeStorage.Places => [ClassMode.Presence],
        AttributeStorage.Values or AttributeStorage.MostValues => [ClassMode.Values],
        AttributeStorage.Intervals => [ClassMode.Intervals],
        _ => [ClassMode.Buckets],
    };

    private static void Count(World world, Dictionary<(ClassMode, ConjunctKind, string), (int Matches, int Misses)> seen)
    {
        AdSnapshot snapshot = Engine.Compile(world.Catalog);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            HashSet<string> matches = [.. oracle.Match(request)];
            foreach (StoredConjunct conjunct in world.Stored)
            {
                int values = request.Values.Count(value => value.Attribute == conjunct.Attribute.Attribute);
                ClassMode mode = snapshot.Catalog.Attributes.Span.ToArray().Single(row => row.Key == conjunct.Attribute.Attribute.Key).Mode;
                var key = (mode, conjunct.Kind, s_counts.Single(count => values >= count.From && values <= count.To).Name);
                (int match, int miss) = seen.GetValueOrDefault(key);
                seen[key] = matches.Contains(conjunct.LineItemId) ? (match + 1, miss) : (match, miss + 1);
            }
        }
    }

    // Whether a line item with such a conjunct can match a request with so many values.
    private static bool CanMatch(ConjunctKind kind, int from, int to) => kind switch
    {
        ConjunctKind.NotKnown => from == 0,
        ConjunctKind.AllOf => to > 1,
        ConjunctKind.Known or ConjunctKind.AnyOf or ConjunctKind.LongAnyOf or ConjunctKind.AllOfOne or ConjunctKind.EitherList or ConjunctKind.ListOrBoth => from > 0,
        ConjunctKind.TwoLists or ConjunctKind.OverlappingLists or ConjunctKind.ListAndNone or ConjunctKind.AllAndList or ConjunctKind.KnownAndList or ConjunctKind.ListAndEither or ConjunctKind.ListAndListOrOther => from > 0,
        ConjunctKind.ThreeLists => from > 1,
        ConjunctKind.Range or ConjunctKind.TwoRanges or ConjunctKind.ListAndRange or ConjunctKind.ListOrRange or ConjunctKind.OpenRange or ConjunctKind.Circle or ConjunctKind.TwoCircles => from > 0,
        _ => true,
    };

    // Other conjuncts of the line item may fail where this one cannot.
    private static bool CanMiss(ConjunctKind kind, int from) => kind is not (ConjunctKind.Known or ConjunctKind.NotKnown or ConjunctKind.Empty) || from > 0;
}
