// Selecting from a base with a delta: the request is resolved for each part, and both parts' candidates are ranked together.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    // In a method of its own, so that selections without a delta have no memory for one. The base comes first: its best
    // are found as without a delta, and against them few of the delta's line items need be looked at.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private int SelectFromBoth(Publication current, DeltaView delta, in AdRequest request, scoped in ResolvedRequest ofBase, RowPlan planOfBase, Span<AdSelection> winners, out RequestError error)
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
        error = RequestResolver.Resolve(catalog, current.Snapshot.Delta!.Lookup, terms, default, stackalloc Term[size.Terms], ref resolved);
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
        var both = new BothParts { Delta = delta, OfBase = ofBase, PlanOfBase = planOfBase, OfDelta = resolved, PlanOfDelta = plan };
        var facts = new RequestFacts(request);
        ReadOnlySpan<Slot> slots = request.OfferedSlots;
        Span<RankedCandidate> places = stackalloc RankedCandidate[request.HasSlot ? winners.Length : 1];
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            count += FillSlotFromBoth(current, both, facts, slots, i, request.HasSlot, places, winners, count);
        }

        return count;
    }

    private int FillSlotFromBoth(Publication current, scoped in BothParts both, in RequestFacts facts, scoped ReadOnlySpan<Slot> slots, int index, bool isRanking, scoped Span<RankedCandidate> places, scoped Span<AdSelection> winners, int count)
    {
        FrozenCatalog ofBase = current.Snapshot.Catalog;
        FrozenCatalog ofDelta = both.Delta.Catalog;
        DeliveryState delivery = current.Delivery;
        var gatesOfBase = new EligibilityGates(ofBase, delivery, both.OfBase.Policy, in facts, new SlotFacts(in slots[index], ofBase, facts), winners[..count]);
        var gates = new EligibilityGates(ofDelta, delivery.OfDelta, both.OfDelta.Policy, in facts, new SlotFacts(in slots[index], ofDelta, facts), winners[..count], both.Delta);

        // Deals may ask for second prices too, whatever the request's rule.
        bool needsPriceSetters = facts.PriceRule == PriceRule.Second || !both.OfBase.Policy.DealKeys.IsEmpty;
        int partition = (int)slots[index].Format;
        scoped RowPlan rows = both.PlanOfBase;
        var first = new SlotAuction(gatesOfBase, new Ranking(ofBase, facts.Id, places, needsPriceSetters));
        Walk(ofBase, both.OfBase, ref rows, partition, delivery.LiveMask, ref first);

        rows = both.PlanOfDelta;
        var second = new DeltaAuction(gatesOfBase, gates, first.Ranking, both.Delta);
        Walk(ofDelta, both.OfDelta, ref rows, partition, delivery.OfDelta.LiveMask, ref second);
        return second.Award(index, isRanking, winners[count..]);
    }

    /// <summary>A request in the terms of both parts.</summary>
    private ref struct BothParts
    {
        public DeltaView Delta;
        public ResolvedRequest OfBase;
        public RowPlan PlanOfBase;
        public ResolvedRequest OfDelta;
        public RowPlan PlanOfDelta;
    }
}
