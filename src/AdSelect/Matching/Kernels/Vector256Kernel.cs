// Two 256-bit registers hold a row of a block: AVX2.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Kernels;

internal readonly struct Vector256Kernel : IBlockKernel
{
    private const int Half = Blocks.Words / 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Intersect(ref ulong mask, ref ulong rows, scoped in RowPlan plan, ref ulong survivors)
    {
        Vector256<ulong> low = Vector256.LoadUnsafe(ref mask);
        Vector256<ulong> high = Vector256.LoadUnsafe(ref mask, Half);
        ReadOnlySpan<int> singles = plan.Singles[..plan.SingleCount];
        foreach (int row in singles)
        {
            Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
            nuint at = (nuint)((uint)row * Blocks.Words);
            low &= Vector256.LoadUnsafe(ref rows, at);
            high &= Vector256.LoadUnsafe(ref rows, at + Half);
        }

        if ((low | high) == Vector256<ulong>.Zero)
        {
            return false;
        }

        for (int at = 0; at < plan.GroupedLength;)
        {
            int count = plan.Grouped[at++];
            Vector256<ulong> lowUnion = Vector256<ulong>.Zero;
            Vector256<ulong> highUnion = Vector256<ulong>.Zero;
            foreach (int row in plan.Grouped.Slice(at, count))
            {
                Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
                nuint first = (nuint)((uint)row * Blocks.Words);
                lowUnion |= Vector256.LoadUnsafe(ref rows, first);
                highUnion |= Vector256.LoadUnsafe(ref rows, first + Half);
            }

            low &= lowUnion;
            high &= highUnion;
            at += count;
        }

        low.StoreUnsafe(ref survivors);
        high.StoreUnsafe(ref survivors, Half);
        return (low | high) != Vector256<ulong>.Zero;
    }
}
