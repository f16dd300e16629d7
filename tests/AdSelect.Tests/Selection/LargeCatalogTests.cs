// The engine equals the oracle across the boundaries of its structures: many line items, many values, long lists.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class LargeCatalogTests
{
    private const int RequestCount = 60;

    [Theory]
    [InlineData(1, 511)]
    [InlineData(2, 512)]
    [InlineData(3, 513)]
    [InlineData(4, 700)]
    [InlineData(5, 1_100)]
    [InlineData(6, 1_537)]
    [InlineData(7, 3_000)]
    public void ManyLineItemsEqualTheOracle(int seed, int lineItemCount) => AssertEqual(World.Generate(seed, lineItemCount, RequestCount, Domain.FewCities));

    [Theory]
    [InlineData(11, 40)]
    [InlineData(12, 600)]
    [InlineData(13, 1_300)]
    public void ManyDistinctValuesEqualTheOracle(int seed, int lineItemCount) =>
        AssertEqual(World.Generate(seed, lineItemCount, RequestCount, Domain.ManyCities));

    [Theory]
    [InlineData(14, 9)]
    [InlineData(15, 60)]
    [InlineData(16, 400)]
    public void RequestsOfManyValuesEqualTheOracle(int seed, int valueCount)
    {
        World world = World.Generate(seed, 700, RequestCount, Domain.ManyCities);
        var draw = new Draw(seed);
        AssertEqual(world with
        {
            Requests =
            [
                .. world.Requests.Select(request => request with
                {
                    Values = [.. request.Values, .. draw.Some(Domain.ManyCities, valueCount, valueCount).Select(city => PlainValue.Of(Domain.City, city))],
                }),
            ],
        });
    }

    [Theory]
    [InlineData(17, 30)]
    [InlineData(18, 500)]
    [InlineData(19, 20_000)]
    public void WideNumbersEqualTheOracle(int seed, int width)
    {
        World world = World.Generate(seed, 700, RequestCount, Domain.FewCities);
        var numbers = new NumberGenerator(new Draw(seed), width);
        AssertEqual(world with
        {
            Catalog = world.Catalog with { LineItems = [.. world.Catalog.LineItems.Select(item => item with { Targeting = numbers.NextTargeting() })] },
            Requests = [.. world.Requests.Select(request => request with { Values = [.. numbers.NextValues()] })],
        });
    }

    [Fact]
    public void IdenticalTargetingEqualsTheOracle()
    {
        World world = World.Generate(21, 1_200, RequestCount, Domain.FewCities);
        TargetingExpression[] few =
        [
            Domain.Country.In("SE"),
            Domain.Segments.In(1, 2) & !Domain.Age.LessThan(21),
            Domain.Position.Near(59.33, 18.06, 25) | Domain.Genre.In("rock"),
        ];
        LineItem[] items = [.. world.Catalog.LineItems.Select((item, i) => item with { Targeting = few[i % few.Length] })];
        AssertEqual(world with { Catalog = world.Catalog with { LineItems = items } });
    }

    private static void AssertEqual(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        foreach (PlainRequest request in world.Requests)
        {
            Same.Answer(oracle.Match(request), Engine.Match(engine, request), request);
            Assert.All(
                [1, 5, 20, AdSelectLimits.MaxWinners],
                count => Same.Answer(oracle.Select(request, count), Engine.Select(engine, request, count), request));
        }
    }
}
