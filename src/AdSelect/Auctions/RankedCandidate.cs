// A line item that may win, with what ranks and prices it.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

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

    public byte Tier;

    /// <summary>The kind of sale; known with dynamic allocation only.</summary>
    public LineItemKind Kind;

    /// <summary>Whether it goes behind everybody although it is worth something: the house, where all tiers count as one.</summary>
    public bool CountsNothing;

    /// <summary>What it ranks and competes by.</summary>
    public long CpmMicros;

    /// <summary>Quality × pacing multiplier, see <see cref="ExactScore.Factor"/>.</summary>
    public ulong Factor;

    /// <summary>Its ticket where the order is drawn, otherwise 0.</summary>
    public double Ticket;

    /// <summary>
    /// With dynamic allocation: of a guaranteed line item, what a price must exceed to go before it; of one that competes
    /// by price, what it exceeded to get its place. <see cref="NoOpportunityCost"/> where there is none.
    /// </summary>
    public long OpportunityMicros;

    /// <summary>Effective CPM × quality × pacing multiplier.</summary>
    public readonly UInt128 Worth => ExactScore.Of(CpmMicros, Factor);

    /// <summary>The rank score that orders it within its tier, where that is not drawn.</summary>
    public readonly UInt128 Score => CountsNothing ? 0 : Worth;

    /// <summary>Whether it is guaranteed and has an opportunity cost.</summary>
    public readonly bool GivesWay => Kind == LineItemKind.Guaranteed && OpportunityMicros != NeverGivesWay;

    /// <summary>The rate that turned its bid into effective CPM; not a number where it is the authored one.</summary>
    public double Rate;

    /// <summary>The stable draw that orders ties; 0 until it met one.</summary>
    public ulong Tie;
}
