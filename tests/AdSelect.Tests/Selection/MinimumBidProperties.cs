// The minimum bid to win: a catalog in which the loser bids it is won, and one in which it bids a micro less is not.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

[Properties(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 100, QuietOnSuccess = true)]
public sealed class MinimumBidProperties
{
    /// <summary>Line items of a world that are asked for: compiling a catalog for each takes a while.</summary>
    private const int Asked = 12;

    private const decimal MicrosPerUnit = 1_000_000m;

    private static int _found;

    [Property]
    public void TheMinimumBidWinsAndAMicroLessDoesNot(World world)
    {
        AdSelector engine = Engine.Of(world);
        foreach (PlainRequest request in world.Requests)
        {
            foreach (LineItem item in world.Catalog.LineItems.Take(Asked))
            {
                Explanation explanation = Engine.Explain(engine, request, item.Id);
                if (explanation.MinimumBid is not { } least)
                {
                    bool isWinner = Wins(world, request, item.Id);
                    bool couldCount = explanation.Reason is RejectionReason.None or RejectionReason.BelowFloor or RejectionReason.Outranked;
                    Assert.False(
                        !isWinner && couldCount && CanBid(item) && Wins(WithBid(world, item, HighestBid(item)), request, item.Id),
                        $"{item.Id} would win with the highest bid");
                    continue;
                }

                _found++;
                Assert.True(Wins(WithBid(world, item, least.PriceMicros), request, item.Id), $"{item.Id} loses with {least}");
                Assert.False(Wins(WithBid(world, item, least.PriceMicros - 1), request, item.Id), $"{item.Id} wins with less than {least}");
            }
        }
    }

    /// <summary>Who takes the place of the only deal opens the auction, and must beat the open bids as well.</summary>
    [Theory]
    [InlineData(1, 8)]
    [InlineData(8, 1)]
    public void WhoTakesTheDealsPlaceMustBeatTheOpenBidsToo(decimal deal, decimal open)
    {
        LineItem Item(string id, decimal bid) => new(id, "campaign-" + id) { Price = Price.Cpm(bid), Creatives = [id], Priority = 12 };
        string[] ids = ["deal", "open", "asked"];
        var catalog = new Catalog
        {
            Deals = [new Deal("d")],
            Advertisers = [.. ids.Select(id => new Advertiser(id))],
            Campaigns = [.. ids.Select(id => new Campaign("campaign-" + id, id))],
            Creatives = [.. ids.Select(id => new Creative(id, id, AdFormat.Display))],
            LineItems = [Item("deal", deal) with { DealId = "d" }, Item("open", open), Item("asked", 0.5m) with { Kind = LineItemKind.Guaranteed }],
        };
        var selector = new AdSelector(Engine.Compile(catalog));
        var request = new AdRequest(new Term[2]) { Id = "request", Time = Domain.Now, Slot = Slot.Display(), DealsFirst = true };
        request.AddDeal("d");
        long least = selector.Explain(in request, "asked").MinimumBid!.Value.PriceMicros;
        Assert.InRange(least, (long)(Math.Max(deal, open) * MicrosPerUnit), (long)(Math.Max(deal, open) * MicrosPerUnit) + 1);
    }

    [Fact]
    public void GeneratedWorldsHaveMinimumBids()
    {
        for (int seed = 0; seed < 60 && _found < 12; seed++)
        {
            TheMinimumBidWinsAndAMicroLessDoesNot(World.Generate(seed, 15, 4, Domain.ManyCities));
        }

        Assert.True(_found >= 12, $"only {_found}");
    }

    private static bool CanBid(LineItem item) =>
        item.Price.Model != PriceModel.Flat && item.Kind != LineItemKind.House && item.Weight is null && item.ShareOfVoice is null;

    // The most that compiles, at any rate.
    private static long HighestBid(LineItem item) => item.Price.Model == PriceModel.Cpm ? AdSelectLimits.MaxMoneyMicros : AdSelectLimits.MaxMoneyMicros / 1000;

    private static World WithBid(World world, LineItem item, long bidMicros) => world with
    {
        Catalog = world.Catalog with
        {
            LineItems =
            [
                .. world.Catalog.LineItems.Select(other => other.Id != item.Id
                    ? other
                    : item with { Price = item.Price with { Amount = bidMicros / MicrosPerUnit, Currency = null } }),
            ],
        },
    };

    // With one slot the first place counts, as in a selection of one winner.
    private static bool Wins(World world, PlainRequest request, string id) =>
        Engine.Select(Engine.Of(world), request, 1).Any(winner => winner.LineItemId == id);
}
