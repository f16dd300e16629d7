// Which line items tie, as one bit each: it is set where a line item has another tier or rank score than the one before.
using System.Numerics;
using AdSelect.Internals;

namespace AdSelect.Indexing;

internal readonly struct TieStarts(Column<ulong> bits, int count)
{
    private const int BitsPerWord = 64;

    public Column<ulong> Bits { get; } = bits;

    public static int WordsFor(int count) => (count + BitsPerWord - 1) / BitsPerWord;

    /// <summary>The bits of line items in rank order.</summary>
    public static ulong[] Build(ReadOnlySpan<LineItemRow> rows)
    {
        ulong[] starts = new ulong[WordsFor(rows.Length)];
        for (int i = 0; i < rows.Length; i++)
        {
            bool ties = i > 0 && rows[i].Tier == rows[i - 1].Tier && rows[i].RankScore == rows[i - 1].RankScore;
            starts[i / BitsPerWord] |= ties ? 0 : 1UL << i;
        }

        return starts;
    }

    public bool Starts(int lineItem) => ((Bits[lineItem / BitsPerWord] >> lineItem) & 1) != 0;

    /// <summary>
    /// The first ordinal after a line item's ties. It looks at 512 line items in the time in which a walk through the
    /// ties reads one row of one block.
    /// </summary>
    public int EndOf(int lineItem)
    {
        int next = lineItem + 1;
        int word = next / BitsPerWord;
        if (word >= Bits.Length)
        {
            return count;
        }

        ulong rest = Bits[word] >> next;
        if (rest != 0)
        {
            return next + BitOperations.TrailingZeroCount(rest);
        }

        ReadOnlySpan<ulong> later = Bits.Span[(word + 1)..];
        int found = later.IndexOfAnyExcept(0UL);
        return found < 0 ? count : ((word + 1 + found) * BitsPerWord) + BitOperations.TrailingZeroCount(later[found]);
    }
}
