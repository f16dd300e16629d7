// The least bid with which a line item that lost would have won.
using AdSelect.Auctions;
using AdSelect.Diagnostics;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Serving;

/// <summary>
/// Asks the gates and the ranking about higher bids of one line item, all else as it was. A higher bid never loses what a lower
/// one wins, so the least that wins is found by halving.
/// </summary>
internal readonly ref struct MinimumBidSearch
{
    private readonly EligibilityGates _gates;
    private readonly Ranking _order;
    private readonly SeenAuction _auction;
    private readonly SeenAuction? _reopened;
    private readonly RankedCandidate _worth;
    private readonly int _lineItem;
    private readonly long _bidMicros;

    /// <param name="gates">The gates of the slot, in the round that it takes part in.</param>
    /// <param name="order">Who goes before whom.</param>
    /// <param name="auction">That round.</param>
    /// <param name="reopened">The round that would follow if it won that one, because no deal would stand; null for none.</param>
    /// <param name="lineItem">Ordinal in its part of the snapshot.</param>
    /// <param name="worth">It, at its own bid.</param>
    public MinimumBidSearch(
        scoped in EligibilityGates gates,
        scoped in Ranking order,
        SeenAuction auction,
        SeenAuction? reopened,
        int lineItem,
        in RankedCandidate worth)
    {
        _gates = gates;
        _order = order;
        _auction = auction;
        _reopened = reopened;
        _lineItem = lineItem;
        _worth = worth;
        _bidMicros = gates.Catalog.BidMicros(lineItem);
    }

    /// <summary>Null where no bid would win.</summary>
    public MinimumBid? Find(scoped in ResolvedRequest request)
    {
        ref readonly LineItemRow row = ref _gates.Catalog.LineItems[_lineItem];
        bool bidsDecide = row.PriceModel != PriceModel.Flat && !row.Has(LineItemFlags.House) && !Tiers.IsDrawn(row.Tier);
        if (!bidsDecide
            || _gates.Check(_lineItem, AdSelectLimits.MaxMoneyMicros, request).First != RejectionReason.None
            || Wins(row, _bidMicros)
            || !Wins(row, AdSelectLimits.MaxMoneyMicros))
        {
            return null;
        }

        long loses = _bidMicros;
        long wins = AdSelectLimits.MaxMoneyMicros;
        while (wins - loses > 1)
        {
            long middle = loses + ((wins - loses) / 2);
            (loses, wins) = Wins(row, middle) ? (loses, middle) : (middle, wins);
        }

        return new MinimumBid(wins, CpmMicros(row, wins));
    }

    private bool Wins(in LineItemRow row, long bidMicros)
    {
        long cpm = CpmMicros(row, bidMicros);
        long counted = _gates.CountedCpmMicros(_lineItem, row, cpm);
        RankedCandidate own = _worth with { CpmMicros = counted };
        if (_gates.UncappedCreatives(row, cpm) == 0)
        {
            return false;
        }

        return Wins(ref own, _auction) && (_reopened is null || Wins(ref own, _reopened));
    }

    private bool Wins(ref RankedCandidate own, SeenAuction auction)
    {
        if (!auction.IsDynamic)
        {
            return IsBetterThan(ref own, auction.First);
        }

        return own.Kind switch
        {
            LineItemKind.PricePriority => WinsByPrice(ref own, auction),
            LineItemKind.Guaranteed => WinsAsGuaranteed(ref own, auction),
            _ => IsBetterThan(ref own, auction.First),
        };
    }

    // First by rank and more than the guaranteed line item of its priority asks, or the best price against a stronger one.
    private bool WinsByPrice(ref RankedCandidate own, SeenAuction auction)
    {
        if (!IsBetterThan(ref own, auction.First))
        {
            return auction.First!.Value.GivesWay && own.CpmMicros > auction.First.Value.OpportunityMicros && IsBetterThan(ref own, auction.FirstByPrice);
        }

        return auction.FirstGivingWay is not { } guaranteed
            || Tiers.Priority(guaranteed.Tier) != Tiers.Priority(own.Tier) || own.CpmMicros > guaranteed.OpportunityMicros;
    }

    // First by rank, or of those that ask something of the first price; and no price exceeds what it asks.
    private bool WinsAsGuaranteed(ref RankedCandidate own, SeenAuction auction)
    {
        bool holdsBack = auction.First is { Kind: LineItemKind.PricePriority } first && own.GivesWay
            && Tiers.Priority(first.Tier) == Tiers.Priority(own.Tier) && IsBetterThan(ref own, auction.FirstGivingWay);
        return (holdsBack || IsBetterThan(ref own, auction.First)) && !(own.GivesWay && auction.FirstByPrice?.CpmMicros > own.OpportunityMicros);
    }

    private bool IsBetterThan(scoped ref RankedCandidate own, RankedCandidate? other) =>
        other is not { } rival || rival.LineItem == own.LineItem || _order.IsBetter(ref own, ref rival);

    private long CpmMicros(in LineItemRow row, long bidMicros)
    {
        if (row.PriceModel == PriceModel.Cpm)
        {
            return bidMicros;
        }

        return PredictedPrice.CpmMicros(bidMicros, double.IsNaN(_worth.Rate) ? _gates.Catalog.TermsOf(_lineItem).Rate : _worth.Rate);
    }
}
