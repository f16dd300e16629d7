// Explaining: the gates that decide, with a trace that records, for one line item.
using AdSelect.Diagnostics;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>Places of the ranking that an explanation looks at.</summary>
    private const int ExplainedPlaces = 20;

    /// <summary>
    /// Says why a line item serves or does not serve this request: every step's verdict, the parts of the targeting
    /// that failed, and its place in the ranking. With several slots, the slot in which it came furthest. Allocates;
    /// not for the hot path.
    /// </summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public Explanation Explain(in AdRequest request, string lineItemId)
    {
        Publication current = Volatile.Read(ref _current);
        if (!current.Snapshot.TryFindLineItem(lineItemId, out int lineItem))
        {
            throw new ArgumentException($"No line item has the id '{lineItemId}'.", nameof(lineItemId));
        }

        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        Span<AdSelection> winners = new AdSelection[Math.Max(ExplainedPlaces, slots.Length)];
        winners = winners[..SelectCore(current, request, winners, out RequestError error)];
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        var size = new RequestMemory(current.Snapshot.Catalog, request.Terms.Length);
        ResolvedRequest resolved = size.Allocate();
        RequestResolver.Resolve(current.Snapshot.Catalog, current.Snapshot.Lookup, request.Terms, new TermRun[size.Terms], new ulong[size.Terms], ref resolved);
        List<string> misses = TargetingMisses.Find(current.Snapshot.Catalog, resolved, current.Snapshot.Catalog.LineItems[lineItem].Program);
        List<ExplainedStep> best = [];
        for (int i = 0; i < slots.Length; i++)
        {
            List<ExplainedStep> steps = ExplainSlot(current, resolved, new RequestFacts(request), slots, i, lineItem, winners, misses);
            best = FirstFailure(steps) > FirstFailure(best) ? steps : best;
        }

        return new Explanation(lineItemId, best, misses, PlaceOf(lineItem, winners));
    }

    private static List<ExplainedStep> ExplainSlot(Publication current, scoped in ResolvedRequest resolved, in RequestFacts facts, scoped ReadOnlySpan<Slot> slots, int index, int lineItem, scoped ReadOnlySpan<AdSelection> winners, List<string> misses)
    {
        FrozenCatalog catalog = current.Snapshot.Catalog;
        var gates = new EligibilityGates(catalog, current.Delivery, resolved, facts, new SlotFacts(in slots[index], catalog, facts));
        var trace = new ExplainTrace();
        bool isEligible = gates.Check(lineItem, isCandidate: false, ref trace, out _) == RejectionReason.None;

        // Of several slots, what the slots before this one hold keeps others out.
        int earlier = 0;
        while (slots.Length > 1 && earlier < winners.Length && winners[earlier].Position < index)
        {
            earlier++;
        }

        RejectionReason separation = Separation.Check(catalog, lineItem, catalog.LineItems[lineItem], winners[..earlier]);
        trace.Step(lineItem, SelectionStep.Separation, separation);
        if (isEligible && separation == RejectionReason.None)
        {
            trace.Step(lineItem, SelectionStep.Ranking, IsWinner(lineItem, slots.Length, index, winners) ? RejectionReason.None : RejectionReason.Outranked);
        }

        long floor = LowestFloor(catalog, gates, lineItem);
        List<ExplainedStep> steps = [];
        foreach ((SelectionStep step, RejectionReason reason) in trace.Steps)
        {
            steps.Add(new ExplainedStep(step, reason, ExplainedDetails.Of(current.Snapshot, lineItem, reason, facts, floor, misses)));
        }

        return steps;
    }

    // Floors depend on the creative; the lowest is the one that came closest to being reached.
    private static long LowestFloor(FrozenCatalog catalog, scoped in EligibilityGates gates, int lineItem)
    {
        LineItemRow row = catalog.LineItems[lineItem];
        long lowest = long.MaxValue;
        foreach (int creative in catalog.LineItemCreatives.Span.Slice(row.FirstCreative, row.CreativeCount))
        {
            lowest = Math.Min(lowest, gates.FloorMicros(row, creative));
        }

        return lowest;
    }

    private static bool IsWinner(int lineItem, int slotCount, int index, ReadOnlySpan<AdSelection> winners)
    {
        foreach (ref readonly AdSelection winner in winners)
        {
            if (winner.LineItem == lineItem && winner.Position == (slotCount > 1 ? index : 0))
            {
                return true;
            }
        }

        return false;
    }

    private static int FirstFailure(List<ExplainedStep> steps)
    {
        int failure = steps.FindIndex(static step => !step.Passed);
        return steps.Count == 0 ? -1 : failure < 0 ? int.MaxValue : failure;
    }

    private static int PlaceOf(int lineItem, ReadOnlySpan<AdSelection> winners)
    {
        for (int i = 0; i < winners.Length; i++)
        {
            if (winners[i].LineItem == lineItem)
            {
                return i;
            }
        }

        return -1;
    }
}
