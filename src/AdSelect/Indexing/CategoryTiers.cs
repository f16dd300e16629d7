// The upper two levels of the category tree: what breaks keep ads apart by.
using System.Runtime.InteropServices;
using AdSelect.Internals;

namespace AdSelect.Indexing;

/// <summary>A category below another. Whatever is not listed has nothing above it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
internal struct CategoryTierRow
{
    /// <summary>XxHash3 of the category's id.</summary>
    public ulong Key;

    /// <summary>Of one directly below a top category: XxHash3 of that one's id. 0 for those further down.</summary>
    public ulong First;
}

/// <summary>Categories below others, ascending by key.</summary>
internal readonly struct CategoryTiers(Column<CategoryTierRow> rows)
{
    /// <summary>What stands for the second tier of a category that has none.</summary>
    public const ulong NoSecondTier = 0;

    public Column<CategoryTierRow> Rows { get; } = rows;

    /// <summary>
    /// Writes the categories of a creative and of its advertiser as pairs of first and second tier. A category counts as its second
    /// tier when it is deeper, and not at all beside one below it.
    /// </summary>
    /// <param name="ofCreative">Its categories and all above them.</param>
    /// <param name="ofAdvertiser">Its advertiser's and all above them.</param>
    /// <param name="pairs">Filled with two numbers a category.</param>
    /// <returns>How many numbers were written; −1 when there was no room.</returns>
    public int Write(ReadOnlySpan<ulong> ofCreative, ReadOnlySpan<ulong> ofAdvertiser, Span<ulong> pairs)
    {
        int count = 0;
        return AddSecondTiers(ofCreative, pairs, ref count) && AddSecondTiers(ofAdvertiser, pairs, ref count)
            && AddFirstTiers(ofCreative, pairs, ref count) && AddFirstTiers(ofAdvertiser, pairs, ref count) ? count : -1;
    }

    /// <summary>Whether some category of one equals some category of the other: by both tiers if both have two, else by the first.</summary>
    public static bool Meet(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = 0; i < left.Length; i += 2)
        {
            for (int j = 0; j < right.Length; j += 2)
            {
                bool haveBoth = left[i + 1] != NoSecondTier && right[j + 1] != NoSecondTier;
                if (left[i] == right[j] && (!haveBoth || left[i + 1] == right[j + 1]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The row of a category, or −1.</summary>
    public int Find(ulong key)
    {
        int low = 0;
        int high = Rows.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ulong found = Rows[middle].Key;
            if (found == key)
            {
                return middle;
            }

            (low, high) = found < key ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private bool AddSecondTiers(ReadOnlySpan<ulong> keys, Span<ulong> pairs, ref int count)
    {
        foreach (ulong key in keys)
        {
            int row = Find(key);
            if (row >= 0 && Rows[row].First != 0 && !TryAdd(pairs, ref count, Rows[row].First, key))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddFirstTiers(ReadOnlySpan<ulong> keys, Span<ulong> pairs, ref int count)
    {
        foreach (ulong key in keys)
        {
            if (Find(key) < 0 && !HasFirst(pairs[..count], key) && !TryAdd(pairs, ref count, key, NoSecondTier))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasFirst(ReadOnlySpan<ulong> pairs, ulong first)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == first)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryAdd(Span<ulong> pairs, ref int count, ulong first, ulong second)
    {
        for (int i = 0; i < count; i += 2)
        {
            if (pairs[i] == first && pairs[i + 1] == second)
            {
                return true;
            }
        }

        if (count + 2 > pairs.Length)
        {
            return false;
        }

        pairs[count++] = first;
        pairs[count++] = second;
        return true;
    }
}
