// The gates in their order: what a line item must pass beside its targeting. The one place that decides and explains.
using System.Numerics;
using AdSelect.Diagnostics;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal readonly ref struct EligibilityGates
{
    private readonly FrozenCatalog _catalog;
    private readonly DeliveryState _delivery;
    private readonly ResolvedRequest _request;
    private readonly RequestFacts _facts;
    private readonly SlotFacts _slot;
    private readonly ReadOnlySpan<AdSelection> _taken;

    /// <param name="catalog">The catalog.</param>
    /// <param name="delivery">Pauses and what is used up.</param>
    /// <param name="request">The request in the snapshot's terms.</param>
    /// <param name="facts">The request's side of the gates.</param>
    /// <param name="slot">The slot's side of the gates.</param>
    /// <param name="taken">What earlier slots of the request hold.</param>
    public EligibilityGates(FrozenCatalog catalog, DeliveryState delivery, in ResolvedRequest request, in RequestFacts facts, in SlotFacts slot, ReadOnlySpan<AdSelection> taken)
    {
        _catalog = catalog;
        _delivery = delivery;
        _request = request;
        _facts = facts;
        _slot = slot;
        _taken = taken;
    }

    public FrozenCatalog Catalog => _catalog;

    public RequestFacts Facts => _facts;

    /// <summary>
    /// Passes a line item through the gates in the order of the semantics; the first failure is the reason, unless the
    /// trace wants all steps. <paramref name="creatives"/> are those that may serve.
    /// </summary>
    /// <param name="lineItem">Ordinal of the line item.</param>
    /// <param name="isCandidate">True when matching has found it, so its targeting is known to match.</param>
    /// <param name="trace">Told each step's verdict.</param>
    /// <param name="creatives">Bit n: the n-th attached creative may serve.</param>
    public RejectionReason Check<TTrace>(int lineItem, bool isCandidate, ref TTrace trace, out ulong creatives)
        where TTrace : struct, ITrace
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        creatives = 0;
        RejectionReason first = RejectionReason.None;
        RejectionReason reason = _delivery.PauseOf(lineItem);
        reason = reason == RejectionReason.None ? LiveGate.Check(_catalog, row, _facts) : reason;
        if (IsOver(ref first, lineItem, SelectionStep.Live, reason, ref trace)
            || IsOver(ref first, lineItem, SelectionStep.Delivery, _delivery.ExhaustionOf(lineItem), ref trace))
        {
            return first;
        }

        creatives = SupplyGate.Fitting(_catalog, row, _facts, _slot, out reason);
        if (IsOver(ref first, lineItem, SelectionStep.Supply, reason, ref trace)
            || (!isCandidate && IsOver(ref first, lineItem, SelectionStep.Targeting, Targeting(row), ref trace)))
        {
            return first;
        }

        if (IsOver(ref first, lineItem, SelectionStep.Policy, PolicyGate.Check(_catalog, lineItem, row, _facts, _request, ref creatives), ref trace))
        {
            return first;
        }

        if (IsOver(ref first, lineItem, SelectionStep.Floor, FloorGate.Check(_catalog, row, _facts, _request, _slot, ref creatives), ref trace))
        {
            return first;
        }

        _ = IsOver(ref first, lineItem, SelectionStep.Separation, Separation.Check(_catalog, lineItem, row, _taken), ref trace);
        return first;
    }

    /// <summary>The lowest floor among the creatives that reach the floor's gate: the one that came closest to being met.</summary>
    public long LowestFloorMicros(int lineItem)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        ulong creatives = SupplyGate.Fitting(_catalog, row, _facts, _slot, out _);
        _ = PolicyGate.Check(_catalog, lineItem, row, _facts, _request, ref creatives);
        long lowest = long.MaxValue;
        for (ulong rest = creatives; rest != 0; rest &= rest - 1)
        {
            int creative = _catalog.LineItemCreatives[row.FirstCreative + BitOperations.TrailingZeroCount(rest)];
            lowest = Math.Min(lowest, FloorMicros(row, creative));
        }

        return lowest;
    }

    /// <summary>The floor that applies to a line item's creative in this slot.</summary>
    public long FloorMicros(in LineItemRow row, int creative) => FloorGate.FloorMicros(_catalog, row, creative, _facts, _request, _slot);

    private RejectionReason Targeting(in LineItemRow row) =>
        row.Program < 0 || TargetingEvaluator.Evaluate(_catalog, _request, row.Program) ? RejectionReason.None : RejectionReason.TargetingMiss;

    private static bool IsOver<TTrace>(ref RejectionReason first, int lineItem, SelectionStep step, RejectionReason reason, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        trace.Step(lineItem, step, reason);
        first = first == RejectionReason.None ? reason : first;
        return first != RejectionReason.None && !TTrace.WantsAllSteps;
    }
}
