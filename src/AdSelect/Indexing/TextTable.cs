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
}

/// <summary>Sets of 64-bit keys by index; set 0 is empty, equal sets are stored once, keys ascend.</summary>
internal readonly struct KeySets(Column<int> offsets, Column<ulong> keys)
{
    public int Count => offsets.Length - 1;

    public ReadOnlySpan<ulong> this[int set] => keys.Span[offsets[set]..offsets[set + 1]];

    public Column<int> Offsets => offsets;

    public Column<ulong> Keys => keys;
}
