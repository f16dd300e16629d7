// What a winner pays.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>A price as effective CPM and in the line item's own unit, both in micros.</summary>
internal readonly record struct ClearedPrice(long EffectiveCpmMicros, long PriceMicros);

internal static class Pricing
{
    private const decimal ImpressionsPerMille = 1000;

    /// <summary>True when the line item pays by second price under the request's rule.</summary>
    public static bool PaysSecondPrice(in LineItemRow row, PriceRule rule) =>
        row.Has(LineItemFlags.PaysSecondPrice) || (rule == PriceRule.Second && !row.Has(LineItemFlags.PaysOwnBid | LineItemFlags.House));

    /// <summary>The price by the winner's own bid.</summary>
    public static ClearedPrice Own(in LineItemRow row, long bidMicros) =>
        row.Has(LineItemFlags.House) ? default : new ClearedPrice(row.EffectiveCpmMicros, bidMicros);

    /// <summary>
    /// The least that keeps the place: the competitor's rank score over the own quality plus the increment, at least
    /// the floor, at most the own bid. Without a competitor: the floor.
    /// </summary>
    public static ClearedPrice Second(in LineItemRow row, long bidMicros, in TermsRow terms, long floorMicros, bool hasCompetitor, double competitorScore, long incrementMicros)
    {
        long cpm = floorMicros;
        if (hasCompetitor)
        {
            // A quotient of doubles: clamped to the own bid before it becomes a whole number.
            double keeping = Math.Ceiling(competitorScore / terms.Quality);
            long competing = keeping >= row.EffectiveCpmMicros ? row.EffectiveCpmMicros : (long)keeping;
            cpm = Math.Max(cpm, competing + incrementMicros);
        }

        return cpm >= row.EffectiveCpmMicros ? Own(row, bidMicros) : new ClearedPrice(cpm, InOwnUnit(row, bidMicros, terms.Rate, cpm));
    }

    private static long InOwnUnit(in LineItemRow row, long bidMicros, double eventRate, long cpm)
    {
        if (row.PriceModel is PriceModel.Cpm or PriceModel.Flat || eventRate == 0)
        {
            return row.PriceModel == PriceModel.Cpm ? cpm : bidMicros;
        }

        // Decimal, as when compiling: what is charged never depends on binary fractions. Compared as a product first,
        // so that the quotient stays below the bid however small the rate.
        decimal rate = (decimal)eventRate;
        decimal perImpression = cpm / ImpressionsPerMille;
        return perImpression >= bidMicros * rate ? bidMicros : Math.Min(bidMicros, (long)decimal.Ceiling(perImpression / rate));
    }
}
