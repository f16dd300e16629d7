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

        ProfileBytes.Open(request.Profile, current.Snapshot.Catalog, out ProfileBytes profile);
        var size = new RequestMemory(current.Snapshot.Catalog, request.Terms.Length, profile.ValueCount);
        ResolvedRequest resolved = size.Allocate();
        RequestResolver.Resolve(current.Snapshot.Catalog, current.Snapshot.Lookup, request.Terms, profile, new Term[size.Terms], ref resolved);
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

        // What earlier slots hold keeps others out. A ranking has one slot, so nothing comes before it.
        int earlier = 0;
        while (index > 0 && earlier < winners.Length && winners[earlier].Position < index)
        {
            earlier++;
        }

        var gates = new EligibilityGates(catalog, current.Delivery, resolved.Policy, in facts, new SlotFacts(in slots[index], catalog, facts), winners[..earlier]);
        var trace = new ExplainTrace();
        if (gates.Check(lineItem, resolved, ref trace) == RejectionReason.None)
        {
            bool isFirst = earlier < winners.Length && winners[earlier].LineItem == lineItem && winners[earlier].Position == index;
            trace.Step(lineItem, SelectionStep.Ranking, isFirst ? RejectionReason.None : RejectionReason.Outranked);
        }

        var details = new ExplainedDetails(current.Snapshot, lineItem, facts, gates.LowestFloorMicros(lineItem), misses, PlaceOf(lineItem, winners));
        List<ExplainedStep> steps = [];
        foreach ((SelectionStep step, RejectionReason reason) in trace.Steps)
        {
            steps.Add(new ExplainedStep(step, reason, details.Of(reason)));
        }

        return steps;
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
