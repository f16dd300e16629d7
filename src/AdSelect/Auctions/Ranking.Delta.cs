// Candidates of a delta, ranked among those of its base, which have all come before.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Auctions;

internal ref partial struct Ranking
{
    /// <summary>
    /// True when a delta's candidates from this one on cannot change the answer. Ordinals of two parts say nothing of
    /// each other, so tier and rank score are compared themselves.
    /// </summary>
    public readonly bool IsBeyondReach(in LineItemRow row)
    {
        if (Count < _places.Length || !IsWeaker(row, _places[Count - 1]))
        {
            return false;
        }

        return !needsPriceSetters || row.Tier != _places[Count - 1].Tier || (_hasOtherRunnerUp && IsWeaker(row, _otherRunnerUp));
    }

    public void Add(DeltaView delta, int lineItem, in LineItemRow row)
    {
        var candidate = new RankedCandidate
        {
            LineItem = delta.FirstLineItem + lineItem,
            Tier = row.Tier,
            Advertiser = delta.Advertisers[row.Advertiser],
            Score = row.RankScore,
        };

        // Only who is kept can still be compared with.
        bool ties = delta.Catalog.TieStarts.HasTies(lineItem);
        for (int i = Count - 1; i >= 0 && !IsWeaker(row, _places[i]); i--)
        {
            ties |= DrawTie(delta, row, ref _places[i]);
        }

        ties |= _hasRunnerUp && DrawTie(delta, row, ref _runnerUp);
        ties |= _hasOtherRunnerUp && DrawTie(delta, row, ref _otherRunnerUp);
        candidate.Tie = ties ? StableHash.Draw(requestId, delta.Catalog.LineItemKeys[lineItem], HashPurpose.Tie) : 0;
        Place(candidate);
    }

    // A line item of the base that ties with none of the base has not been drawn for.
    private readonly bool DrawTie(DeltaView delta, in LineItemRow row, ref RankedCandidate kept)
    {
        bool ties = kept.Tier == row.Tier && kept.Score == row.RankScore;
        if (ties && kept.Tie == 0 && kept.LineItem < delta.FirstLineItem)
        {
            kept.Tie = StableHash.Draw(requestId, catalog.LineItemKeys[kept.LineItem], HashPurpose.Tie);
        }

        return ties;
    }

    private static bool IsWeaker(in LineItemRow row, in RankedCandidate than) =>
        row.Tier > than.Tier || (row.Tier == than.Tier && row.RankScore < than.Score);
}
