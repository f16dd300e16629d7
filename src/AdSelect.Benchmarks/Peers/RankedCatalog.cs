// The rank order that all peers share, and what they ask of a line item besides its targeting.
namespace AdSelect.Benchmarks.Peers;

/// <summary>A line item's place in the catalog, its gates and its rank.</summary>
internal readonly record struct RankedLineItem(int Index, AdFormat Format, long StartTicks, long EndTicks, int Tier, double Score)
{
    /// <summary>Strongest tier first, then the best score; the catalog's order settles ties, alike for all peers.</summary>
    public static readonly Comparison<RankedLineItem> Order = (left, right) =>
        left.Tier != right.Tier ? left.Tier.CompareTo(right.Tier)
        : left.Score != right.Score ? right.Score.CompareTo(left.Score)
        : left.Index.CompareTo(right.Index);

    public bool MayServe(AdFormat format, long utcTicks) => format == Format && utcTicks >= StartTicks && utcTicks < EndTicks;
}

/// <summary>
/// Orders a catalog's line items. The catalog makes line items while they are enumerated; nothing of them is kept but
/// this, and whoever builds an index enumerates them once more.
/// </summary>
internal sealed class RankedCatalog
{
    public RankedCatalog(Catalog catalog)
    {
        Catalog = catalog;
        Dictionary<string, AdFormat> formats = catalog.Creatives.ToDictionary(creative => creative.Id, creative => creative.Format);
        Dictionary<string, decimal> rates = catalog.CurrencyRates.ToDictionary(rate => rate.Currency, rate => rate.Rate);
        LineItems = [.. catalog.LineItems.Select((lineItem, index) => Rank(lineItem, index, formats, rates))];
        Array.Sort(LineItems, RankedLineItem.Order);
        RankOf = new int[LineItems.Length];
        for (int rank = 0; rank < LineItems.Length; rank++)
        {
            RankOf[LineItems[rank].Index] = rank;
        }
    }

    public Catalog Catalog { get; }

    /// <summary>The line items, best first.</summary>
    public RankedLineItem[] LineItems { get; }

    /// <summary>By place in the catalog: the place in <see cref="LineItems"/>.</summary>
    public int[] RankOf { get; }

    private static RankedLineItem Rank(LineItem lineItem, int index, Dictionary<string, AdFormat> formats, Dictionary<string, decimal> rates) => new(
        index,
        formats[lineItem.Creatives[0].CreativeId],
        lineItem.IsPaused ? long.MaxValue : lineItem.Flight.Start.UtcTicks,
        lineItem.Flight.End?.UtcTicks ?? long.MaxValue,
        lineItem.Kind switch { LineItemKind.Sponsorship => 4, LineItemKind.Guaranteed => lineItem.Priority ?? 8, LineItemKind.House => 16, _ => 12 },
        EffectiveCpm(lineItem, rates) * (double)lineItem.Quality);

    private static double EffectiveCpm(LineItem lineItem, Dictionary<string, decimal> rates)
    {
        Price price = lineItem.Price;
        double amount = (double)(price.Amount * (price.Currency is null ? 1 : rates.GetValueOrDefault(price.Currency, 1)));
        return price.Model switch
        {
            PriceModel.Cpc => amount * lineItem.PredictedRates.Click * 1000,
            PriceModel.Cpa => amount * lineItem.PredictedRates.Action * 1000,
            PriceModel.Cpcv => amount * lineItem.PredictedRates.Completion * 1000,
            PriceModel.Flat => lineItem.Goal is { Count: > 0 } goal ? amount / goal.Count * 1000 : 0,
            _ => amount,
        };
    }
}
