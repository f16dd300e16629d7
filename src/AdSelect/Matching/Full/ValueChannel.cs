// The line items of a part that list values of one attribute which its rows do not decide: who wants them and who forbids them.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Matching.Full;

/// <summary>
/// Values that many line items list have a row each; the others have postings: positions within the part, value after
/// value, first of those that want it, then of those that forbid it.
/// </summary>
internal sealed class ValueChannel
{
    /// <summary>Values of an attribute that take part, the most popular first. A list with any other value is left to the program.</summary>
    public const int MaxValues = 65_536;

    /// <summary>Values looked up at a time: enough that their cache misses overlap.</summary>
    private const int BatchSize = 256;

    /// <summary>Postings of a cache line.</summary>
    private const int LinePostings = 32;

    public required int Attribute { get; init; }

    /// <summary>True when rows decide single values of the attribute, so that only requests with several need this.</summary>
    public required bool IsForSeveral { get; init; }

    /// <summary>Id of the attribute's first value: numbers here count from it.</summary>
    public required int FirstValue { get; init; }

    /// <summary>Row of the line items that want no value of the attribute.</summary>
    public required int BaseRow { get; init; }

    /// <summary>Values with two rows: those that want it, those that forbid it.</summary>
    public required RankedSet Dense { get; init; }

    /// <summary>First row of the first dense value; the others follow.</summary>
    public required int FirstDenseRow { get; init; }

    public required RankedSet Sparse { get; init; }

    /// <summary>By rank of a sparse value two starts: of those that want it, of those that forbid it; one more at the end.</summary>
    public required int[] Starts { get; init; }

    /// <summary>A cache line of zeros follows, which may be read and is not used.</summary>
    public required ushort[] Postings { get; init; }

    public long Bytes => Dense.Bytes + Sparse.Bytes + (Starts.LongLength * sizeof(int)) + (Postings.LongLength * sizeof(ushort));

    /// <summary>Unites with <paramref name="wanted"/> and <paramref name="forbidden"/> those that list one of the request's values.</summary>
    [SkipLocalsInit]
    public void Collect<TLanes>(ref ulong wanted, ref ulong forbidden, ref ulong rows, int stride, ReadOnlySpan<int> valueIds)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<int> ranks = stackalloc int[BatchSize];
        while (!valueIds.IsEmpty)
        {
            ReadOnlySpan<int> batch = valueIds[..Math.Min(BatchSize, valueIds.Length)];
            valueIds = valueIds[batch.Length..];
            if (!Dense.IsEmpty)
            {
                foreach (int rank in ranks[..Find(Dense, batch, ranks)])
                {
                    Debug.Assert((uint)rank < (uint)Dense.Count, "ranks are of members");
                    ref ulong row = ref Unsafe.Add(ref rows, (FirstDenseRow + (2 * (nint)rank)) * stride);
                    RowAlgebra<TLanes>.Unite(ref wanted, ref row, stride);
                    RowAlgebra<TLanes>.Unite(ref forbidden, ref Unsafe.Add(ref row, stride), stride);
                }
            }

            Scatter(ref wanted, ref forbidden, ranks[..Find(Sparse, batch, ranks)]);
        }
    }

    // Branch-free: which values have line items here is not to be predicted.
    private int Find(in RankedSet set, ReadOnlySpan<int> valueIds, Span<int> ranks)
    {
        int count = 0;
        Debug.Assert(valueIds.Length <= ranks.Length, "ranks have room for a batch");
        ref int next = ref MemoryMarshal.GetReference(ranks);
        foreach (int id in valueIds)
        {
            Unsafe.Add(ref next, count) = set.Find(id - FirstValue, out int isMember);
            count += isMember;
        }

        return count;
    }

    [SkipLocalsInit]
    private void Scatter(ref ulong wanted, ref ulong forbidden, ReadOnlySpan<int> ranks)
    {
        Span<Run> runs = stackalloc Run[BatchSize];
        ref int starts = ref MemoryMarshal.GetArrayDataReference(Starts);
        ref ushort postings = ref MemoryMarshal.GetArrayDataReference(Postings);
        for (int i = 0; i < ranks.Length; i++)
        {
            Debug.Assert((2L * ranks[i]) + 2 < Starts.Length && ranks[i] >= 0, "every rank has two starts, and one more ends the last");
            ref int own = ref Unsafe.Add(ref starts, 2 * (nint)ranks[i]);
            runs[i] = new Run { Start = own, Middle = Unsafe.Add(ref own, 1), End = Unsafe.Add(ref own, 2) };
        }

        // Every run is touched before the first is used, so that their cache misses overlap.
        int touched = 0;
        foreach (ref readonly Run run in runs[..ranks.Length])
        {
            Debug.Assert(run.Start >= 0 && run.Start <= run.Middle && run.Middle <= run.End, "starts ascend");
            Debug.Assert(run.End + LinePostings <= Postings.Length, "a cache line follows the last posting");
            touched |= Unsafe.Add(ref postings, run.Start) | Unsafe.Add(ref postings, run.Start + LinePostings);
        }

        foreach (ref readonly Run run in runs[..(touched < 0 ? 0 : ranks.Length)])
        {
            Set(ref wanted, ref postings, run.Start, run.Middle);
            Set(ref forbidden, ref postings, run.Middle, run.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(ref ulong bits, ref ushort postings, int start, int end)
    {
        for (nint at = start; at < end; at++)
        {
            int position = Unsafe.Add(ref postings, at);
            Unsafe.Add(ref bits, position >> 6) |= 1UL << position;
        }
    }

    private struct Run
    {
        public int Start;
        public int Middle;
        public int End;
    }
}
