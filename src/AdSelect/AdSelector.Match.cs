// Matching alone: every line item whose targeting accepts the request, counted or listed.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Full;

namespace AdSelect;

public sealed partial class AdSelector
{
    // As SelectInMemory.
    [SkipLocalsInit]
    private int MatchInMemory(AdSnapshot snapshot, in AdRequest request, Span<int> lineItems, out RequestError error)
    {
        error = default;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            error = new RequestError(RequestErrorCode.StackTooSmall, ThisThread);
            return 0;
        }

        RequestErrorCode opened = ProfileBytes.Open(request.Profile, snapshot.Catalog, out ProfileBytes profile);
        if (opened != RequestErrorCode.None)
        {
            error = new RequestError(opened, nameof(AdRequest.Profile));
            return 0;
        }

        // One part after the other in the same memory.
        int terms = request.Terms.Length + profile.ValueCount;
        int bytes = new RequestMemory(snapshot.Catalog, request.Terms.Length, profile.ValueCount).Bytes;
        if (snapshot.Delta is { } delta)
        {
            bytes = Math.Max(bytes, CallMemory.SizeOf<Term>(terms) + new RequestMemory(delta.Catalog, terms).Bytes);
        }

        return bytes <= CallMemory.MaxOnStack
            ? MatchIn(snapshot, request, profile, lineItems, new CallMemory(stackalloc byte[bytes]), out error)
            : MatchInBlock(snapshot, request, profile, lineItems, out error);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int MatchInBlock(AdSnapshot snapshot, in AdRequest request, scoped in ProfileBytes profile, Span<int> lineItems, out RequestError error)
    {
        nint block = NativeBlocks.Borrow();
        try
        {
            return MatchIn(snapshot, request, profile, lineItems, new CallMemory(NativeBlocks.Bytes(block)), out error);
        }
        finally
        {
            NativeBlocks.Return(block);
        }
    }

    // Each part numbers its own line items; the delta's follow those of the base.
    private int MatchIn(AdSnapshot snapshot, in AdRequest request, scoped in ProfileBytes profile, Span<int> lineItems, scoped CallMemory memory, out RequestError error)
    {
        int count = MatchPart(snapshot, request.Terms, profile, lineItems, memory, out error);
        if (error.Code != RequestErrorCode.None || snapshot.Delta is not { } delta)
        {
            return count;
        }

        Span<int> rest = lineItems[Math.Min(count, lineItems.Length)..];
        scoped ReadOnlySpan<Term> terms = request.Terms;
        if (!request.Profile.IsEmpty)
        {
            terms = ProfileTerms.Expand(snapshot.Catalog, profile, terms, memory.Take<Term>(profile.ValueCount + terms.Length));
        }

        int added = MatchPart(delta, terms, default, rest, memory, out error);
        foreach (ref int lineItem in rest[..Math.Min(added, rest.Length)])
        {
            lineItem += snapshot.View!.FirstLineItem;
        }

        return count + added;
    }

    private int MatchPart(AdSnapshot snapshot, scoped ReadOnlySpan<Term> terms, scoped in ProfileBytes profile, Span<int> lineItems, scoped CallMemory memory, out RequestError error)
    {
        FrozenCatalog catalog = snapshot.Catalog;
        var size = new RequestMemory(catalog, terms.Length, profile.ValueCount);
        scoped ResolvedRequest resolved = size.LayRequest(ref memory);
        error = RequestResolver.Resolve(catalog, snapshot.Lookup, terms, profile, size.LayTerms(ref memory), ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        if (snapshot.MatchIndex is { } index)
        {
            return MatchWalk.Run(_kernel, index, catalog, resolved, lineItems);
        }

        scoped RowPlan plan = size.LayPlan(ref memory);
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
