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

    /// <summary>The rule by which a line item pays: its deal's or its kind's before the request's.</summary>
    public static PriceRule RuleOf(in LineItemRow row, PriceRule rule) =>
        row.Has(LineItemFlags.PaysSecondPrice) ? PriceRule.Second : row.Has(LineItemFlags.PaysOwnBid) ? PriceRule.First : rule;

    /// <summary>
    /// Who does not compete with the line item: it, its campaign or its advertiser. Numbers as its part of the snapshot has them.
    /// </summary>
    public static int BidderOf(int lineItem, in LineItemRow row, PriceCompetition competition) => competition switch
    {
        PriceCompetition.OtherAdvertisers => row.Advertiser,
        PriceCompetition.OtherCampaigns => row.Campaign,
        _ => lineItem,
    };

    /// <summary>The bid itself.</summary>
    public static ClearedPrice Own(in Bid bid) => new(bid.CpmMicros, bid.Micros);

    /// <summary>What a fixed deal asks, at most the own bid.</summary>
    public static ClearedPrice Fixed(in Bid bid, long askMicros) => AtMostBid(bid, askMicros);

    /// <summary>The least that goes before a promise of this opportunity cost; 0 for <see cref="RankedCandidate.NoOpportunityCost"/>.</summary>
    public static long Exceeding(long opportunityMicros, long incrementMicros) => opportunityMicros < 0 ? 0 : opportunityMicros + Math.Max(incrementMicros, 1);

    /// <summary>
    /// The least that keeps the place: the competitor's rank score over the own quality plus the increment, at least
    /// the floor, at most the own bid. Without a competitor: the floor.
    /// </summary>
    public static ClearedPrice Second(in Bid bid, double quality, long floorMicros, bool hasCompetitor, double competitorScore, long incrementMicros)
    {
        long competing = hasCompetitor ? Reaching(bid, competitorScore, quality) + incrementMicros : 0;
        return AtMostBid(bid, Math.Max(floorMicros, competing));
    }

    /// <summary>What a place costs the others, per unit of its weight; at least the floor, at most the own bid.</summary>
    public static ClearedPrice Vcg(in Bid bid, double quality, long floorMicros, double externality, double weight) =>
        AtMostBid(bid, Math.Max(floorMicros, Reaching(bid, externality / weight, quality)));

    // The effective CPM that makes a rank score. A quotient of doubles: held to the own bid before it becomes a whole number.
    private static long Reaching(in Bid bid, double score, double quality)
    {
        double cpm = Math.Ceiling(score / quality);
        return cpm >= bid.CpmMicros ? bid.CpmMicros : (long)cpm;
    }

    private static ClearedPrice AtMostBid(in Bid bid, long cpm) => cpm >= bid.CpmMicros ? Own(bid) : new ClearedPrice(cpm, InOwnUnit(bid, cpm));

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
