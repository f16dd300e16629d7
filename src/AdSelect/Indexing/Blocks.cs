// The grain of the matching image: 512 entries a block, one cache line a row.
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

internal static class Blocks
{
    public const int Size = 512;

    /// <summary>64-bit words of one row of one block.</summary>
    public const int Words = Size / 64;

    /// <summary>The bits of a word that stand for entries, of a bitmap over <paramref name="entryCount"/> entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ValidBits(int word, int entryCount)
    {
        int left = entryCount - (word * 64);
        return left >= 64 ? ulong.MaxValue : left <= 0 ? 0 : (1UL << left) - 1;
    }
}

/// <summary>Partitions of the matching image: one per format, and one for line items without any creative.</summary>
internal static class Partitioning
{
    public const int FormatCount = 3;
    public const int NoFormat = FormatCount;
    public const int Count = FormatCount + 1;

    public static bool Contains(int partition, byte formats) => partition == NoFormat ? formats == 0 : (formats & (1 << partition)) != 0;

    /// <summary>True when no earlier partition contains the line item.</summary>
    public static bool IsFirst(int partition, byte formats) => partition == NoFormat || (formats & ((1 << partition) - 1)) == 0;
}
