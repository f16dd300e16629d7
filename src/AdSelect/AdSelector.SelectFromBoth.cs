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
    private int SelectFromBoth<TPredictor>(Publication current, DeltaView delta, in AdRequest request, TPredictor predictor, scoped in ResolvedRequest ofBase, RowPlan planOfBase, scoped in ExposureTable exposures, Span<AdSelection> winners, out RequestError error)
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
            OfBase = ofBase,
            PlanOfBase = planOfBase,
            Terms = terms,
            Regrouped = stackalloc Term[size.Terms],
            OfDelta = resolved,
            PlanOfDelta = plan,
        };
        var facts = new RequestFacts(request);
        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        int batch = BatchSizeOf<TPredictor>();
        Span<RateQuestion> questions = stackalloc RateQuestion[batch];
        Span<double> rates = stackalloc double[batch];
        Span<RankedCandidate> places = stackalloc RankedCandidate[request.HasSlot ? winners.Length : 1];
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            count += FillSlotFromBoth(current, request, ref both, exposures, facts, predictor, questions, rates, i, places, winners, count);
        }

        error = both.Error;
        return error.Code == RequestErrorCode.None ? count : 0;
    }

    private int FillSlotFromBoth<TPredictor>(Publication current, scoped in AdRequest request, scoped ref BothParts both, scoped in ExposureTable exposures, in RequestFacts facts, TPredictor predictor, scoped Span<RateQuestion> questions, scoped Span<double> rates, int index, scoped Span<RankedCandidate> places, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        AdSnapshot snapshot = current.Snapshot;
        scoped ReadOnlySpan<Slot> slots = request.OfferedSlots;
        FrozenCatalog ofBase = snapshot.Catalog;
        DeltaView delta = snapshot.View!;
        DeliveryState delivery = current.Delivery;

        // Block lists and deals are the same in the terms of every snapshot.
        PolicyLists policy = both.OfBase.Policy;
        var planned = new PlannedExposures(ofBase, delta, winners[..count]);
        var capsOfBase = new FrequencyGate(ofBase, null, exposures, planned, facts.UtcTicks);
        var capsOfDelta = new FrequencyGate(delta.Catalog, delta, exposures, planned, facts.UtcTicks);
        var gatesOfBase = new EligibilityGates(ofBase, delivery, policy, in facts, new SlotFacts(in slots[index], ofBase, facts), winners[..count], capsOfBase);
        var gates = new EligibilityGates(delta.Catalog, delivery.OfDelta, policy, in facts, new SlotFacts(in slots[index], delta.Catalog, facts), winners[..count], capsOfDelta, delta);
        int partition = (int)slots[index].Format;
        var ranking = new Ranking(ofBase, delta, facts.Id, places, WeightsOf(request), NeedsPriceSetters(facts, policy));
        scoped RowPlan rows = both.PlanOfBase;
        double[]? multipliers = delivery.Multipliers;
        bool isLive = Predicts<TPredictor>() || multipliers is not null;
        var inOrder = new SlotAuction(gatesOfBase, ranking);
        var first = new LiveAuction<TPredictor>(gatesOfBase, new Valuation(ofBase, multipliers, Predicts<TPredictor>()), ranking, predictor, snapshot, null, questions, rates);
        if (isLive)
        {
            Walk(ofBase, both.OfBase, ref rows, partition, delivery.LiveMask, ref first);
            first.Settle();
        }
        else
        {
            Walk(ofBase, both.OfBase, ref rows, partition, delivery.LiveMask, ref inOrder);
        }

        var worth = new Valuation(delta.Catalog, delivery.OfDelta.Multipliers, Predicts<TPredictor>());
        var second = new LiveAuction<TPredictor>(gates, worth, isLive ? first.Ranking : inOrder.Ranking, predictor, snapshot, delta, questions, rates);
        if (second.CouldTake(partition) && both.TryResolve(delta.Catalog, snapshot.Delta!.Lookup))
        {
            rows = both.PlanOfDelta;
            Walk(delta.Catalog, both.OfDelta, ref rows, partition, delivery.OfDelta.LiveMask, ref second);
            second.Settle();
        }

        return Award.Write(gatesOfBase, gates, delta, second.Ranking, index, request.HasSlot, winners[count..]);
    }

    /// <summary>A request in the terms of both parts; in those of the delta once a slot needs them.</summary>
    private ref struct BothParts
    {
        public ResolvedRequest OfBase;
        public RowPlan PlanOfBase;
        public ReadOnlySpan<Term> Terms;
        public Span<Term> Regrouped;
        public ResolvedRequest OfDelta;
        public RowPlan PlanOfDelta;
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
