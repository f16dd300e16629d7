// Explaining: the gates that decide, with a trace that records, for one line item.
using AdSelect.Auctions;
using AdSelect.Diagnostics;
using AdSelect.Eligibility;
using AdSelect.Frequency;
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
    public Explanation Explain(in AdRequest request, string lineItemId) => Explain(request, default(NoPredictor), lineItemId);

    /// <summary>As <see cref="Explain(in AdRequest, string)"/>, for a selection with rates that the host predicts.</summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public Explanation Explain<TPredictor>(in AdRequest request, TPredictor predictor, string lineItemId)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        if (!current.Snapshot.TryFindLineItem(lineItemId, out int lineItem))
        {
            throw new ArgumentException($"No line item has the id '{lineItemId}'.", nameof(lineItemId));
        }

        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        Span<AdSelection> winners = new AdSelection[Math.Max(ExplainedPlaces, slots.Length)];
        winners = winners[..SelectCore(current, request, predictor, winners, out RequestError error)];
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        ExplainedLineItem asked = ExplainedLineItem.Of(current, lineItem);
        FrozenCatalog catalog = asked.Part.Catalog;
        ReadOnlySpan<Term> terms = request.Terms;
        ProfileBytes.Open(request.Profile, current.Snapshot.Catalog, out ProfileBytes profile);
        if (asked.Delta is not null)
        {
            terms = ProfileTerms.Expand(current.Snapshot.Catalog, profile, terms, new Term[profile.ValueCount + terms.Length]);
            profile = default;
        }

        var size = new RequestMemory(catalog, terms.Length, profile.ValueCount);
        ResolvedRequest resolved = size.Allocate();
        RequestResolver.Resolve(catalog, asked.Part.Lookup, terms, profile, new Term[size.Terms], ref resolved);
        List<string> misses = TargetingMisses.Find(catalog, resolved, catalog.LineItems[asked.Ordinal].Program);
        ExposureHistories histories = request.Exposures;
        HistoryCheck.Check(ref histories);
        var exposures = new ExposureTable(histories, new ushort[ExposureTable.LinksFor(histories)], new HistoryIndex[ExposureTable.Identities]);
        RankedCandidate worth = Worth(asked, predictor, current.Snapshot);
        List<ExplainedStep> best = [];
        for (int i = 0; i < slots.Length; i++)
        {
            List<ExplainedStep> steps = ExplainSlot(asked, worth, resolved, exposures, new RequestFacts(request), slots, i, winners, misses);
            best = FirstFailure(steps) > FirstFailure(best) ? steps : best;
        }

        GC.KeepAlive(current);
        return new Explanation(lineItemId, best, misses, PlaceOf(lineItem, winners));
    }

    private static List<ExplainedStep> ExplainSlot(ExplainedLineItem asked, in RankedCandidate worth, scoped in ResolvedRequest resolved, scoped in ExposureTable exposures, in RequestFacts facts, scoped ReadOnlySpan<Slot> slots, int index, scoped ReadOnlySpan<AdSelection> winners, List<string> misses)
    {
        FrozenCatalog catalog = asked.Part.Catalog;

        // What earlier slots hold keeps others out. A ranking has one slot, so nothing comes before it.
        int earlier = 0;
        while (index > 0 && earlier < winners.Length && winners[earlier].Position < index)
        {
            earlier++;
        }

        var planned = new PlannedExposures(asked.Whole, asked.View, winners[..earlier]);
        var frequency = new FrequencyGate(catalog, asked.Delta, exposures, planned, facts.UtcTicks);
        var gates = new EligibilityGates(catalog, asked.Delivery, resolved.Policy, in facts, new SlotFacts(in slots[index], catalog, facts), winners[..earlier], frequency, asked.Delta);
        var trace = new ExplainTrace();
        if (gates.Check(asked.Ordinal, worth.CpmMicros, resolved, ref trace) == RejectionReason.None)
        {
            bool isFirst = earlier < winners.Length && winners[earlier].LineItem == asked.Number && winners[earlier].Position == index;
            trace.Step(asked.Ordinal, SelectionStep.Ranking, isFirst ? RejectionReason.None : RejectionReason.Outranked);
        }

        var details = new ExplainedDetails(asked.Part, asked.Ordinal, worth.CpmMicros, worth.Score, facts, gates.LowestFloorMicros(asked.Ordinal), gates.FindCap(asked.Ordinal, worth.CpmMicros), misses, PlaceOf(asked.Number, winners));
        List<ExplainedStep> steps = [];
        foreach ((SelectionStep step, RejectionReason reason) in trace.Steps)
        {
            steps.Add(new ExplainedStep(step, reason, details.Of(reason)));
        }

        return steps;
    }

    // What the line item is worth to the request, whether or not it may serve.
    private static RankedCandidate Worth<TPredictor>(ExplainedLineItem asked, TPredictor predictor, AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = asked.Part.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[asked.Ordinal];
        var valuation = new Valuation(catalog, asked.Delivery.Multipliers, Predicts<TPredictor>());
        long cpm = row.EffectiveCpmMicros;
        if (Predicts<TPredictor>() && PredictedPrice.IsPredicted(row.PriceModel))
        {
            double rate = double.NaN;
            predictor.Predict(snapshot, [new RateQuestion(asked.Number, PredictedPrice.EventOf(row.PriceModel))], new Span<double>(ref rate));
            cpm = valuation.CpmMicros(asked.Ordinal, row, rate, out _);
        }

        return new RankedCandidate { CpmMicros = cpm, Score = valuation.Score(asked.Ordinal, row, cpm) };
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

    /// <summary>A line item in its part of the snapshot, with that part's delivery state.</summary>
    private sealed record ExplainedLineItem(AdSnapshot Part, DeliveryState Delivery, int Ordinal, int Number, DeltaView? Delta, FrozenCatalog Whole, DeltaView? View)
    {
        /// <param name="current">What answers.</param>
        /// <param name="number">The line item's ordinal as answers state it.</param>
        public static ExplainedLineItem Of(Publication current, int number) => current.Snapshot.View is { } delta && number >= delta.FirstLineItem
            ? new ExplainedLineItem(current.Snapshot.Delta!, current.Delivery.OfDelta, number - delta.FirstLineItem, number, delta, current.Snapshot.Catalog, delta)
            : new ExplainedLineItem(current.Snapshot, current.Delivery, number, number, null, current.Snapshot.Catalog, current.Snapshot.View);
    }
}
