// What a winner pays.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>A price as effective CPM and in the line item's own unit, both in micros.</summary>
internal readonly record struct ClearedPrice(long EffectiveCpmMicros, long PriceMicros);

/// <summary>A bid: what is paid for, how much of it in its own unit, as effective CPM, and the rate that links the two.</summary>
internal readonly record struct Bid(PriceModel Model, long Micros, long CpmMicros)
{
    public double Rate { get; init; }
}

internal static class Pricing
{
    private const decimal ImpressionsPerMille = 1000;

    /// <summary>True when the line item pays by second price under the request's rule.</summary>
    public static bool PaysSecondPrice(in LineItemRow row, PriceRule rule) =>
        row.Has(LineItemFlags.PaysSecondPrice) || (rule == PriceRule.Second && !row.Has(LineItemFlags.PaysOwnBid | LineItemFlags.House));

    /// <summary>The bid itself.</summary>
    public static ClearedPrice Own(in Bid bid) => new(bid.CpmMicros, bid.Micros);

    /// <summary>
    /// The least that keeps the place: the competitor's rank score over the own quality plus the increment, at least
    /// the floor, at most the own bid. Without a competitor: the floor.
    /// </summary>
    public static ClearedPrice Second(in Bid bid, double quality, long floorMicros, bool hasCompetitor, double competitorScore, long incrementMicros)
    {
        long cpm = floorMicros;
        if (hasCompetitor)
        {
            // A quotient of doubles: clamped to the own bid before it becomes a whole number.
            double keeping = Math.Ceiling(competitorScore / quality);
            long competing = keeping >= bid.CpmMicros ? bid.CpmMicros : (long)keeping;
            cpm = Math.Max(cpm, competing + incrementMicros);
        }

        return cpm >= bid.CpmMicros ? Own(bid) : new ClearedPrice(cpm, InOwnUnit(bid, cpm));
    }

    private static long InOwnUnit(in Bid bid, long cpm)
    {
        if (bid.Model is PriceModel.Cpm or PriceModel.Flat || bid.Rate == 0)
        {
            return bid.Model == PriceModel.Cpm ? cpm : bid.Micros;
        }

        // Decimal, as when compiling: what is charged never depends on binary fractions. Compared as a product first,
        // so that the quotient stays below the bid however small the rate.
        decimal rate = (decimal)bid.Rate;
        decimal perImpression = cpm / ImpressionsPerMille;
        return perImpression >= bid.Micros * rate ? bid.Micros : Math.Min(bid.Micros, (long)decimal.Ceiling(perImpression / rate));
    }
}
