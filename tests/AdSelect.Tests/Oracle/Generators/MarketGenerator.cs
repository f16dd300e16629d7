// Worlds in which prices meet: equal products of unequal bids and qualities, fixed deals, guaranteed line items at the priority of prices.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>A stream of its own: other worlds are the same with and without it.</summary>
public sealed class MarketGenerator
{
    private static readonly (decimal Cpm, decimal Quality)[] Equal =
    [
        (7, 1.1m), (11, 0.7m), (7.7m, 1), (3.85m, 2), (5.5m, 1.4m), (11, 1), (2, 1.1m), (3, 1.1m), (1.000_001m, 0.333_333m),
        (0.333_333m, 1.000_001m),
    ];
    private static readonly long[] Costs = [0, 1_000_000, 3_000_000, 5_500_000, 7_000_000, 7_700_000];

    private readonly Draw _draw;
    private readonly bool _isMarket;
    private readonly HashSet<string> _items = [];

    public MarketGenerator(int seed)
    {
        _draw = new Draw(seed ^ 0x3A4B);
        _isMarket = _draw.Chance(50);
    }

    public Catalog With(Catalog catalog) => !_isMarket ? catalog : catalog with
    {
        Deals =
        [
            .. catalog.Deals.Select(deal =>
                deal with { Floor = new Money(_draw.Pick(2, 5, 7.7m)), Price = _draw.Pick(DealPrice.Fixed, DealPrice.Fixed, deal.Price) }),
        ],
        LineItems = [.. catalog.LineItems.Select(item => _draw.Chance(60) ? Sold(item, [.. catalog.Deals.Select(deal => deal.Id)]) : item)],
    };

    public PlainRequest With(PlainRequest request) => !_isMarket ? request : request with
    {
        Deals = _draw.Chance(60)
            ? [.. request.Deals, .. Domain.DealIds.Select(id => new PlainDeal(id, _draw.Pick<long?>(null, null, 5_000_000, 7_700_000)))]
            : request.Deals,
        DynamicAllocation = request.PriceRule != PriceRule.Vcg && _draw.Chance(70),
    };

    /// <summary>What happened, and what hosts set of the market's line items.</summary>
    public DeliveryEvent[] With(DeliveryEvent[] events, Catalog catalog)
    {
        IEnumerable<LineItem> set = catalog.LineItems.Where(item => _items.Contains(item.Id) && events.All(change => change.LineItemId != item.Id));
        return
        [
            .. events,
            .. set.Where(_ => _draw.Chance(60))
                .Select(item =>
                    new DeliveryEvent(
                        item.Id,
                        0,
                        0,
                        SelectionPause.Nothing,
                        _draw.Pick(1, 1, 0.7, 0.7, 1 / 3.0),
                        item.Kind == LineItemKind.Guaranteed ? _draw.Pick(Costs) : null)),
        ];
    }

    private LineItem Sold(LineItem item, IReadOnlyList<string> deals)
    {
        _items.Add(item.Id);
        (decimal cpm, decimal quality) = _draw.Pick(Equal);
        bool isPrice = _draw.Chance(75);
        return item with
        {
            Kind = isPrice ? LineItemKind.PricePriority : LineItemKind.Guaranteed,
            Priority = _draw.Pick(8, 12, 12),
            Price = Price.Cpm(cpm),
            Quality = quality,
            Weight = null,
            ShareOfVoice = null,
            DealId = isPrice && _draw.Chance(35) ? _draw.Pick(deals) : null,
        };
    }
}
