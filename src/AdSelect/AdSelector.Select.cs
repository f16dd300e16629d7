// Selecting: resolve the request, then per slot walk the candidates, gate them, rank them, price the winners.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;

namespace AdSelect;

public sealed partial class AdSelector
{
    private const string ThisThread = "thread";

    private int SelectCore<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ContestWatch? watch = null)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        BreakResult none = default;
        return SelectCore(current, request, predictor, winners, out error, watch, isBreak: false, ref none);
    }

    // One entrance for slots and for a break: what differs is what is done once the request is resolved.
    private int SelectCore<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error, ContestWatch? watch, bool isBreak, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            error = new RequestError(RequestErrorCode.StackTooSmall, ThisThread);
            return 0;
        }

        error = isBreak ? BreakCheck.Check(request, winners.Length) : RequestCheck.Check(request, request.OfferedSlots, winners.Length);
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

        RequestErrorCode opened = ProfileBytes.Open(request.Profile, current.Snapshot.Catalog, out ProfileBytes profile);
        if (opened != RequestErrorCode.None)
        {
            error = new RequestError(opened, nameof(AdRequest.Profile));
            return 0;
        }

        var work = new CheckedCall
        {
            Current = current,
            Histories = histories,
            Profile = profile,
            IsBreak = isBreak,
            IsDynamic = IsDynamic(request, current),
            Places = isBreak ? AdSelectLimits.MaxBreakLineItems : PlacesOf(request, winners),
            Batch = BatchSizeOf<TPredictor>(),
            Watch = watch,
        };
        return SelectInMemory(work, request, predictor, winners, out error, ref result);
    }

    // The memory is not cleared, because every span is written before it is read.
    private int SelectIn<TPredictor>(scoped in CheckedCall work, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, scoped CallMemory memory, out RequestError error, ref BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        AdSnapshot snapshot = work.Current.Snapshot;
        FrozenCatalog catalog = snapshot.Catalog;
        RequestMemory size = work.OfBase(request);
        scoped ResolvedRequest resolved = size.LayRequest(ref memory);
        error = RequestResolver.Resolve(catalog, snapshot.Lookup, request.Terms, work.Profile, size.LayTerms(ref memory), ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        scoped var call = new Call<TPredictor>(request)
        {
            Current = work.Current,
            Resolved = resolved,
            Plan = size.LayPlan(ref memory),
            Exposures = new ExposureTable(work.Histories, memory.Take<ushort>(ExposureTable.LinksFor(work.Histories)), memory.Take<HistoryIndex>(ExposureTable.Identities)),
            Experiments = new ExperimentGate(catalog, request.ExperimentUnit, request.AdmitsHeldOut, memory.Take<char>(ExperimentGate.RoomFor(catalog, request.ExperimentUnit))),
            Predictor = predictor,
            Memory = ContestMemory.Lay(ref memory, work.Places, work.IsDynamic, work.HasDraws),
            Questions = memory.Take<RateQuestion>(work.Batch),
            Rates = memory.Take<double>(work.Batch),
            Watch = work.Watch,
        };
        if (snapshot.View is { } delta)
        {
            return SelectFromBoth(call, work, delta, request, winners, memory, out error, ref result);
        }

        if (work.IsBreak)
        {
            scoped BothParts none = default;
            return FillBreak(call, request.Break, ref none, memory, winners, out result);
        }

        int count = 0;
        for (int i = 0; i < call.Slots.Length; i++)
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
                if (call.Watch is { } watch)
                {
                    // Who would take the deal's place would open the auction: an explanation wants to know that round too.
                    AdSelection[] decided = [.. winners.Slice(count, filled)];
                    RunContest(call, call.Facts, call.Slots[slot], slot, winners, count);
                    decided.CopyTo(winners[count..]);
                    watch.Close(slot);
                }

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
        uint[]? multipliers = delivery.Multipliers;
        if (!Predicts<TPredictor>() && multipliers is null && !catalog.HasDraws && !call.HasAsks && !call.IsDynamic)
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
            if (winner.DealOrdinal >= 0)
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
