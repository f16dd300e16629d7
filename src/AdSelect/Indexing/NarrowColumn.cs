// A column of indexes into a table: 16 bits each while the table is small, 32 bits when it is not.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

internal readonly struct NarrowColumn
{
    private const int NarrowTable = ushort.MaxValue + 1;

    private readonly Column<ushort> _narrow;
    private readonly Column<int> _wide;
    private readonly bool _isNarrow;

    /// <param name="file">The file.</param>
    /// <param name="id">The section of the indexes.</param>
    /// <param name="tableLength">Elements of the table, which decide the width.</param>
    public NarrowColumn(SnapshotFile file, SectionId id, int tableLength)
    {
        _isNarrow = IsNarrow(tableLength);
        _narrow = _isNarrow ? file.Column<ushort>(id) : default;
        _wide = _isNarrow ? default : file.Column<int>(id);
    }

    public int Length => _isNarrow ? _narrow.Length : _wide.Length;

    public int this[int element] => _isNarrow ? _narrow[element] : _wide[element];

    /// <summary>Asks for an element's index, to be read soon.</summary>
    public void Approach(int element)
    {
        if (_isNarrow)
        {
            Fetch.Near(ref Unsafe.Add(ref _narrow.First, element));
        }
        else
        {
            Fetch.Near(ref Unsafe.Add(ref _wide.First, element));
        }
    }

    public static bool IsNarrow(int tableLength) => tableLength <= NarrowTable;
}
