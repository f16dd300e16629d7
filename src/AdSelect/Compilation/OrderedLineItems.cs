// Line items in rank order, as the compiler holds them.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal readonly struct OrderedLineItems(LineItemTable lineItems, int[] order) : IRankOrder
{
    public int Count => order.Length;

    public int TierOf(int lineItem) => lineItems.Row(order[lineItem]).Tier;

    public UInt128 MostScoreOf(int lineItem)
    {
        ref readonly LineItemRow row = ref lineItems.Row(order[lineItem]);
        ref readonly PriceRow price = ref lineItems.Price(order[lineItem]);
        return PredictedPrice.MostScore(row, price.RateCeiling, price.PriceMicros);
    }
}
