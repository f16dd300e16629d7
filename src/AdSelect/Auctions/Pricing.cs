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
    /// <summary>The rule by which a line item pays: its deal's or its kind's before the request's.</summary>
    public static PriceRule RuleOf(in LineItemRow row, PriceRule rule) =>
        row.Has(LineItemFlags.PaysSecondPrice) ? PriceRule.Second : row.Has(LineItemFlags.PaysOwnBid) ? PriceRule.First : rule;

    /// <summary>Who does not compete with the line item: it, its campaign or its advertiser, by the number that answers state.</summary>
    public static int BidderOf(Segment segment, int lineItem, in LineItemRow row, PriceCompetition competition) => competition switch
    {
        PriceCompetition.OtherAdvertisers => segment.Advertisers[row.Advertiser],
        PriceCompetition.OtherCampaigns => segment.Campaigns[row.Campaign],
        _ => segment.NumberOf(lineItem),
    };

    /// <summary>The bid itself.</summary>
    public static ClearedPrice Own(in Bid bid) => new(bid.CpmMicros, bid.Micros);

    /// <summary>What a fixed deal asks, at most the own bid.</summary>
    public static ClearedPrice Fixed(in Bid bid, long askMicros) => AtMostBid(bid, askMicros);

    /// <summary>The least that goes before a promise of this opportunity cost; 0 for <see cref="RankedCandidate.NoOpportunityCost"/>.</summary>
    public static long Exceeding(long opportunityMicros, long incrementMicros) => opportunityMicros < 0 ? 0 : opportunityMicros + Math.Max(incrementMicros, 1);

    /// <summary>
    /// The least that keeps the place: the competitor's rank score over the own quality plus the increment, at least
    /// the floor, at most the own bid. Without a competitor: the floor. Rounded up where the quotient is no whole micro.
    /// </summary>
    public static ClearedPrice Second(in Bid bid, uint qualityMillionths, long floorMicros, bool hasCompetitor, UInt128 competitorScore, long incrementMicros)
    {
        long competing = hasCompetitor ? Reaching(bid, competitorScore, qualityMillionths) + incrementMicros : 0;
        return AtMostBid(bid, Math.Max(floorMicros, competing));
    }

    /// <summary>What a place costs the others, as effective CPM; at least the floor, at most the own bid.</summary>
    public static ClearedPrice Vcg(in Bid bid, long floorMicros, UInt128 externalityMicros) =>
        AtMostBid(bid, Math.Max(floorMicros, AtMost(bid.CpmMicros, externalityMicros)));

    // The effective CPM that makes a rank score.
    private static long Reaching(in Bid bid, UInt128 score, uint qualityMillionths) =>
        AtMost(bid.CpmMicros, ExactScore.Ceiling(score, ExactScore.Factor(qualityMillionths, ExactScore.One)));

    private static long AtMost(long most, UInt128 cpm) => (long)UInt128.Min(cpm, (ulong)most);

    private static ClearedPrice AtMostBid(in Bid bid, long cpm) => cpm >= bid.CpmMicros ? Own(bid) : new ClearedPrice(cpm, InOwnUnit(bid, cpm));

    private static long InOwnUnit(in Bid bid, long cpm)
    {
        if (bid.Model is PriceModel.Cpm or PriceModel.Flat)
        {
            return bid.Model == PriceModel.Cpm ? cpm : bid.Micros;
        }

        ulong rate = PredictedPrice.Trillionths(bid.Rate);
        return rate == 0 ? bid.Micros : AtMost(bid.Micros, PredictedPrice.InOwnUnit(cpm, rate));
    }
}
