// A line item that may win, with what ranks and prices it.
namespace AdSelect.Auctions;

internal struct RankedCandidate
{
    /// <summary>Its ordinal as answers state it.</summary>
    public int LineItem;

    /// <summary>Ordinal, as answers state it, of whoever does not compete with itself: advertiser, campaign or line item.</summary>
    public int Bidder;

    public int Tier;

    /// <summary>Effective CPM × quality × pacing multiplier.</summary>
    public double Score;

    public long CpmMicros;

    /// <summary>The rate that turned its bid into effective CPM; not a number where it is the authored one.</summary>
    public double Rate;

    /// <summary>The stable draw that orders ties; 0 until it met one.</summary>
    public ulong Tie;
}
