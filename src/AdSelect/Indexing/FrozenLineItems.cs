// Line items in rank order, as a snapshot holds them.
namespace AdSelect.Indexing;

internal readonly struct FrozenLineItems(FrozenCatalog catalog) : IRankOrder
{
    public int Count => catalog.LineItems.Length;

    public int TierOf(int lineItem) => catalog.LineItems[lineItem].Tier;

    public double MostScoreOf(int lineItem)
    {
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        if (!PredictedPrice.IsPredicted(row.PriceModel))
        {
            return row.RankScore;
        }

        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        return PredictedPrice.MostScore(row, terms.Rate, terms.RateCeiling, catalog.BidMicros(lineItem), terms.Quality);
    }
}
