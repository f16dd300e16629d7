// The plain form: every other kernel must equal it.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching.Kernels;

internal readonly struct ScalarKernel : IBlockKernel
{
    public static bool Intersect(ref ulong mask, ref ulong rows, scoped in RowPlan plan, ref ulong survivors)
    {
        ulong any = 0;
        for (int word = 0; word < Blocks.Words; word++)
        {
            ulong bits = Unsafe.Add(ref mask, word);
            foreach (int row in plan.Singles[..plan.SingleCount])
            {
                Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
                bits &= Unsafe.Add(ref rows, (row * Blocks.Words) + word);
            }

            for (int at = 0; at < plan.GroupedLength;)
            {
                int count = plan.Grouped[at++];
                ulong union = 0;
                foreach (int row in plan.Grouped.Slice(at, count))
                {
                    Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
                    union |= Unsafe.Add(ref rows, (row * Blocks.Words) + word);
                }

                bits &= union;
                at += count;
            }

            Unsafe.Add(ref survivors, word) = bits;
            any |= bits;
        }

        return any != 0;
    }
}
