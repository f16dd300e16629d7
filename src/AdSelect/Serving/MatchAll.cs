// Matching alone: every line item whose targeting accepts the request, counted or listed, segment by segment.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Full;
using AdSelect.Matching.Kernels;

namespace AdSelect.Serving;

internal static class MatchAll
{
    /// <summary>Writes the ordinals of the line items that match, as many as there is room for; returns how many match.</summary>
    [SkipLocalsInit]
    public static int Run(AdSnapshot snapshot, KernelWidth kernel, in AdRequest request, Span<int> lineItems, out RequestError error)
    {
        if (!Entrance.TryEnter(out error))
        {
            return 0;
        }

        error = CheckedRequest.OpenProfile(snapshot, request, out ProfileBytes profile);
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        int bytes = SegmentRequests.BytesFor(snapshot.Segments, profile, request);
        return bytes <= CallMemory.MaxOnStack
            ? RunIn(snapshot, kernel, request, profile, lineItems, new CallMemory(stackalloc byte[bytes]), out error)
            : RunInBlock(snapshot, kernel, request, profile, lineItems, out error);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunInBlock(
        AdSnapshot snapshot,
        KernelWidth kernel,
        in AdRequest request,
        scoped in ProfileBytes profile,
        Span<int> lineItems,
        out RequestError error)
    {
        nint block = NativeBlocks.Borrow();
        try
        {
            return RunIn(snapshot, kernel, request, profile, lineItems, new CallMemory(NativeBlocks.Bytes(block)), out error);
        }
        finally
        {
            NativeBlocks.Return(block);
        }
    }

    private static int RunIn(
        AdSnapshot snapshot,
        KernelWidth kernel,
        in AdRequest request,
        scoped in ProfileBytes profile,
        Span<int> lineItems,
        scoped CallMemory memory,
        out RequestError error)
    {
        SegmentList segments = snapshot.Segments;
        scoped SegmentRequests requests = default;
        requests.Begin(segments, profile, request, ref memory);
        error = requests.ResolveBase();
        if (error.Code != RequestErrorCode.None)
        {
            return 0;
        }

        if (snapshot.MatchIndex is { } index)
        {
            return MatchWalk.Run(kernel, index, segments.Base.Catalog, requests.Current, lineItems);
        }

        scoped var list = new NumberList(lineItems);
        foreach (Segment segment in segments.All)
        {
            requests.Resolve(segment);
            list.FirstLineItem = segment.FirstLineItem;
            for (int partition = 0; partition < Partitioning.Count; partition++)
            {
                CandidateWalk.Run(kernel, segment.Catalog, requests.Current, ref requests.Plan, partition, snapshot.PrimaryMaskOf(segment.Place), ref list);
            }
        }

        return list.Count;
    }

    /// <summary>Counts all candidates and lists as many as there is room for.</summary>
    private ref struct NumberList(Span<int> room) : ICandidateVisitor
    {
        private readonly Span<int> _room = room;

        public int Count { get; private set; }

        public int FirstLineItem { private get; set; }

        public readonly bool IsBeyondReach(int lineItem) => false;

        public readonly void Approach(in EntryRecord entry)
        {
        }

        public readonly bool Admits(in EntryRecord entry) => true;

        public void Take(in EntryRecord entry)
        {
            if (Count < _room.Length)
            {
                _room[Count] = entry.LineItem + FirstLineItem;
            }

            Count++;
        }
    }
}
