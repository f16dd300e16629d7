// What explanations ask of the gates beside the verdicts: which creatives are left, whose floor applies, which cap is reached.
using System.Numerics;
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

internal ref partial struct EligibilityGates
{
    /// <summary>The experiment that keeps a line item out, with the arms.</summary>
    public readonly ExperimentVerdict FindExperiment(int lineItem) => _experiments.Check(_catalog, lineItem, _catalog.LineItems[lineItem]);

    /// <summary>The cap that keeps a line item out, with its counts.</summary>
    public readonly CapVerdict FindCap(int lineItem, long cpmMicros)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        return _frequency.Explain(lineItem, row, CreativesLeft(lineItem, cpmMicros).ReachingFloor);
    }

    /// <summary>The lowest floor among the creatives that reach the floor's gate, and the creative: the one that came closest to reaching it.</summary>
    public readonly AppliedFloor LowestFloor(int lineItem, out int creative)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        AppliedFloor lowest = new(long.MaxValue, FloorOrigin.None);
        creative = -1;
        for (ulong rest = CreativesLeft(lineItem, 0).Unblocked; rest != 0; rest &= rest - 1)
        {
            int other = _catalog.LineItemCreatives[row.FirstCreative + BitOperations.TrailingZeroCount(rest)];
            AppliedFloor floor = FloorGate.Find(_catalog, row, _catalog.SupplyOf(other), _facts, _lists, _slot);
            (lowest, creative) = creative < 0 || floor.Micros < lowest.Micros ? (floor, other) : (lowest, creative);
        }

        return lowest;
    }

    /// <summary>The creatives that are left after each of the steps that look at creatives: bit n stands for the n-th attached.</summary>
    public readonly (ulong Fitting, ulong Unblocked, ulong ReachingFloor) CreativesLeft(int lineItem, long cpmMicros)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        ulong fitting = SupplyGate.Fitting(_catalog, row, _facts, _lists, _slot, out _);
        ulong unblocked = fitting;
        _ = PolicyGate.Check(_catalog, lineItem, row, _facts, _lists, ref unblocked);
        ulong reaching = unblocked;
        _ = FloorGate.Check(_catalog, row, cpmMicros, _facts, _lists, _slot, ref reaching);
        return (fitting, unblocked, reaching);
    }

    /// <summary>Why a creative does not fit the slot; none when it does.</summary>
    public readonly RejectionReason SupplyOf(in LineItemRow row, int creative) => SupplyGate.Check(_catalog, row, creative, _facts, _lists, _slot);

    /// <summary>Whether the line item's advertiser is of a blocked category.</summary>
    public readonly bool IsAdvertiserBlocked(int lineItem, in LineItemRow row) =>
        PolicyGate.CheckBlockLists(_catalog, lineItem, row, _lists) == RejectionReason.CategoryBlocked;
}
