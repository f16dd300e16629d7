// What a winner is charged, by the one rule that applies to it.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>How prices are set for a request.</summary>
/// <param name="Rule">The request's rule; deals and kinds of sale go before it.</param>
/// <param name="IncrementMicros">What is added to a competitor's price.</param>
internal readonly record struct ChargingTerms(PriceRule Rule, long IncrementMicros);

/// <summary>What is charged for one winner.</summary>
/// <param name="catalog">The catalog of its segment.</param>
/// <param name="lineItem">Its ordinal there.</param>
/// <param name="candidate">It, as it was ranked.</param>
/// <param name="askMicros">What the fixed deal asks that it holds; −1 where there is none.</param>
internal readonly ref struct Charging(FrozenCatalog catalog, int lineItem, ref readonly RankedCandidate candidate, long askMicros)
{
    private readonly ref readonly RankedCandidate _candidate = ref candidate;

    private ref readonly LineItemRow Row => ref catalog.LineItems[lineItem];

    /// <summary>Its bid as effective CPM: one that holds a fixed deal is ranked by what that asks, and bid more.</summary>
    public long BidCpmMicros => askMicros < 0 ? _candidate.CpmMicros
        : double.IsNaN(_candidate.Rate) ? Row.EffectiveCpmMicros
        : PredictedPrice.CpmMicros(catalog.BidMicros(lineItem), _candidate.Rate);

    /// <summary>Its price in a slot.</summary>
    /// <param name="auction">The slot's auction, settled.</param>
    /// <param name="place">Its place in the ranking.</param>
    /// <param name="floorMicros">The floor of its creative.</param>
    /// <param name="terms">How prices are set.</param>
    public ClearedPrice InSlot(in Auction auction, int place, long floorMicros, in ChargingTerms terms)
    {
        if (TryOwnPrice(terms.Rule, out Bid bid, out PriceRule rule, out ClearedPrice own))
        {
            return own;
        }

        uint quality = Row.QualityMillionths;
        if (rule == PriceRule.Vcg)
        {
            return Pricing.Vcg(bid, floorMicros, auction.Externality(place, quality, floorMicros));
        }

        long floor = Math.Max(floorMicros, Pricing.Exceeding(_candidate.OpportunityMicros, terms.IncrementMicros));
        bool hasCompetitor = auction.TryPriceSetter(place, out UInt128 score);
        return Pricing.Second(bid, quality, floor, hasCompetitor, score, terms.IncrementMicros);
    }

    /// <summary>Its price in a break, where it is not its own: against the best that was left out and would have fitted.</summary>
    /// <param name="bid">Its bid, from <see cref="TryOwnPrice"/>.</param>
    /// <param name="floorMicros">The floor of its creative at its place.</param>
    /// <param name="hasCompetitor">Whether anybody would have fitted.</param>
    /// <param name="competitorScore">The rank score of that one.</param>
    /// <param name="terms">How prices are set.</param>
    public ClearedPrice InBreak(in Bid bid, long floorMicros, bool hasCompetitor, UInt128 competitorScore, in ChargingTerms terms) =>
        Pricing.Second(bid, Row.QualityMillionths, floorMicros, hasCompetitor, competitorScore, terms.IncrementMicros);

    /// <summary>
    /// The price that needs no competitor, with true; otherwise the bid and the rule, <see cref="PriceRule.Second"/> or
    /// <see cref="PriceRule.Vcg"/>, by which the others set it.
    /// </summary>
    public bool TryOwnPrice(PriceRule requestRule, out Bid bid, out PriceRule rule, out ClearedPrice price)
    {
        ref readonly LineItemRow row = ref Row;
        bid = new Bid(row.PriceModel, catalog.BidMicros(lineItem), BidCpmMicros);
        rule = PriceRule.First;
        price = default;
        if (row.Has(LineItemFlags.House))
        {
            return true;
        }

        bid = bid with { Rate = double.IsNaN(_candidate.Rate) ? catalog.TermsOf(lineItem).Rate : _candidate.Rate };
        if (askMicros >= 0)
        {
            price = Pricing.Fixed(bid, askMicros);
            return true;
        }

        // In a weighted rotation nobody's bid keeps the place, so there is no least that would.
        rule = Tiers.IsDrawn(row.Tier) ? PriceRule.First : Pricing.RuleOf(row, requestRule);
        price = Pricing.Own(bid);
        return rule == PriceRule.First;
    }
}
