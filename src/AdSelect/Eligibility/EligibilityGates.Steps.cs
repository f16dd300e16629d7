// The gates one after the other in the order of the rules, each with its reason: what an explanation tells.
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal ref partial struct EligibilityGates
{
    /// <summary>Asks all gates about a line item, in the order of the rules and to the end. Allocates.</summary>
    /// <param name="lineItem">Ordinal of the line item.</param>
    /// <param name="cpmMicros">The line item's effective CPM.</param>
    /// <param name="request">The request, for the line item's targeting.</param>
    public readonly StepVerdicts Check(int lineItem, long cpmMicros, scoped in ResolvedRequest request)
    {
        var verdicts = new StepVerdicts();
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        RejectionReason pause = _delivery.PauseOf(lineItem);
        verdicts.Add(SelectionStep.Live, pause == RejectionReason.None ? LiveGate.Check(_catalog, row, _facts) : pause);
        verdicts.Add(SelectionStep.Delivery, _delivery.ExhaustionOf(lineItem));
        ulong creatives = SupplyGate.Fitting(_catalog, row, _facts, _lists, _slot, out RejectionReason supply);
        verdicts.Add(SelectionStep.Supply, supply);
        bool matches = row.Program < 0 || TargetingEvaluator.Evaluate(_catalog, request, row.Program);
        verdicts.Add(SelectionStep.Targeting, matches ? RejectionReason.None : RejectionReason.TargetingMiss);
        CheckCreatives(lineItem, cpmMicros, creatives, verdicts);
        verdicts.Add(SelectionStep.Separation, CheckSeparation(lineItem, row));
        verdicts.Add(SelectionStep.Experiment, _experiments.Check(_catalog, lineItem, row).Reason);
        return verdicts;
    }

    // The steps that each leave some of the creatives. Where none is left, what only creatives can answer is not asked.
    private readonly void CheckCreatives(int lineItem, long cpmMicros, ulong creatives, StepVerdicts verdicts)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        bool isAsked = creatives != 0 || _lists.BlockedCategories.IsEmpty;
        verdicts.Add(SelectionStep.Policy, PolicyGate.Check(_catalog, lineItem, row, _facts, _lists, ref creatives), isAsked);
        isAsked = creatives != 0;
        verdicts.Add(SelectionStep.Floor, FloorGate.Check(_catalog, row, cpmMicros, _facts, _lists, _slot, ref creatives), isAsked);
        isAsked = creatives != 0 || !row.Has(LineItemFlags.CreativesCapped);
        verdicts.Add(SelectionStep.Frequency, _frequency.Check(lineItem, row, ref creatives), isAsked);
    }
}
