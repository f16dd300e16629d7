// When nothing that is still to come can change the answer.
using System.Runtime.CompilerServices;

namespace AdSelect.Auctions;

internal ref partial struct Ranking
{
    /// <summary>True when line items of the base from this one on cannot change the answer, if their rank score is what the catalog says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBeyondReach(int lineItem) => lineItem >= _placesEnd && (!_needsPriceSetters || IsBeyondPriceSetters(lineItem));

    /// <summary>
    /// True when a line item of this tier and at most this rank score cannot change the answer. Equal scores can: the
    /// draw decides.
    /// </summary>
    public readonly bool IsBeyondReach(int tier, UInt128 mostScore)
    {
        if (Count < _places || !IsWeaker(tier, mostScore, _room[Count - 1]))
        {
            return false;
        }

        return !_needsPriceSetters || tier != _room[Count - 1].Tier || (_hasOtherRunnerUp && IsWeaker(tier, mostScore, OtherRunnerUp));
    }

    /// <summary>Looks where static rank order ends to matter; asked after each candidate that comes in that order.</summary>
    public void FindEnds()
    {
        if (Count == _places && _placesEnd == Unknown)
        {
            _placesEnd = _segments.Base.Catalog.TieStarts.EndOf(_room[Count - 1].LineItem);
        }

        if (_hasOtherRunnerUp && _priceSettersEnd == Unknown)
        {
            _priceSettersEnd = _segments.Base.Catalog.TieStarts.EndOf(OtherRunnerUp.LineItem);
        }
    }

    // Only the tier of the last place can still lack a price setter.
    private readonly bool IsBeyondPriceSetters(int lineItem) =>
        lineItem >= _priceSettersEnd || _segments.Base.Catalog.LineItems[lineItem].Tier != _room[Count - 1].Tier;

    private static bool IsWeaker(int tier, UInt128 mostScore, in RankedCandidate than) =>
        tier > than.Tier || (tier == than.Tier && mostScore < than.Score);
}
