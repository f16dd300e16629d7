// What a walk visits: candidates become part of the auction if they may serve and could still win.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect.Serving;

/// <remarks>
/// Nothing stronger than a line item's most can come of it, so the most is held against the auction first; gates and targeting come after,
/// the predictor last. Where line items of the base rank by what the catalog says, they come in the order of the ranking, and an ordinal
/// tells where to stop.
/// </remarks>
internal ref partial struct Call<TPredictor> : ICandidateVisitor
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBeyondReach(int lineItem) => _isWalkInOrder ? _auction.IsBeyondReach(lineItem) : IsBeyondMost(lineItem);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Approach(in EntryRecord entry)
    {
        FrozenCatalog catalog = _gates.Catalog;
        Fetch.Near(ref Unsafe.Add(ref catalog.LineItems.First, entry.LineItem));
        Fetch.Near(ref Unsafe.Add(ref catalog.Supplies.First, Math.Max(entry.Lead, 0)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Admits(in EntryRecord entry)
    {
        ref readonly LineItemRow row = ref _gates.Catalog.LineItems[entry.LineItem];
        bool admits = _isWalkInOrder ? _gates.Admits(entry, row, row.EffectiveCpmMicros) : AdmitsMost(entry, row);
        _hasMet |= !admits;
        return admits;
    }

    public void Take(in EntryRecord entry)
    {
        int lineItem = entry.LineItem;
        ref readonly LineItemRow row = ref _gates.Catalog.LineItems[lineItem];
        _hasMet = true;
        if (!_gates.PassesListener(lineItem, row))
        {
            return;
        }

        if (!Predicts || !PredictedPrice.IsPredicted(row.PriceModel))
        {
            Rank(lineItem, row, row.EffectiveCpmMicros, double.NaN);
            return;
        }

        _questions[_waiting++] = new RateQuestion(_snapshot.Key, _gates.NumberOf(lineItem), PredictedPrice.EventOf(row.PriceModel));
        if (_waiting == _questions.Length)
        {
            Settle();
        }
    }

    // Asks the predictor what is still to be asked, and ranks it: questions wait until there are as many as it wants.
    private void Settle()
    {
        if (!Predicts || _waiting == 0)
        {
            return;
        }

        _predictor.Predict(_snapshot, _questions[.._waiting], _rates[.._waiting]);
        for (int i = 0; i < _waiting; i++)
        {
            int lineItem = _questions[i].LineItemOrdinal - _gates.Segment.FirstLineItem;
            ref readonly LineItemRow row = ref _gates.Catalog.LineItems[lineItem];
            long cpm = _valuation.CpmMicros(lineItem, _rates[i], out double rate);

            // The gates knew only the most; the floor is held against what it came to.
            if (cpm == _valuation.MostCpmMicros(lineItem, row) || _gates.ServableCreatives(row, cpm) != 0)
            {
                Rank(lineItem, row, cpm, rate);
            }
        }

        _waiting = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool IsBeyondMost(int lineItem)
    {
        ref readonly LineItemRow row = ref _gates.Catalog.LineItems[lineItem];
        if (_isOneTotal)
        {
            return _auction.IsBeyondReach(Tiers.OfAll, UInt128.Max(_valuation.MostScoreFrom(lineItem, row), _mostAfterTier[row.Tier]));
        }

        return _auction.IsBeyondReach(row.Tier, Tiers.IsDrawn(row.Tier) ? UInt128.MaxValue : _valuation.MostScoreFrom(lineItem, row));
    }

    private readonly bool AdmitsMost(in EntryRecord entry, in LineItemRow row)
    {
        long most = _valuation.MostCpmMicros(entry.LineItem, row);
        bool isOrdered = _isOneTotal || !Tiers.IsDrawn(row.Tier);
        UInt128 mostScore = isOrdered ? _valuation.Score(entry.LineItem, row, most) : UInt128.MaxValue;
        return !_auction.IsBeyondReach(TierOf(row), mostScore) && _gates.Admits(entry, row, most);
    }

    private readonly byte TierOf(in LineItemRow row) => _isOneTotal ? (byte)Tiers.OfAll : row.Tier;

    private void Rank(int lineItem, in LineItemRow row, long cpmMicros, double rate)
    {
        if (!_gates.HasUncappedCreative(row, cpmMicros))
        {
            return;
        }

        Segment segment = _gates.Segment;
        FetchTerms(segment.Catalog, lineItem, row);
        var candidate = new RankedCandidate
        {
            LineItem = segment.NumberOf(lineItem),
            Tier = TierOf(row),
            Bidder = Pricing.BidderOf(segment, lineItem, row, _gates.Facts.PriceCompetition),
            CountsNothing = _isOneTotal && row.Has(LineItemFlags.House),
            CpmMicros = _gates.CountedCpmMicros(lineItem, row, cpmMicros),
            Factor = _valuation.Factor(lineItem, row),
            OpportunityMicros = RankedCandidate.NoOpportunityCost,
            Rate = rate,
        };
        if (_isWalkInOrder)
        {
            _auction.AddInOrder(ref candidate);
            return;
        }

        if (_auction.IsDynamic)
        {
            candidate.Kind = segment.Catalog.TermsOf(lineItem).Kind;
            candidate.OpportunityMicros = candidate.Kind == LineItemKind.Guaranteed
                ? _delivery.Of(segment.Place).OpportunityCost(lineItem)
                : candidate.OpportunityMicros;
        }

        if (Tiers.IsDrawn(candidate.Tier))
        {
            Draw(ref candidate, lineItem);
        }
        else
        {
            _auction.Add(ref candidate);
        }
    }

    // What the line item is charged by, should it win.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchTerms(FrozenCatalog catalog, int lineItem, in LineItemRow row)
    {
        Fetch.Near(ref Unsafe.Add(ref catalog.LineItemCreatives.First, row.FirstCreative));
        Fetch.Near(ref Unsafe.Add(ref catalog.LineItemKeys.First, lineItem));
        catalog.LineItemTerms.Approach(lineItem);
    }

    // Shares of voice and weighted rotations.
    private void Draw(scoped ref RankedCandidate candidate, int lineItem)
    {
        FrozenCatalog catalog = _gates.Catalog;
        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        ulong key = catalog.LineItemKeys[lineItem];
        if (Tiers.IsShare(candidate.Tier))
        {
            _auction.DrawShare(ref candidate, terms.ShareOfVoice, key);
        }
        else
        {
            candidate.Ticket = Lots.Ticket(terms.Weight * _valuation.Multiplier(lineItem), _gates.Facts.Id, key, HashPurpose.Lottery);
            _auction.Add(ref candidate);
        }
    }
}
