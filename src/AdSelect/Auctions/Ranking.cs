// Keeps the best candidates of one slot, and behind them those that may set a price.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>
/// Candidates may come in any order. For second prices two more than the places are kept: the best that did not get a
/// place, and the best of another advertiser than that one. Whatever winner asks, one of the two is not of its own
/// advertiser.
/// </summary>
internal ref partial struct Ranking
{
    /// <summary>Candidates without a place that are kept because they may set a price.</summary>
    public const int PriceSetters = 2;

    private const int Unknown = int.MaxValue;

    private SegmentList _segments;
    private ulong _requestId;
    private Span<RankedCandidate> _room;
    private ReadOnlySpan<double> _weights;
    private int _places;

    /// <summary>
    /// Ordinal from which on candidates in static rank order are weaker than every place. Found once, when the places are
    /// taken: only ties of the last place can displace it, and their end is the same.
    /// </summary>
    private int _placesEnd;

    private int _priceSettersEnd;
    private bool _needsPriceSetters;
    private bool _hasRunnerUp;
    private bool _hasOtherRunnerUp;

    /// <summary>Begins an empty ranking.</summary>
    /// <param name="terms">What is the same for all slots of the request.</param>
    /// <param name="room">As many places as wanted, and <see cref="PriceSetters"/> more.</param>
    /// <param name="needsPriceSetters">Whether somebody may pay a second price.</param>
    public void Begin(scoped in AuctionTerms terms, Span<RankedCandidate> room, bool needsPriceSetters)
    {
        _segments = terms.Segments;
        _requestId = terms.RequestId;
        _weights = terms.PlaceWeights;
        _room = room;
        _places = room.Length - PriceSetters;
        _placesEnd = Unknown;
        _priceSettersEnd = Unknown;
        _needsPriceSetters = needsPriceSetters;
        _hasRunnerUp = false;
        _hasOtherRunnerUp = false;
        Count = 0;
    }

    public int Count { readonly get; private set; }

    public readonly ReadOnlySpan<RankedCandidate> Winners => _room[..Count];

    private readonly ref RankedCandidate RunnerUp => ref _room[^2];

    private readonly ref RankedCandidate OtherRunnerUp => ref _room[^1];

    public void Add(ref RankedCandidate candidate)
    {
        if (Count < _places)
        {
            Insert(ref candidate, Count++);
        }
        else if (IsBetter(ref candidate, ref _room[Count - 1]))
        {
            RankedCandidate displaced = _room[Count - 1];
            Insert(ref candidate, Count - 1);
            OfferRunnerUp(ref displaced);
        }
        else
        {
            OfferRunnerUp(ref candidate);
        }
    }

    /// <summary>The rank score that sets the price of a place: of the next in the same tier of another bidder.</summary>
    public readonly bool TryPriceSetter(int place, out UInt128 score)
    {
        ref readonly RankedCandidate winner = ref _room[place];
        for (int i = place + 1; i < Count; i++)
        {
            if (_room[i].Bidder != winner.Bidder)
            {
                score = _room[i].Score;
                return _room[i].Tier == winner.Tier;
            }
        }

        return TryLoser(winner, out score);
    }

    /// <summary>
    /// What a place costs the others, as effective CPM of the winner's: each of them in the same tier behind it would move up by
    /// one place. Nobody counts for less than the reserve.
    /// </summary>
    /// <param name="place">The place.</param>
    /// <param name="qualityMillionths">The winner's quality.</param>
    /// <param name="reserveMicros">The floor.</param>
    public readonly UInt128 Externality(int place, uint qualityMillionths, long reserveMicros)
    {
        ref readonly RankedCandidate winner = ref _room[place];
        ulong factor = ExactScore.Factor(qualityMillionths, ExactScore.One);
        UInt128 reserve = ExactScore.Of(reserveMicros, factor);
        var cost = new PlaceCost(factor);
        int last = place;
        while (last + 1 < Count && _room[last + 1].Tier == winner.Tier)
        {
            last++;
            UInt128 score = _room[last].Bidder != winner.Bidder ? _room[last].Score : 0;
            cost.Add(WeightOf(last - 1) - WeightOf(last), UInt128.Max(score, reserve));
        }

        // Who is behind the last place of the tier would come in; a weaker tier would not pay this one's prices.
        UInt128 outside = last + 1 == Count && TryLoser(winner, out UInt128 loser) ? loser : 0;
        cost.Add(WeightOf(last), UInt128.Max(outside, reserve));
        return cost.CpmMicrosFor(WeightOf(place));
    }

    // The best without a place of the winner's tier and of another bidder.
    private readonly bool TryLoser(in RankedCandidate winner, out UInt128 score)
    {
        bool hasRunnerUp = _hasRunnerUp && RunnerUp.Bidder != winner.Bidder;
        bool hasOther = _hasOtherRunnerUp && OtherRunnerUp.Bidder != winner.Bidder;
        ref readonly RankedCandidate setter = ref hasRunnerUp ? ref RunnerUp : ref OtherRunnerUp;
        score = setter.Score;
        return (hasRunnerUp || hasOther) && setter.Tier == winner.Tier;
    }

    private readonly ulong WeightOf(int place) => _weights.IsEmpty ? 1 : ExactScore.WeightMillionths(_weights[place]);

    // From the weakest place upward: candidates come nearly in order.
    private readonly void Insert(ref RankedCandidate candidate, int place)
    {
        while (place > 0 && IsBetter(ref candidate, ref _room[place - 1]))
        {
            _room[place] = _room[place - 1];
            place--;
        }

        _room[place] = candidate;
    }

    private void OfferRunnerUp(ref RankedCandidate candidate)
    {
        if (!_needsPriceSetters)
        {
            return;
        }

        if (!_hasRunnerUp || IsBetter(ref candidate, ref RunnerUp))
        {
            if (_hasRunnerUp && RunnerUp.Bidder != candidate.Bidder)
            {
                OtherRunnerUp = RunnerUp;
                _hasOtherRunnerUp = true;
            }

            RunnerUp = candidate;
            _hasRunnerUp = true;
        }
        else if (candidate.Bidder != RunnerUp.Bidder && (!_hasOtherRunnerUp || IsBetter(ref candidate, ref OtherRunnerUp)))
        {
            OtherRunnerUp = candidate;
            _hasOtherRunnerUp = true;
        }
    }

    /// <summary>Tier first, then ticket, then rank score, then the stable draw. Ties are rare, so nothing is drawn before two have met.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBetter(ref RankedCandidate left, ref RankedCandidate right)
    {
        if (left.Tier != right.Tier)
        {
            return left.Tier < right.Tier;
        }

        if (left.Ticket != right.Ticket)
        {
            return left.Ticket > right.Ticket;
        }

        UInt128 score = left.Score;
        UInt128 other = right.Score;
        return score != other ? score > other : WinsTie(ref left, ref right);
    }

    // Keys come last, so the order is total.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool WinsTie(ref RankedCandidate left, ref RankedCandidate right)
    {
        left.Tie = left.Tie == 0 ? DrawFor(left.LineItem) : left.Tie;
        right.Tie = right.Tie == 0 ? DrawFor(right.LineItem) : right.Tie;
        return left.Tie != right.Tie ? left.Tie < right.Tie : _segments.KeyOf(left.LineItem) < _segments.KeyOf(right.LineItem);
    }

    private readonly ulong DrawFor(int lineItem) => StableHash.Draw(_requestId, _segments.KeyOf(lineItem), HashPurpose.Tie);
}
