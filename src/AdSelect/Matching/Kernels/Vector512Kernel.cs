// One 512-bit register holds a whole row of a block: AVX-512.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Kernels;

internal readonly struct Vector512Kernel : IBlockKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Intersect(ref ulong mask, ref ulong rows, scoped in RowPlan plan, ref ulong survivors)
    {
        Vector512<ulong> bits = Vector512.LoadUnsafe(ref mask);
        ReadOnlySpan<int> singles = plan.Singles[..plan.SingleCount];
        foreach (int row in singles)
        {
            Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
            bits &= Vector512.LoadUnsafe(ref rows, (nuint)((uint)row * Blocks.Words));
        }

        if (bits == Vector512<ulong>.Zero)
        {
            return false;
        }

        for (int at = 0; at < plan.GroupedLength;)
        {
            int count = plan.Grouped[at++];
            Vector512<ulong> union = Vector512<ulong>.Zero;
            foreach (int row in plan.Grouped.Slice(at, count))
            {
                Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
                union |= Vector512.LoadUnsafe(ref rows, (nuint)((uint)row * Blocks.Words));
            }

            bits &= union;
            at += count;
        }

        bits.StoreUnsafe(ref survivors);
        return bits != Vector512<ulong>.Zero;
    }
}
