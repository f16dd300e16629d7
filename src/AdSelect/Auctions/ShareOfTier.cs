// Who of a priority's line items with a share of voice gets the request.
using AdSelect.Internals;

namespace AdSelect.Auctions;

/// <summary>
/// All eligible line items with a share draw a ticket for it, and what the shares leave of the whole draws one too: if that is
/// the highest, none of them serves. So each wins its share of the requests it is eligible for, whoever else is; shares of
/// more than the whole are won in proportion.
/// </summary>
internal struct ShareOfTier
{
    private const double UnitsPerPercent = 10_000;
    private const long Whole = (long)(100 * UnitsPerPercent);

    private RankedCandidate _best;
    private long _units;
    private bool _hasBest;

    /// <summary>A share of voice in whole units, whose sums do not depend on their order.</summary>
    public static long Units(float percent) => (long)Math.Round(percent * UnitsPerPercent);

    /// <summary>A draw for one slot of a request: each slot is an opportunity of its own.</summary>
    public static ulong DrawId(ulong requestId, int slot) => slot == 0 ? requestId : StableHash.Draw(requestId, (ulong)slot, HashPurpose.ShareOfVoice);

    public void Add(in RankedCandidate candidate, long units)
    {
        _units += units;
        if (!_hasBest || candidate.Ticket > _best.Ticket || (candidate.Ticket == _best.Ticket && candidate.LineItem < _best.LineItem))
        {
            _best = candidate;
            _hasBest = true;
        }
    }

    /// <summary>The line item whose turn it is, if any.</summary>
    public readonly bool TryWinner(ulong drawId, int tier, out RankedCandidate winner)
    {
        winner = _best;
        return _hasBest && _best.Ticket > Lots.Ticket(Math.Max(0, Whole - _units), drawId, (ulong)tier, HashPurpose.ShareOfVoice);
    }
}
