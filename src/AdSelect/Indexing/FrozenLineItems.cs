// Line items in rank order, as a snapshot holds them.
namespace AdSelect.Indexing;

internal readonly struct FrozenLineItems(FrozenCatalog catalog) : IRankOrder
{
    public int Count => catalog.LineItems.Length;

    public int TierOf(int lineItem) => catalog.LineItems[lineItem].Tier;

    public UInt128 MostScoreOf(int lineItem)
    {
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        if (!PredictedPrice.IsPredicted(row.PriceModel))
        {
            return row.RankScore;
        }

        return PredictedPrice.MostScore(row, catalog.TermsOf(lineItem).RateCeiling, catalog.BidMicros(lineItem));
    }
}
