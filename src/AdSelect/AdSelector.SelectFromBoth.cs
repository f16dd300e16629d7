// Selecting from a base with a delta: the request is resolved for each part, and both parts' candidates are ranked together.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    // In a method of its own, so that selections without a delta have no memory for one. The base comes first: its best
    // are found as without a delta, and against them few of the delta's line items, often none, need be looked at.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private int SelectFromBoth<TPredictor>(Publication current, DeltaView delta, in AdRequest request, TPredictor predictor, scoped in ResolvedRequest ofBase, RowPlan planOfBase, scoped in ExposureTable exposures, Span<AdSelection> winners, out RequestError error, ContestWatch? watch, bool isBreak, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = delta.Catalog;
        ProfileBytes.Open(request.Profile, current.Snapshot.Catalog, out ProfileBytes profile);
        ReadOnlySpan<Term> terms = request.Profile.IsEmpty
            ? request.Terms
            : ProfileTerms.Expand(current.Snapshot.Catalog, profile, request.Terms, stackalloc Term[profile.ValueCount + request.Terms.Length]);
        var size = new RequestMemory(catalog, terms.Length);
        var resolved = new ResolvedRequest
        {
            FirstValueOf = stackalloc int[size.Attributes],
            ValueCountOf = stackalloc int[size.Attributes],
            ValueIds = stackalloc int[size.Values],
            NumberKeys = stackalloc long[size.Values],
            Places = stackalloc Place[size.Places],
            Tokens = stackalloc ulong[size.TokenWords],
            Classes = stackalloc int[size.Classes],
            Groups = stackalloc ClassGroup[size.Attributes],
            PolicyKeys = stackalloc ulong[size.Terms],
            DealFloors = stackalloc long[size.Terms],
        };
        var plan = new RowPlan
        {
            Singles = stackalloc int[size.Attributes],
            Grouped = stackalloc int[size.PlanWords],
            Checks = stackalloc int[size.Attributes],
        };
        var both = new BothParts
        {
            Terms = terms,
            Regrouped = stackalloc Term[size.Terms],
            OfDelta = resolved,
            PlanOfDelta = plan,
            Experiments = new ExperimentGate(catalog, request.ExperimentUnit, request.AdmitsHeldOut, stackalloc char[ExperimentGate.RoomFor(catalog, request.ExperimentUnit)]),
        };
        int batch = BatchSizeOf<TPredictor>();
        int places = isBreak ? AdSelectLimits.MaxBreakLineItems : PlacesOf(request, winners);
        int challengers = IsDynamic(request, current) ? places : 0;
        bool hasDraws = current.Snapshot.Catalog.HasDraws || catalog.HasDraws;
        var memory = new ContestMemory
        {
            Places = stackalloc RankedCandidate[places],
            ByPrice = stackalloc RankedCandidate[challengers],
            GivingWay = stackalloc RankedCandidate[challengers],
            Merged = stackalloc RankedCandidate[challengers],
            Shares = stackalloc ShareOfTier[hasDraws ? Contest.Shares : 0],
        };
        var call = new Call<TPredictor>(request)
        {
            Current = current,
            Resolved = ofBase,
            Plan = planOfBase,
            Exposures = exposures,
            Experiments = new ExperimentGate(current.Snapshot.Catalog, request.ExperimentUnit, request.AdmitsHeldOut, stackalloc char[ExperimentGate.RoomFor(current.Snapshot.Catalog, request.ExperimentUnit)]),
            Predictor = predictor,
            Questions = stackalloc RateQuestion[batch],
            Rates = stackalloc double[batch],
            Memory = memory,
            Watch = watch,
        };
        if (isBreak)
        {
            int filled = FillBreak(call, request.Break, ref both, winners, out result);
            error = both.Error;
            return error.Code == RequestErrorCode.None ? filled : 0;
        }

        int count = 0;
        for (int i = 0; i < call.Slots.Length; i++)
        {
            count += FillSlotFromBoth(call, ref both, i, winners, count);
        }

        error = both.Error;
        return error.Code == RequestErrorCode.None ? count : 0;
    }

    // As FillSlot.
    private int FillSlotFromBoth<TPredictor>(scoped in Call<TPredictor> call, scoped ref BothParts both, int slot, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        if (call.HasClosedRound)
        {
            RequestFacts closed = call.Facts with { KeepsOpenBidsOut = true };
            int filled = RunContestOfBoth(call, ref both, closed, call.Slots[slot], slot, winners, count);
            if (AnyDeal(winners.Slice(count, filled)))
            {
                return filled;
            }
        }

        return RunContestOfBoth(call, ref both, call.Facts, call.Slots[slot], slot, winners, count);
    }

    [SkipLocalsInit]
    private int RunContestOfBoth<TPredictor>(scoped in Call<TPredictor> call, scoped ref BothParts both, in RequestFacts facts, in Slot slot, int index, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        AdSnapshot snapshot = call.Current.Snapshot;
        FrozenCatalog ofBase = snapshot.Catalog;
        DeltaView delta = snapshot.View!;
        DeliveryState delivery = call.Delivery;

        // Block lists and deals are the same in the terms of every snapshot.
        PolicyLists policy = call.Resolved.Policy;
        var planned = new PlannedExposures(ofBase, delta, winners[..count]);
        var capsOfBase = new FrequencyGate(ofBase, null, call.Exposures, planned, facts.UtcTicks);
        var capsOfDelta = new FrequencyGate(delta.Catalog, delta, call.Exposures, planned, facts.UtcTicks);
        var gatesOfBase = new EligibilityGates(ofBase, delivery, policy, in facts, new SlotFacts(in slot, ofBase, facts) { Companions = call.Companions }, winners[..count], capsOfBase, call.Experiments);
        var gates = new EligibilityGates(delta.Catalog, delivery.OfDelta, policy, in facts, new SlotFacts(in slot, delta.Catalog, facts) { Companions = call.Companions }, winners[..count], capsOfDelta, both.Experiments, delta);
        int partition = (int)slot.Format;
        scoped RowPlan rows = call.Plan;
        double[]? multipliers = delivery.Multipliers;
        scoped Contest contest;
        if (Predicts<TPredictor>() || multipliers is not null || ofBase.HasDraws || call.HasAsks || call.IsDynamic)
        {
            contest = call.NewContest(facts, index, call.NewRanking(facts));
            var first = new LiveAuction<TPredictor>(gatesOfBase, new Valuation(ofBase, multipliers, Predicts<TPredictor>()), delivery, contest, call.Predictor, snapshot, null, call.Questions, call.Rates);
            Walk(ofBase, call.Resolved, ref rows, partition, delivery.LiveMask, ref first);
            first.Settle();
            contest = first.Contest;
        }
        else
        {
            var inOrder = new SlotAuction(gatesOfBase, call.NewRanking(facts));
            Walk(ofBase, call.Resolved, ref rows, partition, delivery.LiveMask, ref inOrder);
            contest = call.NewContest(facts, index, inOrder.Ranking);
        }

        var worth = new Valuation(delta.Catalog, delivery.OfDelta.Multipliers, Predicts<TPredictor>());
        var second = new LiveAuction<TPredictor>(gates, worth, delivery.OfDelta, contest, call.Predictor, snapshot, delta, call.Questions, call.Rates);
        if (second.CouldTake(partition) && both.TryResolve(delta.Catalog, snapshot.Delta!.Lookup))
        {
            rows = both.PlanOfDelta;
            Walk(delta.Catalog, both.OfDelta, ref rows, partition, delivery.OfDelta.LiveMask, ref second);
            second.Settle();
        }

        contest = second.Contest;
        contest.Settle();
        call.Watch?.See(index, facts.KeepsOpenBidsOut, contest);
        return Award.Write(call, gatesOfBase, gates, delta, contest, call.IsRanking ? Award.Places : index, winners[count..]);
    }

    /// <summary>A request in the terms of the delta too, once a slot needs them.</summary>
    private ref struct BothParts
    {
        public ReadOnlySpan<Term> Terms;
        public Span<Term> Regrouped;
        public ResolvedRequest OfDelta;
        public RowPlan PlanOfDelta;
        public ExperimentGate Experiments;
        public RequestError Error;
        private bool _isResolved;

        // What the base takes without error the delta takes too: its attributes are among the base's.
        public bool TryResolve(FrozenCatalog catalog, AttributeLookup lookup)
        {
            if (!_isResolved)
            {
                Error = RequestResolver.Resolve(catalog, lookup, Terms, default, Regrouped, ref OfDelta);
                _isResolved = true;
            }

            return Error.Code == RequestErrorCode.None;
        }
    }
}
