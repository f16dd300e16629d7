// Selecting: resolve the request, then per slot walk the candidates, gate them, rank them, price the winners.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;

namespace AdSelect;

public sealed partial class AdSelector
{
    // All memory of a call is on the stack, sized by the request and bounded by AdSelectLimits; it is not zeroed,
    // because every span is written before it is read.
    [SkipLocalsInit]
    private int SelectCore<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ContestWatch? watch = null)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        BreakResult none = default;
        return SelectCore(current, request, predictor, winners, out error, watch, isBreak: false, ref none);
    }

    // One entrance for slots and for a break: what differs is what is done once the request is resolved.
    [SkipLocalsInit]
    private int SelectCore<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ContestWatch? watch, bool isBreak, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        error = isBreak ? BreakCheck.Check(request, winners.Length) : RequestCheck.Check(request, slots, winners.Length);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        ExposureHistories histories = request.Exposures;
        error = HistoryCheck.Check(ref histories, request.Consent.AllowsPersonalData);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        var exposures = new ExposureTable(histories, stackalloc ushort[ExposureTable.LinksFor(histories)], stackalloc HistoryIndex[ExposureTable.Identities]);
        FrozenCatalog catalog = current.Snapshot.Catalog;
        RequestErrorCode opened = ProfileBytes.Open(request.Profile, catalog, out ProfileBytes profile);
        if (opened != RequestErrorCode.None)
        {
            error = new RequestError(opened, nameof(AdRequest.Profile));
            return 0;
        }

        var size = new RequestMemory(catalog, request.Terms.Length, profile.ValueCount);
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
        error = RequestResolver.Resolve(catalog, current.Snapshot.Lookup, request.Terms, profile, stackalloc Term[size.Terms], ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        var plan = new RowPlan
        {
            Singles = stackalloc int[size.Attributes],
            Grouped = stackalloc int[size.PlanWords],
            Checks = stackalloc int[size.Attributes],
        };
        if (current.Snapshot.View is { } delta)
        {
            return SelectFromBoth(current, delta, request, predictor, resolved, plan, exposures, winners, out error, watch, isBreak, ref result);
        }

        int batch = BatchSizeOf<TPredictor>();
        int places = isBreak ? AdSelectLimits.MaxBreakLineItems : PlacesOf(request, winners);
        int challengers = IsDynamic(request, current) ? places : 0;
        var memory = new ContestMemory
        {
            Places = stackalloc RankedCandidate[places],
            ByPrice = stackalloc RankedCandidate[challengers],
            Merged = stackalloc RankedCandidate[challengers],
            Shares = stackalloc ShareOfTier[catalog.HasDraws ? Contest.Shares : 0],
        };
        var call = new Call<TPredictor>(request)
        {
            Current = current,
            Resolved = resolved,
            Plan = plan,
            Exposures = exposures,
            Experiments = new ExperimentGate(catalog, request.ExperimentUnit, request.AdmitsHeldOut, stackalloc char[ExperimentGate.RoomFor(catalog, request.ExperimentUnit)]),
            Predictor = predictor,
            Questions = stackalloc RateQuestion[batch],
            Rates = stackalloc double[batch],
            Memory = memory,
            Watch = watch,
        };
        if (isBreak)
        {
            scoped BothParts none = default;
            return FillBreak(call, request.Break, ref none, winners, out result);
        }

        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            count += FillSlot(call, i, winners, count);
        }

        return count;
    }

    // In a private auction those with a listed deal first have it to themselves.
    private int FillSlot<TPredictor>(scoped in Call<TPredictor> call, int slot, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        if (call.HasClosedRound)
        {
            RequestFacts closed = call.Facts with { KeepsOpenBidsOut = true };
            int filled = RunContest(call, closed, call.Slots[slot], slot, winners, count);
            if (AnyDeal(winners.Slice(count, filled)))
            {
                return filled;
            }
        }

        return RunContest(call, call.Facts, call.Slots[slot], slot, winners, count);
    }

    [SkipLocalsInit]
    private int RunContest<TPredictor>(scoped in Call<TPredictor> call, in RequestFacts facts, in Slot offered, int index, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = call.Catalog;
        DeliveryState delivery = call.Delivery;
        scoped RowPlan rows = call.Plan;
        var slot = new SlotFacts(in offered, catalog, facts) { Companions = call.Companions };
        var frequency = new FrequencyGate(catalog, null, call.Exposures, new PlannedExposures(catalog, null, winners[..count]), facts.UtcTicks);
        var gates = new EligibilityGates(catalog, delivery, call.Resolved.Policy, in facts, slot, winners[..count], frequency, call.Experiments);
        int partition = (int)offered.Format;
        int position = call.IsRanking ? Award.Places : index;
        double[]? multipliers = delivery.Multipliers;
        if (!Predicts<TPredictor>() && multipliers is null && !catalog.HasDraws && !call.IsDynamic)
        {
            var auction = new SlotAuction(gates, call.NewRanking(facts));
            Walk(catalog, call.Resolved, ref rows, partition, delivery.LiveMask, ref auction);
            scoped Contest inOrder = call.NewContest(facts, index, auction.Ranking);
            call.Watch?.See(index, facts.KeepsOpenBidsOut, inOrder);
            return Award.Write(call, gates, inOrder, position, winners[count..]);
        }

        scoped Contest contest = call.NewContest(facts, index, call.NewRanking(facts));
        var live = new LiveAuction<TPredictor>(gates, new Valuation(catalog, multipliers, Predicts<TPredictor>()), delivery, contest, call.Predictor, call.Current.Snapshot, null, call.Questions, call.Rates);
        Walk(catalog, call.Resolved, ref rows, partition, delivery.LiveMask, ref live);
        live.Settle();
        contest = live.Contest;
        contest.Settle();
        call.Watch?.See(index, facts.KeepsOpenBidsOut, contest);
        return Award.Write(call, gates, contest, position, winners[count..]);
    }

    private static bool AnyDeal(ReadOnlySpan<AdSelection> winners)
    {
        foreach (ref readonly AdSelection winner in winners)
        {
            if (winner.Deal >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int PlacesOf(in AdRequest request, ReadOnlySpan<AdSelection> winners) => request.HasSlot ? winners.Length : 1;

    // Without a promise that would give way, dynamic allocation changes nothing.
    private static bool IsDynamic(in AdRequest request, Publication current) => request.DynamicAllocation && current.Delivery.HasOpportunityCosts;

    private static bool Predicts<TPredictor>()
        where TPredictor : allows ref struct => typeof(TPredictor) != typeof(NoPredictor);

    private static int BatchSizeOf<TPredictor>()
        where TPredictor : struct, IRatePredictor, allows ref struct => Math.Clamp(TPredictor.BatchSize, 1, AdSelectLimits.MaxPredictionBatch);

    private void Walk<TVisitor>(FrozenCatalog catalog, scoped in ResolvedRequest resolved, scoped ref RowPlan plan, int partition, ReadOnlySpan<ulong> mask, scoped ref TVisitor visitor)
        where TVisitor : struct, ICandidateVisitor, allows ref struct
    {
        switch (_kernel)
        {
            case KernelWidth.Vector512:
                CandidateWalk.Run<Vector512Kernel, TVisitor>(catalog, resolved, ref plan, partition, mask, ref visitor);
                break;
            case KernelWidth.Vector256:
                CandidateWalk.Run<Vector256Kernel, TVisitor>(catalog, resolved, ref plan, partition, mask, ref visitor);
                break;
            case KernelWidth.Vector128:
                CandidateWalk.Run<Vector128Kernel, TVisitor>(catalog, resolved, ref plan, partition, mask, ref visitor);
                break;
            default:
                CandidateWalk.Run<ScalarKernel, TVisitor>(catalog, resolved, ref plan, partition, mask, ref visitor);
                break;
        }
    }
}
