// What may change without changing an answer, and in which direction an answer may move.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 100, QuietOnSuccess = true)]
public sealed class MetamorphicProperties
{
    private const int Many = AdSelectLimits.MaxWinners;

    [Property]
    public void TheOrderOfTheCatalogChangesNothing(World world)
    {
        var draw = new Draw(world.Seed);
        Catalog catalog = world.Catalog;
        Catalog shuffled = catalog with
        {
            Attributes = Shuffle(draw, catalog.Attributes),
            CurrencyRates = Shuffle(draw, catalog.CurrencyRates),
            Categories = Shuffle(draw, catalog.Categories),
            Deals = Shuffle(draw, catalog.Deals),
            Experiments = Shuffle(draw, catalog.Experiments),
            Advertisers = Shuffle(draw, catalog.Advertisers),
            Campaigns = Shuffle(draw, catalog.Campaigns),
            Creatives = Shuffle(draw, catalog.Creatives),
            LineItems = Shuffle(
                draw,
                [
                    .. catalog.LineItems.Select(item => item.Rotation == CreativeRotation.Sequential
                        ? item
                        : item with { Creatives = Shuffle(draw, item.Creatives) }),
                ]),
        };
        Assert.Equal(Engine.Bytes(Engine.Compile(catalog)), Engine.Bytes(Engine.Compile(shuffled)));
        AssertSameAnswers(world, Engine.Of(world), Engine.Of(world with { Catalog = shuffled }));
    }

    [Property]
    public void ALineItemThatNeverMatchesChangesNothing(World world)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        LineItem never = items[0] with
        {
            Id = "never",
            Targeting = TargetingExpression.False,
            Price = Price.Cpm(1_000),
            Priority = 1,
            Kind = LineItemKind.Sponsorship,
        };
        AssertSameAnswers(world, Engine.Of(world), Engine.Of(world with { Catalog = world.Catalog with { LineItems = [never, .. items] } }));
    }

    [Property]
    public void SavingAndLoadingChangesNothing(World world)
    {
        AdSnapshot compiled = Engine.Compile(world.Catalog);
        AdSnapshot loaded = AdSnapshot.Load(Engine.Bytes(compiled).AsSpan());
        Assert.Equal(Engine.Bytes(compiled), Engine.Bytes(loaded));
        var selector = new AdSelector(loaded);
        Engine.Apply(world, selector);
        AssertSameAnswers(world, Engine.Of(world), selector);
    }

    [Property]
    public void RaisingABidNeverLosesAPlace(World world)
    {
        AdSelector before = Engine.Of(world);
        foreach (LineItem item in world.Catalog.LineItems.Where(item => item.Price.Model == PriceModel.Cpm).Take(3))
        {
            LineItem raised = item with { Price = item.Price with { Amount = item.Price.Amount + 0.75m } };
            LineItem[] items = [.. world.Catalog.LineItems.Select(other => other.Id == item.Id ? raised : other)];
            AdSelector after = Engine.Of(world with { Catalog = world.Catalog with { LineItems = items } });
            Assert.All(
                world.Requests.Where(request => request.Slots.Count == 1),
                request => Assert.True(Place(after, request, item.Id) <= Place(before, request, item.Id)));
        }
    }

    [Property]
    public void FirstPriceIsAtLeastSecondPriceWhichIsAtLeastTheFloor(World world)
    {
        AdSelector engine = Engine.Of(world);
        OracleSelector oracle = world.Oracle();
        Dictionary<string, OracleLineItem> items = oracle.Catalog.LineItems.ToDictionary(item => item.Id);
        foreach (PlainRequest request in world.Requests.Where(request => request.Slots.Count == 1))
        {
            OracleWinner[] first = Engine.Select(engine, request with { PriceRule = PriceRule.First }, 20);
            OracleWinner[] second = Engine.Select(engine, request with { PriceRule = PriceRule.Second }, 20);
            Assert.Equal(first.Select(winner => winner.LineItemId), second.Select(winner => winner.LineItemId));
            foreach ((OracleWinner one, OracleWinner two) in first.Zip(second).Where(pair => !items[pair.First.LineItemId].IsHouse))
            {
                OracleLineItem item = items[two.LineItemId];
                OracleCreative creative = item.Creatives.Single(creative => creative.Creative.Id == two.CreativeId);
                long floor = OracleFloor.Of(item, creative, request, request.Slots[0], oracle.Catalog.Money);
                Assert.True(one.EffectiveCpmMicros >= two.EffectiveCpmMicros);
                Assert.True(one.PriceMicros >= two.PriceMicros);
                Assert.True(two.EffectiveCpmMicros >= floor);
            }
        }
    }

    private static int Place(AdSelector selector, PlainRequest request, string lineItemId)
    {
        int place = Array.FindIndex(Engine.Select(selector, request, Many), winner => winner.LineItemId == lineItemId);
        return place < 0 ? int.MaxValue : place;
    }

    private static void AssertSameAnswers(World world, AdSelector one, AdSelector other) => Assert.All(world.Requests, request =>
    {
        Same.Answer(Engine.Match(one, request), Engine.Match(other, request), request);
        Same.Answer(Engine.Select(one, request, Many), Engine.Select(other, request, Many), request);
    });

    private static T[] Shuffle<T>(Draw draw, IReadOnlyList<T> items) => draw.Some(items, items.Count, items.Count);
}
