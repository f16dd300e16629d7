// Price and plan of a line item as they are read, before equal terms are shared.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>What only a winner's price needs of a line item.</summary>
internal struct PriceRow
{
    /// <summary>The bid in its own unit.</summary>
    public long PriceMicros;

    /// <summary>Events paid for per impression: the rate that turned the bid into effective CPM. 0 for CPM and flat.</summary>
    public double Rate;

    /// <summary>The most that a predicted rate counts. 0 for CPM and flat.</summary>
    public double RateCeiling;

    /// <summary>The rate that counts for a creative without a prediction. 0 unless the best predicted rotates.</summary>
    public double CreativeRate;

    /// <summary>0 to 1. 0 unless the best predicted rotates.</summary>
    public float Exploration;

    public LineItemKind Kind;
}

/// <summary>What delivery, pacing, caps and breaks need of a line item.</summary>
internal struct PlanRow
{
    /// <summary>−1 means unlimited.</summary>
    public long BudgetMicros;

    /// <summary>−1 means unlimited.</summary>
    public long GoalCount;

    /// <summary>0 means that it takes no part in lots.</summary>
    public int Weight;

    /// <summary>Percent; negative means none reserved.</summary>
    public float ShareOfVoice;

    public AdEvent GoalEvent;
    public PacingPolicy Pacing;
    public CatchUp CatchUp;
    public BreakPosition BreakPosition;

    /// <summary>Index of a cap set; 0 is the empty set.</summary>
    public int CapSet;

    /// <summary>Index of a label set; 0 is the empty set.</summary>
    public int ExclusionSet;

    /// <summary>Index of a label set; 0 is the empty set.</summary>
    public int SpacingSet;

    /// <summary>1 when exposures count toward the caps of campaign and advertiser.</summary>
    public byte CountsTowardParents;

    public ArmBinding Experiment;
}
