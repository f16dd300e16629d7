// Sets as bitmap rows: intersection, union, difference, and the rule for several values of one attribute.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AdSelect.Matching.Full;

/// <summary>Rows have <c>stride</c> words, a multiple of a cache line, so no loop here has a rest.</summary>
internal static class RowAlgebra<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary><paramref name="total"/> = the intersection of the numbered rows, at least one.</summary>
    public static void IntersectAll(ref ulong total, ref ulong rows, ReadOnlySpan<int> numbers, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes bits = TLanes.Ones;
            foreach (int number in numbers)
            {
                bits &= TLanes.Load(ref rows, ((nint)number * stride) + word);
            }

            bits.Store(ref total, word);
        }
    }

    /// <summary>
    /// Narrows <paramref name="total"/> to those that accept a request with several values of an attribute: any of the
    /// values is enough, but those that only forbid values must accept all. Who needs more than that stays in, to be
    /// decided by program.
    /// </summary>
    /// <param name="total">Narrowed.</param>
    /// <param name="rows">The part's rows.</param>
    /// <param name="numbers">The rows of the values' classes.</param>
    /// <param name="undecided">Number of the row of those that a program decides; those that only forbid follow it.</param>
    /// <param name="stride">Words of a row.</param>
    public static void IntersectValues(ref ulong total, ref ulong rows, ReadOnlySpan<int> numbers, int undecided, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        Debug.Assert(undecided >= 0, "the row is in the part's directory");
        ref ulong open = ref Unsafe.Add(ref rows, (nint)undecided * stride);
        ref ulong forbids = ref Unsafe.Add(ref open, stride);
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes any = TLanes.Zero;
            TLanes all = TLanes.Ones;
            foreach (int number in numbers)
            {
                var row = TLanes.Load(ref rows, ((nint)number * stride) + word);
                any |= row;
                all &= row;
            }

            TLanes accepted = all | any.Without(TLanes.Load(ref forbids, word)) | TLanes.Load(ref open, word);
            (TLanes.Load(ref total, word) & accepted).Store(ref total, word);
        }
    }

    /// <summary><paramref name="total"/> ∩= <paramref name="other"/>. False when nothing is left.</summary>
    public static bool Intersect(ref ulong total, ref ulong other, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        TLanes any = TLanes.Zero;
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes bits = TLanes.Load(ref total, word) & TLanes.Load(ref other, word);
            bits.Store(ref total, word);
            any |= bits;
        }

        return !any.IsZero;
    }

    /// <summary>Removes <paramref name="other"/> from <paramref name="total"/>. False when nothing is left.</summary>
    public static bool Subtract(ref ulong total, ref ulong other, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        TLanes any = TLanes.Zero;
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes bits = TLanes.Load(ref total, word).Without(TLanes.Load(ref other, word));
            bits.Store(ref total, word);
            any |= bits;
        }

        return !any.IsZero;
    }

    /// <summary><paramref name="total"/> ∪= <paramref name="other"/>.</summary>
    public static void Unite(ref ulong total, ref ulong other, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            (TLanes.Load(ref total, word) | TLanes.Load(ref other, word)).Store(ref total, word);
        }
    }

    /// <summary><paramref name="total"/> ∩= the union of the numbered rows.</summary>
    public static void IntersectUnion(ref ulong total, ref ulong rows, ReadOnlySpan<int> numbers, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes union = TLanes.Zero;
            foreach (int number in numbers)
            {
                union |= TLanes.Load(ref rows, ((nint)number * stride) + word);
            }

            (TLanes.Load(ref total, word) & union).Store(ref total, word);
        }
    }

    /// <summary>Moves what <paramref name="total"/> shares with the numbered rows' union to <paramref name="moved"/>. False when that is nothing.</summary>
    public static bool MoveUnion(ref ulong total, ref ulong moved, ref ulong rows, ReadOnlySpan<int> numbers, int stride)
    {
        Debug.Assert(stride % TLanes.Words == 0, "rows are whole cache lines");
        TLanes any = TLanes.Zero;
        for (nint word = 0; word < stride; word += TLanes.Words)
        {
            TLanes union = TLanes.Zero;
            foreach (int number in numbers)
            {
                union |= TLanes.Load(ref rows, ((nint)number * stride) + word);
            }

            var bits = TLanes.Load(ref total, word);
            TLanes shared = bits & union;
            shared.Store(ref moved, word);
            bits.Without(union).Store(ref total, word);
            any |= shared;
        }

        return !any.IsZero;
    }
}
