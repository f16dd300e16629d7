// The match index across the boundaries of its parts, and at the ends: nothing, one, and the same many times.
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class MatchIndexTests
{
    private const int RequestCount = 60;

    [Theory]
    [InlineData(1, 511)]
    [InlineData(2, 512)]
    [InlineData(3, 513)]
    [InlineData(4, 1_100)]
    [InlineData(5, 3_000)]
    public void ManyLineItemsEqualTheOracle(int seed, int lineItemCount) => AssertEqual(World.Generate(seed, lineItemCount, RequestCount, Domain.FewCities));

    [Theory]
    [InlineData(11, 40)]
    [InlineData(12, 600)]
    [InlineData(13, 2_300)]
    public void ManyRareValuesEqualTheOracle(int seed, int lineItemCount) => AssertEqual(World.Generate(seed, lineItemCount, RequestCount, Domain.ManyCities));

    [Theory]
    [InlineData(14, 9)]
    [InlineData(15, 400)]
    public void RequestsOfManyValuesEqualTheOracle(int seed, int valueCount)
    {
        World world = World.Generate(seed, 1_300, RequestCount, Domain.ManyCities);
        var draw = new Draw(seed);
        AssertEqual(world with
        {
            Requests =
            [
                .. world.Requests.Select(request => request with
                {
                    Values =
                    [
                        .. request.Values,
                        .. draw.Some(Domain.ManyCities, valueCount, valueCount).Select(city => PlainValue.Of(Domain.City, city)),
                        .. draw.Some(Domain.Countries, 1, 3).Select(country => PlainValue.Of(Domain.Country, country)),
                    ],
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
        World world = World.Generate(21, 1_331, RequestCount, Domain.FewCities);
        TargetingExpression same = Domain.Country.In("SE") & Domain.Segments.In(1, 2) & !Domain.Age.LessThan(21);
        AssertEqual(world with { Catalog = world.Catalog with { LineItems = [.. world.Catalog.LineItems.Select(item => item with { Targeting = same })] } });
    }

    [Fact]
    public void ALineItemThatAcceptsSeveralOfTheRequestsValuesIsCountedOnce()
    {
        LineItem[] items =
        [
            .. Enumerable.Range(0, 1_500).Select(i => SmallCatalog.Item($"item-{i}") with
            {
                Targeting = Domain.Country.In([.. Domain.Countries.Skip(i % Domain.Countries.Count).Take(1 + (i % 3))]),
            }),
        ];
        Catalog catalog = SmallCatalog.Of(items) with { Attributes = [Domain.Country] };
        AdSelector selector = MatchRun.Prepare(Engine.Compile(catalog), MatchIndexShape.Default);
        Assert.True(selector.Snapshot.MatchIndex!.FirstPartOf.Length > 2, "The countries divide the line items.");
        var everywhere = new PlainRequest { Values = [.. Domain.Countries.Select(country => PlainValue.Of(Domain.Country, country))] };
        MatchRun.AssertEqualsTheOracle(catalog, [everywhere, everywhere with { Values = [.. everywhere.Values.Skip(1)] }, everywhere with { Values = [] }]);
        Assert.Equal(items.Length, Engine.Match(selector, everywhere).Length);
    }

    // Values that few list share a group: one in it may be there for another value than the request's.
    [Fact]
    public void ALineItemInAGroupForAnotherValueIsCountedOnce()
    {
        LineItem[] items =
        [
            Item("a", "A"),
            Item("b and c", "B", "C"),
            .. Enumerable.Range(0, 10).Select(i => Item($"c {i}", "C")),
            Item("d and c", "D", "C"),
        ];
        Catalog catalog = SmallCatalog.Of(items) with { Attributes = [Domain.Country] };
        string[][] requests = [["A", "C"], ["C", "A"], ["A", "C", "B"], ["D", "B"], ["B", "C", "D", "A"], ["D", "A"]];
        MatchRun.AssertEqualsTheOracle(
            catalog,
            [.. requests.Select(countries => new PlainRequest { Values = [.. countries.Select(country => PlainValue.Of(Domain.Country, country))] })]);

        static LineItem Item(string id, params string[] countries) => SmallCatalog.Item(id) with { Targeting = Domain.Country.In(countries) };
    }

    [Fact]
    public void ARangeWithoutEndsOnAnAttributeWithoutIntervalsIsLeftToTheProgram()
    {
        var anyAge = new RangePredicate(Domain.Age.Name, default, default);
        LineItem[] items =
        [
            SmallCatalog.Item("none") with { Targeting = !anyAge & Domain.Country.In("SE") },
            SmallCatalog.Item("known") with { Targeting = anyAge & Domain.Country.In("SE") },
            SmallCatalog.Item("listed") with { Targeting = Domain.Age.In(38) },
        ];
        var request = new PlainRequest { Values = [PlainValue.Of(Domain.Country, "SE"), PlainValue.Of(Domain.Age, 38)] };
        MatchRun.AssertEqualsTheOracle(
            SmallCatalog.Of(items) with { Attributes = [Domain.Age, Domain.Country] },
            [request, request with { Values = [request.Values[0]] }, request with { Values = [.. request.Values, PlainValue.Of(Domain.Age, 39)] }]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void CatalogsOfNearlyNothingArePrepared(int lineItemCount)
    {
        LineItem[] items = [.. Enumerable.Range(0, lineItemCount).Select(i => SmallCatalog.Item($"item-{i}"))];
        MatchRun.AssertEqualsTheOracle(SmallCatalog.Of(items), [new PlainRequest()]);
    }

    [Fact]
    public void WhatHasNoRoomIsCounted()
    {
        World world = World.Generate(22, 900, RequestCount, Domain.FewCities);
        AdSelector selector = MatchRun.Prepare(Engine.Compile(world.Catalog), new MatchIndexShape(5, 100));
        foreach (PlainRequest plain in world.Requests)
        {
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            int[] all = new int[selector.Snapshot.LineItemCount];
            int count = selector.Match(in request, all);
            foreach (int room in (int[])[0, 1, 64, count / 2, Math.Max(0, count - 1), count])
            {
                int[] some = new int[room];
                Assert.Equal(count, selector.Match(in request, some));
                Assert.Equal(all.Take(Math.Min(room, count)), some.Take(count));
            }
        }
    }

    [Fact]
    public void PreparingTellsItsMemory()
    {
        AdSnapshot snapshot = Engine.Compile(World.Generate(23, 900, 1, Domain.FewCities).Catalog);
        Assert.Equal(0, snapshot.MatchIndexBytes);
        snapshot.PrepareMatching();
        long bytes = snapshot.MatchIndexBytes;
        Assert.InRange(bytes, snapshot.LineItemCount * sizeof(int), snapshot.LineItemCount * 1_000L);
        MatchIndex index = snapshot.MatchIndex!;
        snapshot.PrepareMatching();
        Assert.Same(index, snapshot.MatchIndex);
    }

    private static void AssertEqual(World world) => MatchRun.AssertEqualsTheOracle(world.Catalog, world.Requests);
}
