// Everything that the candidates of one slot are held against: the ranking, the shares of voice, and dynamic allocation.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>What is the same for the auctions of all slots of a request.</summary>
internal readonly ref struct AuctionTerms
{
    public required SegmentList Segments { get; init; }

    /// <summary>What ties are drawn by.</summary>
    public required ulong RequestId { get; init; }

    /// <summary>The weights of the places; empty means that all are 1.</summary>
    public ReadOnlySpan<double> PlaceWeights { get; init; }

    /// <summary>Whether somebody may pay a second price.</summary>
    public bool NeedsPriceSetters { get; init; }

    /// <summary>Bit n: line items of priority n may have an opportunity cost.</summary>
    public uint CostPriorities { get; init; }
}

/// <summary>
/// Candidates may come in any order. With dynamic allocation a second ranking holds those that compete by price, a third the
/// guaranteed ones that have an opportunity cost: of equal or stronger priority they go before a price unless its effective CPM
/// exceeds the cost.
/// </summary>
internal ref struct Auction
{
    /// <summary>Priorities, and the house.</summary>
    public const int Shares = AdSelectLimits.MaxPriority + 1;

    /// <summary>The memory of the call's auctions.</summary>
    public AuctionMemory Memory;

    private Ranking _all;
    private Ranking _byPrice;
    private Ranking _givingWay;
    private Span<RankedCandidate> _merged;
    private ulong _drawId;
    private uint _costPriorities;
    private int _mergedCount;
    private bool _isDynamic;

    /// <summary>Begins the auction of another slot.</summary>
    /// <param name="terms">What is the same for all slots of the request.</param>
    /// <param name="places">Winners wanted, as many as there is memory for at most.</param>
    /// <param name="drawId">What shares of voice are drawn by.</param>
    public void Begin(scoped in AuctionTerms terms, int places, ulong drawId)
    {
        int room = places + Ranking.PriceSetters;
        _all.Begin(terms, Memory.Places[..room], terms.NeedsPriceSetters);
        Memory.Shares.Clear();
        _drawId = drawId;
        _isDynamic = !Memory.Merged.IsEmpty;
        if (_isDynamic)
        {
            _byPrice.Begin(terms, Memory.ByPrice[..room], terms.NeedsPriceSetters);
            _givingWay.Begin(terms, Memory.GivingWay[..room], needsPriceSetters: false);
            _costPriorities = terms.CostPriorities;
            _merged = Memory.Merged[..places];
            _mergedCount = 0;
        }
    }

    public readonly int Count => _isDynamic ? _mergedCount : _all.Count;

    /// <summary>The winners, best first; known once <see cref="Settle"/> was called.</summary>
    public readonly ReadOnlySpan<RankedCandidate> Winners => _isDynamic ? _merged[.._mergedCount] : _all.Winners;

    /// <summary>Whether a price may go before a promise.</summary>
    public readonly bool IsDynamic => _isDynamic;

    /// <summary>True when line items of the base from this one on cannot change the answer, where they come in the order of the ranking.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBeyondReach(int lineItem) => _all.IsBeyondReach(lineItem);

    /// <summary>Takes a candidate in the order of the ranking.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddInOrder(ref RankedCandidate candidate)
    {
        _all.Add(ref candidate);
        _all.FindEnds();
    }

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

    /// <summary>Draws a ticket for a candidate with a share of voice, of which one of a priority at most gets a place.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="percent">Its share of voice.</param>
    /// <param name="key">The key of its line item.</param>
    public readonly void DrawShare(ref RankedCandidate candidate, float percent, ulong key)
    {
        long units = ShareOfTier.Units(percent);
        candidate.Ticket = Lots.Ticket(units, _drawId, key, HashPurpose.ShareOfVoice);
        Memory.Shares[ShareOf(candidate.Tier)].Add(candidate, units);
    }

    /// <summary>Draws the shares and puts the winners in order; to be called once all candidates are known.</summary>
    public void Settle()
    {
        for (int i = 0; i < Memory.Shares.Length; i++)
        {
            if (Memory.Shares[i].TryWinner(_drawId, i, out RankedCandidate winner))
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
    public readonly SeenAuction Seen() => new(FirstOf(_all), FirstOf(_byPrice), FirstOf(_givingWay), _isDynamic);

    private static RankedCandidate? FirstOf(in Ranking ranking) => ranking.Count > 0 ? ranking.Winners[0] : null;

    private static bool TryPriceSetter(in Ranking ranking, int lineItem, out UInt128 score) =>
        ranking.TryPriceSetter(IndexOf(ranking.Winners, lineItem), out score);

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
