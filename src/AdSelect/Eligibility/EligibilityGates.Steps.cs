// The gates one after the other in the order of the rules, each with its reason: what an explanation tells.
using AdSelect.Diagnostics;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal ref partial struct EligibilityGates
{
    /// <summary>
    /// Passes a line item through the gates in the order of the semantics; the first failure is the reason, unless the
    /// trace wants all steps.
    /// </summary>
    /// <param name="lineItem">Ordinal of the line item.</param>
    /// <param name="cpmMicros">The line item's effective CPM.</param>
    /// <param name="request">The request, for the line item's targeting.</param>
    /// <param name="trace">Told each step's verdict.</param>
    public readonly RejectionReason Check<TTrace>(int lineItem, long cpmMicros, scoped in ResolvedRequest request, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        RejectionReason first = RejectionReason.None;
        RejectionReason reason = _delivery.PauseOf(lineItem);
        reason = reason == RejectionReason.None ? LiveGate.Check(_catalog, row, _facts) : reason;
        if (IsOver(ref first, lineItem, SelectionStep.Live, reason, ref trace)
            || IsOver(ref first, lineItem, SelectionStep.Delivery, _delivery.ExhaustionOf(lineItem), ref trace))
        {
            return first;
        }

        ulong creatives = SupplyGate.Fitting(_catalog, row, _facts, _lists, _slot, out reason);
        if (IsOver(ref first, lineItem, SelectionStep.Supply, reason, ref trace)
            || IsOver(ref first, lineItem, SelectionStep.Targeting, Targeting(row, request), ref trace)
            || CheckCreatives(ref first, lineItem, cpmMicros, creatives, ref trace))
        {
            return first;
        }

        if (!IsOver(ref first, lineItem, SelectionStep.Separation, CheckSeparation(lineItem, row), ref trace))
        {
            IsOver(ref first, lineItem, SelectionStep.Experiment, _experiments.Check(_catalog, lineItem, row).Reason, ref trace);
        }

        return first;
    }

    private readonly RejectionReason Targeting(in LineItemRow row, scoped in ResolvedRequest request) =>
        row.Program < 0 || TargetingEvaluator.Evaluate(_catalog, request, row.Program) ? RejectionReason.None : RejectionReason.TargetingMiss;

    // The steps that each leave some of the creatives. Where none is left, what only creatives can answer is not asked.
    private readonly bool CheckCreatives<TTrace>(ref RejectionReason first, int lineItem, long cpmMicros, ulong creatives, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        bool isAsked = creatives != 0 || _lists.BlockedCategories.IsEmpty;
        RejectionReason policy = PolicyGate.Check(_catalog, lineItem, row, _facts, _lists, ref creatives);
        if (IsOver(ref first, lineItem, SelectionStep.Policy, policy, ref trace, isAsked))
        {
            return true;
        }

        isAsked = creatives != 0;
        RejectionReason floor = FloorGate.Check(_catalog, row, cpmMicros, _facts, _lists, _slot, ref creatives);
        if (IsOver(ref first, lineItem, SelectionStep.Floor, floor, ref trace, isAsked))
        {
            return true;
        }

        isAsked = creatives != 0 || !row.Has(LineItemFlags.CreativesCapped);
        return IsOver(ref first, lineItem, SelectionStep.Frequency, _frequency.Check(lineItem, row, ref creatives), ref trace, isAsked);
    }

    private static bool IsOver<TTrace>(ref RejectionReason first, int lineItem, SelectionStep step, RejectionReason reason, ref TTrace trace, bool isAsked = true)
        where TTrace : struct, ITrace
    {
        if (isAsked || reason != RejectionReason.None)
        {
            trace.Step(lineItem, step, reason);
        }
        else
        {
            trace.NotAsked(lineItem, step);
        }

        first = first == RejectionReason.None ? reason : first;
        return first != RejectionReason.None && !TTrace.WantsAllSteps;
    }
}
