// Keeps the best candidates of one slot, and behind them those that may set a price.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>
/// Candidates come in static rank order, so once the places are taken and the ties of the last are over, nobody can
/// change the answer. For second prices two more are kept: the best that did not get a place, and the best of another
/// advertiser than that one. Whatever winner asks, one of the two is not of its own advertiser.
/// </summary>
internal ref partial struct Ranking(FrozenCatalog catalog, ulong requestId, Span<RankedCandidate> places, bool needsPriceSetters)
{
    private const int Unknown = int.MaxValue;

    private readonly Span<RankedCandidate> _places = places;
    private RankedCandidate _runnerUp;
    private RankedCandidate _otherRunnerUp;
    private bool _hasRunnerUp;
    private bool _hasOtherRunnerUp;

    /// <summary>
    /// Ordinal from which on candidates are weaker than everything kept. Found once, when the places are taken: only
    /// ties of the last place can displace it, and their end is the same.
    /// </summary>
    private int _placesEnd = Unknown;

    private int _priceSettersEnd = Unknown;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<RankedCandidate> Winners => _places[..Count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBeyondReach(int lineItem) => lineItem >= _placesEnd && (!needsPriceSetters || IsBeyondPriceSetters(lineItem));

    public void Add(int lineItem, in LineItemRow row)
    {
        var candidate = new RankedCandidate
        {
            LineItem = lineItem,
            Tier = row.Tier,
            Advertiser = row.Advertiser,
            Score = row.RankScore,
            Tie = catalog.TieStarts.HasTies(lineItem) ? StableHash.Draw(requestId, catalog.LineItemKeys[lineItem], HashPurpose.Tie) : 0,
        };
        Place(candidate);
        if (Count == _places.Length && _placesEnd == Unknown)
        {
            _placesEnd = catalog.TieStarts.EndOf(_places[Count - 1].LineItem);
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

    private void Place(in RankedCandidate candidate)
    {
        if (Count < _places.Length)
        {
            Insert(candidate, Count++);
        }
        else if (RankedCandidate.IsBetter(candidate, _places[Count - 1]))
        {
            RankedCandidate displaced = _places[Count - 1];
            Insert(candidate, Count - 1);
            OfferRunnerUp(displaced);
        }
        else
        {
            OfferRunnerUp(candidate);
        }
    }

    // From the weakest place upward: candidates come nearly in order.
    private readonly void Insert(in RankedCandidate candidate, int place)
    {
        while (place > 0 && RankedCandidate.IsBetter(candidate, _places[place - 1]))
        {
            _places[place] = _places[place - 1];
            place--;
        }

        _places[place] = candidate;
    }

    private void OfferRunnerUp(in RankedCandidate candidate)
    {
        if (!needsPriceSetters)
        {
            return;
        }

        if (!_hasRunnerUp || RankedCandidate.IsBetter(candidate, _runnerUp))
        {
            if (_hasRunnerUp && _runnerUp.Advertiser != candidate.Advertiser)
            {
                _otherRunnerUp = _runnerUp;
                _hasOtherRunnerUp = true;
            }

            _runnerUp = candidate;
            _hasRunnerUp = true;
        }
        else if (candidate.Advertiser != _runnerUp.Advertiser && (!_hasOtherRunnerUp || RankedCandidate.IsBetter(candidate, _otherRunnerUp)))
        {
            _otherRunnerUp = candidate;
            _hasOtherRunnerUp = true;
        }

        if (_hasOtherRunnerUp && _priceSettersEnd == Unknown)
        {
            _priceSettersEnd = catalog.TieStarts.EndOf(_otherRunnerUp.LineItem);
        }
    }

    // Only the tier of the last place can still lack a price setter.
    private readonly bool IsBeyondPriceSetters(int lineItem) =>
        lineItem >= _priceSettersEnd || catalog.LineItems[lineItem].Tier != _places[Count - 1].Tier;
}
