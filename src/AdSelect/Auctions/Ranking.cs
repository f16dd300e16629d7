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
/// <param name="catalog">The catalog, or the base of a delta.</param>
/// <param name="delta">The delta, if there is one.</param>
/// <param name="requestId">What ties are drawn by.</param>
/// <param name="places">As many places as wanted.</param>
/// <param name="needsPriceSetters">Whether somebody may pay a second price.</param>
internal ref partial struct Ranking(FrozenCatalog catalog, DeltaView? delta, ulong requestId, Span<RankedCandidate> places, bool needsPriceSetters)
{
    private const int Unknown = int.MaxValue;

    private readonly Span<RankedCandidate> _places = places;
    private RankedCandidate _runnerUp;
    private RankedCandidate _otherRunnerUp;
    private bool _hasRunnerUp;
    private bool _hasOtherRunnerUp;

    /// <summary>
    /// Ordinal from which on candidates in static rank order are weaker than every place. Found once, when the places are
    /// taken: only ties of the last place can displace it, and their end is the same.
    /// </summary>
    private int _placesEnd = Unknown;

    private int _priceSettersEnd = Unknown;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<RankedCandidate> Winners => _places[..Count];

    public void Add(ref RankedCandidate candidate)
    {
        if (Count < _places.Length)
        {
            Insert(ref candidate, Count++);
        }
        else if (IsBetter(ref candidate, ref _places[Count - 1]))
        {
            RankedCandidate displaced = _places[Count - 1];
            Insert(ref candidate, Count - 1);
            OfferRunnerUp(ref displaced);
        }
        else
        {
            OfferRunnerUp(ref candidate);
        }
    }

    /// <summary>The rank score that sets the price of a place: of the next in the same tier of another advertiser.</summary>
    public readonly bool TryPriceSetter(int place, out double score)
    {
        ref readonly RankedCandidate winner = ref _places[place];
        for (int i = place + 1; i < Count; i++)
        {
            if (_places[i].Advertiser != winner.Advertiser)
            {
                score = _places[i].Score;
                return _places[i].Tier == winner.Tier;
            }
        }

        bool hasRunnerUp = _hasRunnerUp && _runnerUp.Advertiser != winner.Advertiser;
        bool hasOther = _hasOtherRunnerUp && _otherRunnerUp.Advertiser != winner.Advertiser;
        ref readonly RankedCandidate setter = ref hasRunnerUp ? ref _runnerUp : ref _otherRunnerUp;
        score = setter.Score;
        return (hasRunnerUp || hasOther) && setter.Tier == winner.Tier;
    }

    // From the weakest place upward: candidates come nearly in order.
    private readonly void Insert(ref RankedCandidate candidate, int place)
    {
        while (place > 0 && IsBetter(ref candidate, ref _places[place - 1]))
        {
            _places[place] = _places[place - 1];
            place--;
        }

        _places[place] = candidate;
    }

    private void OfferRunnerUp(ref RankedCandidate candidate)
    {
        if (!needsPriceSetters)
        {
            return;
        }

        if (!_hasRunnerUp || IsBetter(ref candidate, ref _runnerUp))
        {
            if (_hasRunnerUp && _runnerUp.Advertiser != candidate.Advertiser)
            {
                _otherRunnerUp = _runnerUp;
                _hasOtherRunnerUp = true;
            }

            _runnerUp = candidate;
            _hasRunnerUp = true;
        }
        else if (candidate.Advertiser != _runnerUp.Advertiser && (!_hasOtherRunnerUp || IsBetter(ref candidate, ref _otherRunnerUp)))
        {
            _otherRunnerUp = candidate;
            _hasOtherRunnerUp = true;
        }
    }

    /// <summary>Tier first, then rank score, then the stable draw. Ties are rare, so nothing is drawn before two have met.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsBetter(ref RankedCandidate left, ref RankedCandidate right)
    {
        if (left.Tier != right.Tier)
        {
            return left.Tier < right.Tier;
        }

        return left.Score != right.Score ? left.Score > right.Score : WinsTie(ref left, ref right);
    }

    // Keys come last, so the order is total.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool WinsTie(ref RankedCandidate left, ref RankedCandidate right)
    {
        left.Tie = left.Tie == 0 ? DrawFor(left.LineItem) : left.Tie;
        right.Tie = right.Tie == 0 ? DrawFor(right.LineItem) : right.Tie;
        return left.Tie != right.Tie ? left.Tie < right.Tie : KeyOf(left.LineItem) < KeyOf(right.LineItem);
    }

    private readonly ulong DrawFor(int lineItem) => StableHash.Draw(requestId, KeyOf(lineItem), HashPurpose.Tie);

    private readonly ulong KeyOf(int lineItem) => delta is null || lineItem < delta.FirstLineItem
        ? catalog.LineItemKeys[lineItem]
        : delta.Catalog.LineItemKeys[lineItem - delta.FirstLineItem];
}
