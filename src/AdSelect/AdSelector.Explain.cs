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
    /// that failed, and its place in the ranking. With several slots, the slot in which it came furthest. A request with a
    /// break is refused: what its slot alone would give is no answer about the break. Allocates; not for the hot path.
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
        if (!request.Break.IsEmpty)
        {
            Throw.Request(RequestErrorCode.NotExplained, nameof(AdRequest.Break));
        }

        Publication current = Volatile.Read(ref _current);
        int lineItem = current.Snapshot.FindLineItem(lineItemId);
        if (lineItem < 0)
        {
            throw new ArgumentException($"No line item has the id '{lineItemId}'.", nameof(lineItemId));
        }

        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        var watch = new ContestWatch(slots.Length);
        Span<AdSelection> winners = new AdSelection[slots.Length];
        winners = winners[..SelectCore(current, request, predictor, winners, out RequestError error, watch)];
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        ReadOnlySpan<AdSelection> ranking = request.HasSlot ? RankingFor(current, request, predictor, watch) : winners;
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
        CallMemory memory = size.Allocate();
        ResolvedRequest resolved = size.LayRequest(ref memory);
        RequestResolver.Resolve(catalog, asked.Part.Lookup, terms, profile, size.LayTerms(ref memory), ref resolved);
        List<string> misses = TargetingMisses.Find(catalog, resolved, catalog.LineItems[asked.Ordinal].Program);
        ExposureHistories histories = request.Exposures;
        HistoryCheck.Check(ref histories, request.Consent.AllowsPersonalData);
        var exposures = new ExposureTable(histories, new ushort[ExposureTable.LinksFor(histories)], new HistoryIndex[ExposureTable.Identities]);
        var experiments = new ExperimentGate(catalog, request.ExperimentUnit, request.AdmitsHeldOut, new char[ExperimentGate.RoomFor(catalog, request.ExperimentUnit)]);
        RankedCandidate worth = Worth(asked, predictor, current.Snapshot);
        var facts = new RequestFacts(request);
        int place = PlaceOf(lineItem, ranking);
        List<ExplainedStep> best = [];
        MinimumBid? least = null;
        for (int i = 0; i < slots.Length; i++)
        {
            List<ExplainedStep> steps = ExplainSlot(asked, worth, resolved, exposures, experiments, facts with { KeepsOpenBidsOut = watch.IsClosed(i) }, slots, request.CompanionSlots, i, winners, misses, place, watch);
            best = FirstFailure(steps) > FirstFailure(best) ? steps : best;
            MinimumBid? minimum = PlaceOf(lineItem, winners) < 0 ? LeastBid(asked, worth, resolved, exposures, experiments, facts, slots, request.CompanionSlots, i, winners, watch) : null;
            least = least is null || minimum?.PriceMicros < least.Value.PriceMicros ? minimum : least;
        }

        GC.KeepAlive(current);
        return new Explanation(lineItemId, best, misses, place, least);
    }

    // As many places as are told, under the round that decided the first.
    private ReadOnlySpan<AdSelection> RankingFor<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, ContestWatch watch)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        AdRequest ranked = request;
        ranked.DealsFirst &= watch.IsClosed(0);
        var winners = new AdSelection[ExplainedPlaces];
        return winners.AsSpan(0, SelectCore(current, ranked, predictor, winners, out _));
    }

    private static List<ExplainedStep> ExplainSlot(ExplainedLineItem asked, in RankedCandidate worth, scoped in ResolvedRequest resolved, scoped in ExposureTable exposures, scoped in ExperimentGate experiments, in RequestFacts facts, scoped ReadOnlySpan<Slot> slots, scoped ReadOnlySpan<Slot> companions, int index, scoped ReadOnlySpan<AdSelection> winners, List<string> misses, int place, ContestWatch watch)
    {
        FrozenCatalog catalog = asked.Part.Catalog;
        ReadOnlySpan<AdSelection> earlier = Before(index, winners);
        var planned = new PlannedExposures(asked.Whole, asked.View, earlier);
        var frequency = new FrequencyGate(catalog, asked.Delta, exposures, planned, facts.UtcTicks);
        var gates = new EligibilityGates(catalog, asked.Delivery, resolved.Policy, in facts, new SlotFacts(in slots[index], catalog, facts) { Companions = companions }, earlier, frequency, experiments, asked.Delta);
        var trace = new ExplainTrace();
        bool hasWinner = earlier.Length < winners.Length && winners[earlier.Length].Position == index;
        bool isWinner = hasWinner && winners[earlier.Length].LineItemOrdinal == asked.Number;
        if (gates.Check(asked.Ordinal, worth.CpmMicros, resolved, ref trace) == RejectionReason.None)
        {
            // Behind a stronger tier its turn does not matter, and need not be known.
            RankedCandidate? first = watch.Of(index, facts.KeepsOpenBidsOut).First;
            bool waits = Tiers.IsShare(worth.Tier) && !(first?.Tier < worth.Tier) && first?.LineItem != asked.Number;
            trace.Step(asked.Ordinal, SelectionStep.Ranking, isWinner ? RejectionReason.None : waits ? RejectionReason.NotItsTurn : RejectionReason.Outranked);
        }
        else
        {
            trace.NotAsked(asked.Ordinal, SelectionStep.Ranking);
        }

        RankedCandidate ranked = worth with { CpmMicros = gates.CountedCpmMicros(asked.Ordinal, catalog.LineItems[asked.Ordinal], worth.CpmMicros) };
        var details = new ExplainedDetails(asked.Part, asked.Ordinal, gates)
        {
            Whole = asked.Snapshot,
            Delivery = asked.Delivery.FactsOf(asked.Ordinal),
            CpmMicros = worth.CpmMicros,
            Score = ExactScore.InMicros(ranked.Worth),
            Taken = earlier,
            Winner = hasWinner ? winners.Slice(earlier.Length, 1) : [],
            Misses = misses,
            Place = place,
        };
        List<ExplainedStep> steps = [];
        foreach ((SelectionStep step, StepVerdict verdict, RejectionReason reason) in trace.Steps)
        {
            steps.Add(new ExplainedStep(step, verdict, reason, verdict == StepVerdict.NotAsked ? ExplainedDetails.OfNotAsked(step) : details.Of(reason)));
        }

        return steps;
    }

    private static MinimumBid? LeastBid(ExplainedLineItem asked, in RankedCandidate worth, scoped in ResolvedRequest resolved, scoped in ExposureTable exposures, scoped in ExperimentGate experiments, in RequestFacts facts, scoped ReadOnlySpan<Slot> slots, scoped ReadOnlySpan<Slot> companions, int index, scoped ReadOnlySpan<AdSelection> winners, ContestWatch watch)
    {
        FrozenCatalog catalog = asked.Part.Catalog;

        // Who holds a listed deal takes part in the closed round, and ends the auction if it wins that.
        bool hasDeal = catalog.LineItems[asked.Ordinal].Deal >= 0;
        bool isClosed = watch.IsClosed(index) || (facts.DealsFirst && hasDeal);
        SeenContest? reopened = watch.IsClosed(index) && !hasDeal ? watch.Of(index, isClosed: false) : null;
        RequestFacts round = facts with { KeepsOpenBidsOut = isClosed };
        ReadOnlySpan<AdSelection> earlier = Before(index, winners);
        var planned = new PlannedExposures(asked.Whole, asked.View, earlier);
        var frequency = new FrequencyGate(catalog, asked.Delta, exposures, planned, facts.UtcTicks);
        var gates = new EligibilityGates(catalog, asked.Delivery, resolved.Policy, in round, new SlotFacts(in slots[index], catalog, round) { Companions = companions }, earlier, frequency, experiments, asked.Delta);
        var order = new Ranking(asked.Whole, asked.View, facts.Id, [], [], needsPriceSetters: false);
        return new MinimumBidSearch(gates, order, watch.Of(index, isClosed), reopened, asked.Ordinal, worth).Find(resolved);
    }

    // What earlier slots hold keeps others out. A ranking has one slot, so nothing comes before it.
    private static ReadOnlySpan<AdSelection> Before(int index, ReadOnlySpan<AdSelection> winners)
    {
        int earlier = 0;
        while (index > 0 && earlier < winners.Length && winners[earlier].Position < index)
        {
            earlier++;
        }

        return winners[..earlier];
    }

    // What the line item is worth to the request, whether or not it may serve.
    private static RankedCandidate Worth<TPredictor>(ExplainedLineItem asked, TPredictor predictor, AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = asked.Part.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[asked.Ordinal];
        var valuation = new Valuation(catalog, asked.Delivery.Multipliers, Predicts<TPredictor>());
        long cpm = row.EffectiveCpmMicros;
        double rate = double.NaN;
        if (Predicts<TPredictor>() && PredictedPrice.IsPredicted(row.PriceModel))
        {
            double predicted = double.NaN;
            predictor.Predict(snapshot, [new RateQuestion(snapshot.Key, asked.Number, PredictedPrice.EventOf(row.PriceModel))], new Span<double>(ref predicted));
            cpm = valuation.CpmMicros(asked.Ordinal, predicted, out rate);
        }

        LineItemKind kind = catalog.TermsOf(asked.Ordinal).Kind;
        return new RankedCandidate
        {
            LineItem = asked.Number,
            Tier = row.Tier,
            Kind = kind,
            CpmMicros = cpm,
            Factor = valuation.Factor(asked.Ordinal, row),
            OpportunityMicros = kind == LineItemKind.Guaranteed ? asked.Delivery.OpportunityCost(asked.Ordinal) : RankedCandidate.NoOpportunityCost,
            Rate = rate,
        };
    }

    private static int FirstFailure(List<ExplainedStep> steps)
    {
        int failure = steps.FindIndex(static step => step.Verdict == StepVerdict.Failed);
        return steps.Count == 0 ? -1 : failure < 0 ? int.MaxValue : failure;
    }

    private static int PlaceOf(int lineItem, ReadOnlySpan<AdSelection> winners)
    {
        for (int i = 0; i < winners.Length; i++)
        {
            if (winners[i].LineItemOrdinal == lineItem)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A line item in its part of the snapshot, with that part's delivery state.</summary>
    private sealed record ExplainedLineItem(AdSnapshot Snapshot, AdSnapshot Part, DeliveryState Delivery, int Ordinal, int Number, DeltaView? Delta, FrozenCatalog Whole, DeltaView? View)
    {
        /// <param name="current">What answers.</param>
        /// <param name="number">The line item's ordinal as answers state it.</param>
        public static ExplainedLineItem Of(Publication current, int number) => current.Snapshot.View is { } delta && number >= delta.FirstLineItem
            ? new ExplainedLineItem(current.Snapshot, current.Snapshot.Delta!, current.Delivery.OfDelta, number - delta.FirstLineItem, number, delta, current.Snapshot.Catalog, delta)
            : new ExplainedLineItem(current.Snapshot, current.Snapshot, current.Delivery, number, number, null, current.Snapshot.Catalog, current.Snapshot.View);
    }
}
