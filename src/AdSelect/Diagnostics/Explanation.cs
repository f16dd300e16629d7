// The answer to "why did this line item (not) serve?".
namespace AdSelect;

/// <summary>The steps that decide whether a line item serves, in their order.</summary>
public enum SelectionStep : byte
{
    /// <summary>Not paused, inside its flight, inside its dayparts.</summary>
    Live = 0,

    /// <summary>Budget and goal are not used up.</summary>
    Delivery,

    /// <summary>A creative fits the slot.</summary>
    Supply,

    /// <summary>The targeting matches.</summary>
    Targeting,

    /// <summary>Block lists, deals, children, consent.</summary>
    Policy,

    /// <summary>The price reaches the floor.</summary>
    Floor,

    /// <summary>Frequency caps.</summary>
    Frequency,

    /// <summary>The throttle lets it pass.</summary>
    Pacing,

    /// <summary>Kept apart from what the answer already holds.</summary>
    Separation,

    /// <summary>The unit is in the arm of an experiment that it is bound to.</summary>
    Experiment,

    /// <summary>Its place against the others.</summary>
    Ranking,
}

/// <summary>What came of a step.</summary>
public enum StepVerdict : byte
{
    /// <summary>Everything that the step asks was asked, and nothing keeps the line item out.</summary>
    Passed = 0,

    /// <summary>It keeps the line item out.</summary>
    Failed,

    /// <summary>
    /// It could not be asked, or not to its end: it looks at creatives, and earlier steps left none; or it ranks, and the line item is
    /// not eligible. What could be asked keeps nothing out.
    /// </summary>
    NotAsked,
}

/// <summary>The verdict of one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Reason">Why it failed; <see cref="RejectionReason.None"/> unless it did.</param>
/// <param name="Detail">The particulars in words; empty when it was passed.</param>
public sealed record ExplainedStep(SelectionStep Step, StepVerdict Verdict, RejectionReason Reason, string Detail)
{
    /// <summary>True when the step was passed: asked to its end, with nothing against the line item.</summary>
    public bool Passed => Verdict == StepVerdict.Passed;
}

/// <summary>The least bid with which a line item that lost would have won, all else as it was.</summary>
/// <param name="PriceMicros">In micros of the catalog's currency and the line item's own unit (per thousand impressions, per click and so on).</param>
/// <param name="EffectiveCpmMicros">The same as effective CPM, in micros.</param>
public readonly record struct MinimumBid(long PriceMicros, long EffectiveCpmMicros);

/// <summary>Why a line item serves or does not serve a request. Produced by the code that decides.</summary>
public sealed class Explanation
{
    internal Explanation(string lineItemId, IReadOnlyList<ExplainedStep> steps, IReadOnlyList<string> failedTargeting, int rank, MinimumBid? minimumBid)
    {
        LineItemId = lineItemId;
        Steps = steps;
        FailedTargeting = failedTargeting;
        Rank = rank;
        MinimumBid = minimumBid;
    }

    /// <summary>The line item asked about.</summary>
    public string LineItemId { get; }

    /// <summary>Every step's verdict, in order.</summary>
    public IReadOnlyList<ExplainedStep> Steps { get; }

    /// <summary>The parts of the targeting that failed, as text; empty when it matches.</summary>
    public IReadOnlyList<string> FailedTargeting { get; }

    /// <summary>True when exactly one part of the targeting failed: whoever satisfies that part, and the others still, matches.</summary>
    public bool IsNearMiss => FailedTargeting.Count == 1;

    /// <summary>Place among the best 20 of the ranking, 0 being the winner; −1 when it is not among them.</summary>
    public int Rank { get; }

    /// <summary>
    /// The least bid with which it would have had the first place, with several slots that of any of them. Null where no bid
    /// would: when it won, when something other than its price keeps it out, when a stronger priority decides, when it is drawn by lots
    /// or shares of voice, sold flat or of the house.
    /// </summary>
    public MinimumBid? MinimumBid { get; }

    /// <summary>True when it is eligible: every step up to the ranking was passed.</summary>
    public bool IsEligible => Reason is RejectionReason.None or RejectionReason.NotItsTurn or RejectionReason.Outranked;

    /// <summary>The reason of the first step that failed.</summary>
    public RejectionReason Reason => Steps.FirstOrDefault(static step => step.Verdict == StepVerdict.Failed)?.Reason ?? RejectionReason.None;
}
