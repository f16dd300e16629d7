// Numbers as keys that order alike, and the classes between cuts.
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

/// <summary>Classes of numbers between cuts: 0 missing, 1 below the first cut, and so on.</summary>
internal static class IntervalClasses
{
    /// <summary>1 + how many of the ascending cuts are not above the key.</summary>
    public static int ClassOf(ReadOnlySpan<long> cuts, long key)
    {
        int at = cuts.BinarySearch(key);
        return 1 + (at >= 0 ? at + 1 : ~at);
    }
}

/// <summary>Order-preserving 64-bit keys of numbers, so that integer and decimal ranges are one kind of range.</summary>
internal static class NumberKey
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long OfBits(AttributeKind kind, long bits) => kind == AttributeKind.Decimal ? OfDoubleBits(bits) : bits;

    // Negative doubles order backwards by their bits: flip their magnitude.
    private static long OfDoubleBits(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    public static double ToDouble(long key) => BitConverter.Int64BitsToDouble(key ^ ((key >> 63) & long.MaxValue));
}
