// Everything that the candidates of one slot are held against: the ranking, the shares of voice, and dynamic allocation.
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>
/// Candidates may come in any order. With dynamic allocation a second ranking holds those that compete by price, a third the
/// guaranteed ones that have an opportunity cost: of equal or stronger priority they go before a price unless its effective CPM
/// exceeds the cost.
/// </summary>
internal ref struct Contest
{
    /// <summary>Priorities, and the house.</summary>
    public const int Shares = AdSelectLimits.MaxPriority + 1;

    private readonly Span<ShareOfTier> _shares;
    private readonly ulong _drawId;
    private readonly bool _isDynamic;
    private readonly Span<RankedCandidate> _merged;
    private Ranking _all;
    private readonly uint _costPriorities;
    private Ranking _byPrice;
    private Ranking _givingWay;
    private int _mergedCount;

    /// <param name="memory">Room for dynamic allocation and shares of voice, where the call has them.</param>
    /// <param name="all">A ranking of all candidates, empty or with those so far; shares of voice and dynamic allocation need an empty one.</param>
    /// <param name="byPrice">An empty ranking over the memory's room for it.</param>
    /// <param name="givingWay">An empty ranking over the memory's room for it.</param>
    /// <param name="costPriorities">Bit n: line items of priority n may have an opportunity cost.</param>
    /// <param name="drawId">What shares of voice are drawn by.</param>
    public Contest(scoped in ContestMemory memory, scoped in Ranking all, scoped in Ranking byPrice, scoped in Ranking givingWay, uint costPriorities, ulong drawId)
    {
        _all = all;
        _byPrice = byPrice;
        _givingWay = givingWay;
        _costPriorities = costPriorities;
        _merged = memory.Merged;
        _isDynamic = !memory.Merged.IsEmpty;
        _shares = memory.Shares;
        _drawId = drawId;
        _shares.Clear();
    }

    public readonly int Count => _isDynamic ? _mergedCount : _all.Count;

    /// <summary>The winners, best first; known once <see cref="Settle"/> was called.</summary>
    public readonly ReadOnlySpan<RankedCandidate> Winners => _isDynamic ? _merged[.._mergedCount] : _all.Winners;

    /// <summary>Whether a price may go before a promise.</summary>
    public readonly bool IsDynamic => _isDynamic;

    /// <summary>What shares of voice are drawn by.</summary>
    public readonly ulong DrawId => _drawId;

    /// <summary>
    /// True when a line item of this tier and at most this score cannot change the answer. Equal scores can: the draw decides.
    /// </summary>
    public readonly bool IsBeyondReach(int tier, UInt128 mostScore) =>
        _all.IsBeyondReach(tier, mostScore) && (!_isDynamic || (_byPrice.IsBeyondReach(tier, mostScore) && CannotHoldBack(tier, mostScore)));

    /// <summary>Takes a candidate that is ordered by its score.</summary>
    public void Add(ref RankedCandidate candidate)
    {
        _all.Add(ref candidate);
        if (_isDynamic && candidate.Kind == LineItemKind.PricePriority)
        {
            _byPrice.Add(ref candidate);
        }
        else if (_isDynamic && candidate.GivesWay)
        {
            _givingWay.Add(ref candidate);
        }
    }

    /// <summary>Takes a candidate with a share of voice, of which one of a priority at most gets a place.</summary>
    public readonly void AddShare(in RankedCandidate candidate, long units) => _shares[ShareOf(candidate.Tier)].Add(candidate, units);

    /// <summary>Draws the shares and puts the winners in order; to be called once all candidates are known.</summary>
    public void Settle()
    {
        for (int i = 0; i < _shares.Length; i++)
        {
            if (_shares[i].TryWinner(_drawId, i, out RankedCandidate winner))
            {
                Add(ref winner);
            }
        }

        if (_isDynamic)
        {
            Merge();
        }
    }

    /// <summary>
    /// The score that sets the price of a place: of the next in the same tier of another bidder. Who went before a promise
    /// competed with the others by price.
    /// </summary>
    public readonly bool TryPriceSetter(int place, out UInt128 score)
    {
        ref readonly RankedCandidate winner = ref Winners[place];
        bool wentBefore = _isDynamic && winner is { Kind: LineItemKind.PricePriority, OpportunityMicros: not RankedCandidate.NoOpportunityCost };
        return wentBefore ? TryPriceSetter(_byPrice, winner.LineItem, out score) : TryPriceSetter(_all, winner.LineItem, out score);
    }

    /// <summary>What a place costs the others; see <see cref="Ranking.Externality"/>. Not with dynamic allocation.</summary>
    public readonly UInt128 Externality(int place, uint qualityMillionths, long reserveMicros) => _all.Externality(place, qualityMillionths, reserveMicros);

    /// <summary>A copy of what decided. Allocates.</summary>
    public readonly SeenContest Seen() => new(FirstOf(_all), FirstOf(_byPrice), FirstOf(_givingWay), _isDynamic);

    private static RankedCandidate? FirstOf(in Ranking ranking) => ranking.Count > 0 ? ranking.Winners[0] : null;

    private static bool TryPriceSetter(in Ranking ranking, int lineItem, out UInt128 score) => ranking.TryPriceSetter(IndexOf(ranking.Winners, lineItem), out score);

    private static int ShareOf(int tier) => (tier / Tiers.StepsPerPriority) - 1;

    // Guaranteed line items hold back prices of their own priority; of a weaker one than all winners they meet none.
    private readonly bool CannotHoldBack(int tier, UInt128 mostScore)
    {
        int priority = Tiers.Priority(tier);
        return (_costPriorities >> priority & 1) == 0 || priority > Tiers.Priority(_all.Winners[^1].Tier) || _givingWay.IsBeyondReach(tier, mostScore);
    }

    // At each place the first that is left, or the first guaranteed one that goes before it; unless the first that is left of
    // those by price exceeds what that asks.
    private void Merge()
    {
        int next = 0;
        int nextByPrice = 0;
        int nextGivingWay = 0;
        while (_mergedCount < _merged.Length && TryNext(_all.Winners, ref next, out RankedCandidate first))
        {
            RankedCandidate guaranteed = default;
            bool holdsBack = first.Kind == LineItemKind.PricePriority && TryNext(_givingWay.Winners, ref nextGivingWay, out guaranteed)
                && Tiers.Priority(guaranteed.Tier) == Tiers.Priority(first.Tier);
            first = holdsBack ? guaranteed : first;
            if (first.GivesWay && TryNext(_byPrice.Winners, ref nextByPrice, out RankedCandidate price) && price.CpmMicros > first.OpportunityMicros)
            {
                price.OpportunityMicros = first.OpportunityMicros;
                first = price;
            }

            _merged[_mergedCount++] = first;
        }
    }

    private readonly bool TryNext(ReadOnlySpan<RankedCandidate> ranked, ref int next, out RankedCandidate candidate)
    {
        while (next < ranked.Length && IndexOf(_merged[.._mergedCount], ranked[next].LineItem) >= 0)
        {
            next++;
        }

        candidate = next < ranked.Length ? ranked[next] : default;
        return next < ranked.Length;
    }

    private static int IndexOf(ReadOnlySpan<RankedCandidate> ranked, int lineItem)
    {
        for (int i = 0; i < ranked.Length; i++)
        {
            if (ranked[i].LineItem == lineItem)
            {
                return i;
            }
        }

        return -1;
    }
}
