// Texts by index: one blob of UTF-8 and the offsets into it. Cold data: ids, names, keyword values.
using System.Text;
using AdSelect.Internals;

namespace AdSelect.Indexing;

internal readonly struct TextTable(Column<int> offsets, Column<byte> utf8)
{
    public int Count => offsets.Length - 1;

    public ReadOnlySpan<byte> Utf8(int index) => utf8.Span[offsets[index]..offsets[index + 1]];

    public string this[int index] => Encoding.UTF8.GetString(Utf8(index));

    public Column<int> Offsets => offsets;

    public int ByteCount => utf8.Length;

    /// <summary>Index of a text in a table ordered by <see cref="string.CompareOrdinal(string, string)"/>; −1 when absent.</summary>
    public int Find(string text)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(this[middle], text);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="Find(string)"/>, of a text that is UTF-8 already; decodes nothing.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Compare(Utf8(middle), text);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    // UTF-16 order of UTF-8 bytes. They differ in one place: UTF-16 puts what lies beyond U+FFFF, whose first byte is
    // F0 and up, before U+E000 to U+FFFF, whose first byte is EE or EF.
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = left.CommonPrefixLength(right);
        return common == left.Length || common == right.Length
            ? left.Length - right.Length
            : Utf16Rank(left[common]) - Utf16Rank(right[common]);
    }

    private static int Utf16Rank(byte value) => value is 0xEE or 0xEF ? value + 0x10 : value;
}

/// <summary>Sets of 64-bit keys by index; set 0 is empty, equal sets are stored once, keys ascend.</summary>
internal readonly struct KeySets(Column<int> offsets, Column<ulong> keys)
{
    public int Count => offsets.Length - 1;

    public ReadOnlySpan<ulong> this[int set] => keys.Span[offsets[set]..offsets[set + 1]];

    public Column<int> Offsets => offsets;

    public Column<ulong> Keys => keys;
}
