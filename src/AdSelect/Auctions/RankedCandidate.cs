// A line item that may win, with what ranks it.
namespace AdSelect.Auctions;

internal struct RankedCandidate
{
    public int LineItem;
    public int Tier;
    public int Advertiser;
    public double Score;

    /// <summary>The stable draw that orders ties; 0 where the line item ties with none.</summary>
    public ulong Tie;

    /// <summary>
    /// Tier first, then rank score, then the draw; ordinals, which ascend by key among ties of one part, come last, so the order is total.
    /// </summary>
    public static bool IsBetter(in RankedCandidate left, in RankedCandidate right)
    {
        if (left.Tier != right.Tier)
        {
            return left.Tier < right.Tier;
        }

        if (left.Score != right.Score)
        {
            return left.Score > right.Score;
        }

        return left.Tie != right.Tie ? left.Tie < right.Tie : left.LineItem < right.LineItem;
    }
}
