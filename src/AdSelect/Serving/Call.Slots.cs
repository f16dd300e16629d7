// Slots: each is an auction among the candidates that the earlier ones leave.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Serving;

internal ref partial struct Call<TPredictor>
{
    /// <summary>Fills the request's slots one after the other, or ranks for its one slot.</summary>
    /// <param name="winners">Filled.</param>
    /// <param name="empty">Which slots stayed empty, and why.</param>
    /// <returns>How many winners there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FillSlots(Span<AdSelection> winners, out EmptySlots empty)
    {
        empty = default;
        int count = 0;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            _hasMet = false;
            int filled = FillSlot(slot, winners, count);
            empty.End(slot, filled == 0, _hasMet);
            count += filled;
        }

        return count;
    }

    // In a private auction those with a listed deal first have it to themselves.
    private int FillSlot(int slot, Span<AdSelection> winners, int count)
    {
        if (!_hasClosedRound)
        {
            return HoldAuction(_slots[slot], slot, keepsOpenBidsOut: false, winners, count, _places);
        }

        int filled = HoldAuction(_slots[slot], slot, keepsOpenBidsOut: true, winners, count, _places);
        if (!PrivateAuction.Stands(winners.Slice(count, filled)))
        {
            return HoldAuction(_slots[slot], slot, keepsOpenBidsOut: false, winners, count, _places);
        }

        if (_watch is not null)
        {
            // Who would take the deal's place would open the auction: an explanation wants to know that round too.
            AdSelection[] decided = [.. winners.Slice(count, filled)];
            HoldAuction(_slots[slot], slot, keepsOpenBidsOut: false, winners, count, _places);
            decided.CopyTo(winners[count..]);
            _watch.Close(slot);
        }

        return filled;
    }

    // Returns how many won; they are written behind those that are there.
    private int HoldAuction([UnscopedRef] in Slot offered, int index, bool keepsOpenBidsOut, Span<AdSelection> winners, int count, int places)
    {
        _gates.KeepsOpenBidsOut = keepsOpenBidsOut;
        _gates.OfferSlot(in offered, _companions, winners[..count]);
        _isTurned = false;
        BeginAuction(places, index, NeedsPriceSetters);
        Collect((int)offered.Format, []);
        _auction.Settle();
        _watch?.See(index, keepsOpenBidsOut, _auction);
        int won = _auction.Count;
        FetchCreatives();
        for (int place = 0; place < won; place++)
        {
            winners[count + place] = Winner(place) with { Position = _isRanking ? place : index };
        }

        return won;
    }

    private void BeginAuction(int places, int index, bool needsPriceSetters)
    {
        var terms = new AuctionTerms
        {
            Segments = _segments,
            RequestId = _gates.Facts.Id,
            PlaceWeights = _placeWeights,
            NeedsPriceSetters = needsPriceSetters,
            CostPriorities = _delivery.OpportunityCostPriorities,
        };
        _auction.Begin(terms, places, ShareOfTier.DrawId(_gates.Facts.Id, index));
    }

    // What winners are charged for is far away in memory; with several of them it comes at once.
    private readonly void FetchCreatives()
    {
        foreach (ref readonly RankedCandidate candidate in _auction.Winners)
        {
            int lineItem = candidate.LineItem;
            FrozenCatalog catalog = _segments.OfLineItem(ref lineItem).Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            for (int i = 0; i < row.CreativeCount; i++)
            {
                Fetch.Near(ref Unsafe.Add(ref catalog.Creatives.First, catalog.LineItemCreatives[row.FirstCreative + i]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AdSelection Winner(int place)
    {
        ref readonly RankedCandidate candidate = ref _auction.Winners[place];
        int lineItem = candidate.LineItem;
        TurnTo(ref lineItem);
        FrozenCatalog catalog = _gates.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        ulong best = BestCreatives(lineItem, _gates.UncappedCreatives(row, candidate.CpmMicros));
        int creative = CreativeChoice.Choose(catalog, lineItem, best, _gates.Facts.Id, _gates.LatestInSequence(lineItem, row));
        var charging = new Charging(catalog, lineItem, in candidate, _gates.AskMicros(lineItem, row));
        ClearedPrice price = charging.InSlot(_auction, place, _gates.FloorMicros(row, creative), _charging);
        return Selection(candidate, lineItem, creative, charging.BidCpmMicros, price);
    }

    // What is answered of a winner of the segment that is asked about.
    private readonly AdSelection Selection(scoped in RankedCandidate candidate, int lineItem, int creative, long bidCpmMicros, ClearedPrice price)
    {
        Segment segment = _gates.Segment;
        FrozenCatalog catalog = segment.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        return new AdSelection
        {
            SnapshotKey = _snapshot.Key,
            Generation = _snapshot.Generation,
            LineItemOrdinal = segment.NumberOf(lineItem),
            CreativeOrdinal = segment.Creatives[creative],
            CampaignOrdinal = segment.Campaigns[row.Campaign],
            AdvertiserOrdinal = segment.Advertisers[row.Advertiser],
            DealOrdinal = row.Deal < 0 ? row.Deal : segment.Deals[row.Deal],
            Priority = Tiers.Priority(row.Tier),
            PriceModel = row.PriceModel,
            PriceMicros = price.PriceMicros,
            EffectiveCpmMicros = price.EffectiveCpmMicros,
            BidCpmMicros = bidCpmMicros,
            RankScore = ExactScore.InMicros(candidate.Worth),
            DurationMilliseconds = catalog.SupplyOf(creative).DurationMilliseconds,
            Companions = _gates.CompanionsOf(creative),
            LineItemKey = catalog.LineItemKeys[lineItem],
            CountsTowardParents = catalog.TermsOf(lineItem).CountsTowardParents != 0,
            AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
        };
    }
}
