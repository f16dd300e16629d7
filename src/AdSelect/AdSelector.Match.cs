// Matching alone: every line item whose targeting accepts the request, counted or listed.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Matching.Full;

namespace AdSelect;

public sealed partial class AdSelector
{
    // Each part numbers its own line items; the delta's follow those of the base.
    [SkipLocalsInit]
    private int MatchBoth(AdSnapshot snapshot, in AdRequest request, Span<int> lineItems, out RequestError error)
    {
        int count = MatchCore(snapshot, request.Terms, request.Profile, lineItems, out error);
        if (error.Code != RequestErrorCode.None || snapshot.Delta is not { } delta)
        {
            return count;
        }

        Span<int> rest = lineItems[Math.Min(count, lineItems.Length)..];
        ProfileBytes.Open(request.Profile, snapshot.Catalog, out ProfileBytes profile);
        ReadOnlySpan<Term> terms = request.Profile.IsEmpty
            ? request.Terms
            : ProfileTerms.Expand(snapshot.Catalog, profile, request.Terms, stackalloc Term[profile.ValueCount + request.Terms.Length]);
        int added = MatchCore(delta, terms, [], rest, out error);
        foreach (ref int lineItem in rest[..Math.Min(added, rest.Length)])
        {
            lineItem += snapshot.View!.FirstLineItem;
        }

        return count + added;
    }

    [SkipLocalsInit]
    private int MatchCore(AdSnapshot snapshot, ReadOnlySpan<Term> terms, ReadOnlySpan<byte> profileBytes, Span<int> lineItems, out RequestError error)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        RequestErrorCode opened = ProfileBytes.Open(profileBytes, catalog, out ProfileBytes profile);
        if (opened != RequestErrorCode.None)
        {
            error = new RequestError(opened, nameof(AdRequest.Profile));
            return 0;
        }

        var size = new RequestMemory(catalog, terms.Length, profile.ValueCount);
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
        error = RequestResolver.Resolve(catalog, snapshot.Lookup, terms, profile, stackalloc Term[size.Terms], ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        if (snapshot.MatchIndex is { } index)
        {
            return MatchWalk.Run(_kernel, index, catalog, resolved, lineItems);
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

        public readonly bool Admits(in EntryRecord entry) => true;

        public void Take(in EntryRecord entry)
        {
            if (Count < _room.Length)
            {
                _room[Count] = entry.LineItem;
            }

            Count++;
        }
    }
}
