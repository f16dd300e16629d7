// Matching alone: every line item whose targeting accepts the request, counted or listed.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Matching.Full;

namespace AdSelect;

public sealed partial class AdSelector
{
    [SkipLocalsInit]
    private static int MatchCore(AdSnapshot snapshot, in AdRequest request, Span<int> lineItems, out RequestError error)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        var size = new RequestMemory(catalog, request.Terms.Length);
        var resolved = new ResolvedRequest
        {
            FirstValueOf = stackalloc int[size.Attributes],
            ValueCountOf = stackalloc int[size.Attributes],
            ValueIds = stackalloc int[size.Terms],
            NumberKeys = stackalloc long[size.Terms],
            Places = stackalloc Place[size.Places],
            Tokens = stackalloc ulong[size.TokenWords],
            Classes = stackalloc int[size.Classes],
            Groups = stackalloc ClassGroup[size.Attributes],
            DealFloors = stackalloc long[size.Terms],
        };
        error = RequestResolver.Resolve(catalog, snapshot.Lookup, request.Terms, stackalloc TermRun[size.Terms], stackalloc ulong[size.Terms], ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        if (snapshot.MatchIndex is { } index)
        {
            return MatchWalk.Run(index, catalog, resolved, lineItems);
        }

        var plan = new RowPlan
        {
            Singles = stackalloc int[size.Attributes],
            Grouped = stackalloc int[size.PlanWords],
            Checks = stackalloc int[size.Attributes],
        };
        scoped var list = new CandidateList(lineItems);
        for (int partition = 0; partition < Partitioning.Count; partition++)
        {
            Walk(catalog, resolved, ref plan, partition, snapshot.PrimaryMask, ref list);
        }

        return list.Count;
    }

    /// <summary>Counts all candidates and lists as many as there is room for.</summary>
    private ref struct CandidateList(Span<int> room) : ICandidateVisitor
    {
        private readonly Span<int> _room = room;

        public int Count { get; private set; }

        public readonly bool IsBeyondReach(int lineItem) => false;

        public void Visit(int lineItem)
        {
            if (Count < _room.Length)
            {
                _room[Count] = lineItem;
            }

            Count++;
        }
    }
}
