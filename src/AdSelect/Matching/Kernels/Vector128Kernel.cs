// Four 128-bit registers hold a row of a block: SSE2 and Arm's AdvSimd.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AdSelect.Indexing;

namespace AdSelect.Matching.Kernels;

internal readonly struct Vector128Kernel : IBlockKernel
{
    private const int Quarter = Blocks.Words / 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Intersect(ref ulong mask, ref ulong rows, scoped in RowPlan plan, ref ulong survivors)
    {
        Row bits = Row.Load(ref mask);
        ReadOnlySpan<int> singles = plan.Singles[..plan.SingleCount];
        foreach (int row in singles)
        {
            Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
            bits = bits.And(Row.Load(ref Unsafe.Add(ref rows, (nuint)((uint)row * Blocks.Words))));
        }

        if (bits.IsZero)
        {
            return false;
        }

        for (int at = 0; at < plan.GroupedLength;)
        {
            int count = plan.Grouped[at++];
            Row union = default;
            foreach (int row in plan.Grouped.Slice(at, count))
            {
                Debug.Assert(row >= 0, "a plan names rows; those that stand for all or for none are not in it");
                union = union.Or(Row.Load(ref Unsafe.Add(ref rows, (nuint)((uint)row * Blocks.Words))));
            }

            bits = bits.And(union);
            at += count;
        }

        bits.Store(ref survivors);
        return !bits.IsZero;
    }

    /// <summary>One row of one block.</summary>
    private readonly struct Row(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d)
    {
        private readonly Vector128<ulong> _a = a;
        private readonly Vector128<ulong> _b = b;
        private readonly Vector128<ulong> _c = c;
        private readonly Vector128<ulong> _d = d;

        public bool IsZero => (_a | _b | _c | _d) == Vector128<ulong>.Zero;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Row Load(ref ulong first) => new(
            Vector128.LoadUnsafe(ref first),
            Vector128.LoadUnsafe(ref first, Quarter),
            Vector128.LoadUnsafe(ref first, 2 * Quarter),
            Vector128.LoadUnsafe(ref first, 3 * Quarter));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Row And(in Row other) => new(_a & other._a, _b & other._b, _c & other._c, _d & other._d);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Row Or(in Row other) => new(_a | other._a, _b | other._b, _c | other._c, _d | other._d);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(ref ulong first)
        {
            _a.StoreUnsafe(ref first);
            _b.StoreUnsafe(ref first, Quarter);
            _c.StoreUnsafe(ref first, 2 * Quarter);
            _d.StoreUnsafe(ref first, 3 * Quarter);
        }
    }
}
