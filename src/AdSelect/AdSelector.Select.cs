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
    private int SelectCore<TPredictor>(Publication current, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out RequestError error)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        error = RequestCheck.Check(request, slots, winners.Length);
        if (error.Code != RequestErrorCode.None || winners.IsEmpty)
        {
            return 0;
        }

        ExposureHistories histories = request.Exposures;
        error = HistoryCheck.Check(ref histories);
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
            return SelectFromBoth(current, delta, request, predictor, resolved, plan, exposures, winners, out error);
        }

        var facts = new RequestFacts(request);
        int batch = BatchSizeOf<TPredictor>();
        Span<RateQuestion> questions = stackalloc RateQuestion[batch];
        Span<double> rates = stackalloc double[batch];
        Span<RankedCandidate> places = stackalloc RankedCandidate[request.HasSlot ? winners.Length : 1];
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            count += FillSlot(current, request, resolved, plan, exposures, facts, predictor, questions, rates, i, places, winners, count);
        }

        return count;
    }

    [SkipLocalsInit]
    private int FillSlot<TPredictor>(Publication current, scoped in AdRequest request, scoped in ResolvedRequest resolved, RowPlan plan, scoped in ExposureTable exposures, in RequestFacts facts, TPredictor predictor, scoped Span<RateQuestion> questions, scoped Span<double> rates, int index, scoped Span<RankedCandidate> places, scoped Span<AdSelection> winners, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = current.Snapshot.Catalog;
        DeliveryState delivery = current.Delivery;
        scoped ReadOnlySpan<Slot> slots = request.OfferedSlots;
        scoped RowPlan rows = plan;
        var slot = new SlotFacts(in slots[index], catalog, facts);
        var frequency = new FrequencyGate(catalog, null, exposures, new PlannedExposures(catalog, null, winners[..count]), facts.UtcTicks);
        var gates = new EligibilityGates(catalog, delivery, resolved.Policy, in facts, slot, winners[..count], frequency);
        int partition = (int)slots[index].Format;
        var ranking = new Ranking(catalog, null, facts.Id, places, WeightsOf(request), NeedsPriceSetters(facts, resolved.Policy));
        double[]? multipliers = delivery.Multipliers;
        if (!Predicts<TPredictor>() && multipliers is null)
        {
            var auction = new SlotAuction(gates, ranking);
            Walk(catalog, resolved, ref rows, partition, delivery.LiveMask, ref auction);
            return Award.Write(gates, auction.Ranking, index, request.HasSlot, winners[count..]);
        }

        var live = new LiveAuction<TPredictor>(gates, new Valuation(catalog, multipliers, Predicts<TPredictor>()), ranking, predictor, current.Snapshot, null, questions, rates);
        Walk(catalog, resolved, ref rows, partition, delivery.LiveMask, ref live);
        live.Settle();
        return Award.Write(gates, live.Ranking, index, request.HasSlot, winners[count..]);
    }

    // Deals may ask for second prices too, whatever the request's rule.
    private static bool NeedsPriceSetters(in RequestFacts facts, scoped in PolicyLists policy) => facts.PriceRule != PriceRule.First || !policy.DealKeys.IsEmpty;

    // Slots to be filled have one place each.
    private static ReadOnlySpan<double> WeightsOf(in AdRequest request) => request.HasSlot ? request.PlaceWeights : [];

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
