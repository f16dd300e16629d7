// Selecting from a base with a delta: the request is resolved for each part, and both parts' candidates are ranked together.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    // In a method of its own, so that selections without a delta have no memory for one. The base comes first: its best
    // are found as without a delta, and against them few of the delta's line items, often none, need be looked at.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SelectFromBoth<TPredictor>(scoped in Call<TPredictor> call, scoped in CheckedCall work, DeltaView delta, in AdRequest request, Span<AdSelection> winners, scoped CallMemory memory, out RequestError error, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = delta.Catalog;
        RequestMemory size = work.OfDelta(request);
        scoped var both = new BothParts
        {
            Terms = request.Profile.IsEmpty ? request.Terms : ProfileTerms.Expand(call.Catalog, work.Profile, request.Terms, memory.Take<Term>(size.Terms)),
            OfDelta = size.LayRequest(ref memory),
            Regrouped = size.LayTerms(ref memory),
            PlanOfDelta = size.LayPlan(ref memory),
            Experiments = new ExperimentGate(catalog, request.ExperimentUnit, request.AdmitsHeldOut, memory.Take<char>(ExperimentGate.RoomFor(catalog, request.ExperimentUnit))),
        };
        int count = 0;
        if (work.IsBreak)
        {
            count = FillBreak(call, request.Break, ref both, memory, winners, out result);
        }
        else
        {
            for (int i = 0; i < call.Slots.Length; i++)
            {
                count += FillSlotFromBoth(call, ref both, i, winners, count);
            }
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
                if (call.Watch is { } watch)
                {
                    // Who would take the deal's place would open the auction: an explanation wants to know that round too.
                    AdSelection[] decided = [.. winners.Slice(count, filled)];
                    RunContestOfBoth(call, ref both, call.Facts, call.Slots[slot], slot, winners, count);
                    decided.CopyTo(winners[count..]);
                    watch.Close(slot);
                }

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
        uint[]? multipliers = delivery.Multipliers;
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
