// A line item that may win, with what ranks and prices it.
using System.Runtime.InteropServices;

namespace AdSelect.Auctions;

/// <summary>One cache line.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
internal struct RankedCandidate
{
    public const long NoOpportunityCost = -1;

    private const long NeverGivesWay = long.MaxValue;

    /// <summary>Its ordinal as answers state it.</summary>
    public int LineItem;

    /// <summary>Ordinal, as answers state it, of whoever does not compete with itself: advertiser, campaign or line item.</summary>
    public int Bidder;

    public int Tier;

    /// <summary>The kind of sale; known with dynamic allocation only.</summary>
    public LineItemKind Kind;

    /// <summary>What orders it within its tier: its rank score, or its ticket where the order is drawn.</summary>
    public double Score;

    /// <summary>Effective CPM × quality × pacing multiplier.</summary>
    public double Worth;

    public long CpmMicros;

    /// <summary>
    /// With dynamic allocation: of a guaranteed line item, what a price must exceed to go before it; of one that competes
    /// by price, what it exceeded to get its place. <see cref="NoOpportunityCost"/> where there is none.
    /// </summary>
    public long OpportunityMicros;

    /// <summary>Whether it is guaranteed and has an opportunity cost.</summary>
    public readonly bool GivesWay => Kind == LineItemKind.Guaranteed && OpportunityMicros != NeverGivesWay;

    /// <summary>The rate that turned its bid into effective CPM; not a number where it is the authored one.</summary>
    public double Rate;

    /// <summary>The stable draw that orders ties; 0 until it met one.</summary>
    public ulong Tie;
}
