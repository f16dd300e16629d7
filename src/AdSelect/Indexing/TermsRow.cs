// The part of a line item's prices and plans that many line items have in common.
using System.Runtime.InteropServices;

namespace AdSelect.Indexing;

/// <summary>
/// What a winner's price, delivery, pacing, caps and breaks need of a line item beside amounts of its own. Line items
/// with equal terms share a row.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 64)]
internal record struct TermsRow
{
    /// <summary>Events paid for per impression: the rate that turned the bid into effective CPM. 0 for CPM and flat.</summary>
    public double Rate;

    /// <summary>The most that a predicted rate counts; at least <see cref="Rate"/>. 0 for CPM and flat.</summary>
    public double RateCeiling;

    /// <summary>
    /// The rate that counts for a creative without a prediction: the authored one of the event asked about. 0 unless the best
    /// predicted rotates.
    /// </summary>
    public double CreativeRate;

    /// <summary>0 means that it takes no part in lots.</summary>
    public int Weight;

    /// <summary>Percent; negative means none reserved.</summary>
    public float ShareOfVoice;

    /// <summary>Share of the requests, 0 to 1, in which a creative is drawn evenly although rates are predicted. 0 unless the best predicted rotates.</summary>
    public float Exploration;

    /// <summary>Index of a cap set; 0 is the empty set.</summary>
    public int CapSet;

    /// <summary>Index of a label set; 0 is the empty set.</summary>
    public int ExclusionSet;

    /// <summary>Index of a label set; 0 is the empty set.</summary>
    public int SpacingSet;

    public LineItemKind Kind;
    public AdEvent GoalEvent;
    public PacingPolicy Pacing;
    public CatchUp CatchUp;
    public BreakPosition BreakPosition;

    /// <summary>1 when exposures count toward the caps of campaign and advertiser.</summary>
    public byte CountsTowardParents;

    public ArmBinding Experiment;
}
