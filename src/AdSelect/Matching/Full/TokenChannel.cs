// The line items of a part that list tokens: of one attribute's any-of, or of all none-ofs together.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Matching.Full;

/// <summary>
/// Tokens that many line items list have a row each; the others have postings: positions within the part, token after
/// token. A request's tokens turn into the bitmap of the line items that list any of them.
/// </summary>
internal sealed class TokenChannel
{
    /// <summary>Tokens looked up at a time: enough that their cache misses overlap.</summary>
    private const int BatchSize = 256;

    public required bool IsNoneOf { get; init; }

    /// <summary>Row of the line items that list nothing here; for none-of the empty row.</summary>
    public required int BaseRow { get; init; }

    public required TokenSet Dense { get; init; }

    /// <summary>Row of the first dense token; the others follow.</summary>
    public required int FirstDenseRow { get; init; }

    public required TokenSet Sparse { get; init; }

    /// <summary>By rank of a sparse token its first posting; one more than tokens.</summary>
    public required int[] Starts { get; init; }

    public required ushort[] Postings { get; init; }

    public long Bytes => Dense.Bytes + Sparse.Bytes + (Starts.LongLength * sizeof(int)) + (Postings.LongLength * sizeof(ushort));

    /// <summary>Unites the base row and all line items that list one of the request's tokens.</summary>
    [SkipLocalsInit]
    public void Collect<TLanes>(ref ulong listed, ref ulong rows, int stride, ReadOnlySpan<ulong> requestTokens)
        where TLanes : struct, ILanes<TLanes>
    {
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref rows, (nint)BaseRow * stride), stride).CopyTo(MemoryMarshal.CreateSpan(ref listed, stride));
        Span<int> ranks = stackalloc int[BatchSize];
        for (int word = 0; !Dense.IsEnd(word);)
        {
            int count = Dense.FindShared(requestTokens, ranks, ref word);
            foreach (int rank in ranks[..count])
            {
                RowAlgebra<TLanes>.Unite(ref listed, ref Unsafe.Add(ref rows, (nint)(FirstDenseRow + rank) * stride), stride);
            }
        }

        Span<int> ends = stackalloc int[BatchSize];
        for (int word = 0; !Sparse.IsEnd(word);)
        {
            int count = Sparse.FindShared(requestTokens, ranks, ref word);
            Scatter(ref listed, ranks[..count], ends);
        }
    }

    private void Scatter(ref ulong listed, Span<int> starts, Span<int> ends)
    {
        // Two loops: loads of one do not wait for the branches of the other.
        ref int first = ref MemoryMarshal.GetArrayDataReference(Starts);
        for (int i = 0; i < starts.Length; i++)
        {
            int rank = starts[i];
            starts[i] = Unsafe.Add(ref first, rank);
            ends[i] = Unsafe.Add(ref first, rank + 1);
        }

        ref ushort postings = ref MemoryMarshal.GetArrayDataReference(Postings);
        for (int i = 0; i < starts.Length; i++)
        {
            int end = ends[i];
            for (int at = starts[i]; at < end; at++)
            {
                int position = Unsafe.Add(ref postings, at);
                Unsafe.Add(ref listed, position >> 6) |= 1UL << position;
            }
        }
    }
}
