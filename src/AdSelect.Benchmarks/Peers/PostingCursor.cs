// Walking several posting lists as if they were one: the lists of all values that a request has for one attribute.
namespace AdSelect.Benchmarks.Peers;

/// <summary>One list being walked.</summary>
internal struct PostingCursor
{
    public int Current;
    public int Position;
    public int End;

    /// <summary>Moves to the first posting that is at least the target: doubling steps, then halving.</summary>
    public void SkipTo(int[] postings, int target)
    {
        int low = Position;
        int step = 1;
        while (low + step < End && postings[low + step] < target)
        {
            low += step;
            step <<= 1;
        }

        int high = Math.Min(low + step, End);
        while (low + 1 < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (postings[middle] < target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        Position = high;
        Current = high < End ? postings[high] : PostingGroup.AtEnd;
    }
}

/// <summary>
/// The union of some lists: a heap of cursors, the smallest posting on top. An attribute with many values (segments)
/// counts once in a conjunction, whichever of its values is listed.
/// </summary>
internal struct PostingGroup
{
    public const int AtEnd = int.MaxValue;

    public int Current;
    private int _first;
    private int _count;

    /// <summary>Opens the lists of the tokens that have one; the cursors are taken from <paramref name="room"/>.</summary>
    public static PostingGroup Open(in PostingLists lists, ReadOnlySpan<int> tokens, PostingCursor[] room, ref int used)
    {
        var group = new PostingGroup { Current = AtEnd, _first = used };
        foreach (int token in tokens)
        {
            int start = lists.Starts[token];
            int end = lists.Starts[token + 1];
            if (start < end)
            {
                room[used++] = new PostingCursor { Current = lists.Postings[start], Position = start, End = end };
            }
        }

        group._count = used - group._first;
        if (group._count > 0)
        {
            Span<PostingCursor> heap = room.AsSpan(group._first, group._count);
            for (int i = (heap.Length / 2) - 1; i >= 0; i--)
            {
                SiftDown(heap, i);
            }

            group.Current = heap[0].Current;
        }

        return group;
    }

    /// <summary>Moves every list to its first posting that is at least the target, which must be above the current one.</summary>
    public void SkipTo(int target, int[] postings, PostingCursor[] room)
    {
        if (_count == 1)
        {
            ref PostingCursor only = ref room[_first];
            only.SkipTo(postings, target);
            Current = only.Current;
            return;
        }

        Span<PostingCursor> heap = room.AsSpan(_first, _count);
        while (heap[0].Current < target)
        {
            heap[0].SkipTo(postings, target);
            SiftDown(heap, 0);
        }

        Current = heap[0].Current;
    }

    private static void SiftDown(Span<PostingCursor> heap, int at)
    {
        PostingCursor moved = heap[at];
        for (int child = (2 * at) + 1; child < heap.Length; child = (2 * at) + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1].Current < heap[child].Current)
            {
                child++;
            }

            if (heap[child].Current >= moved.Current)
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = moved;
    }
}
