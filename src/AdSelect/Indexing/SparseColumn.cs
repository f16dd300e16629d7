// A column of amounts that few elements have: a bit for each element, and the amounts of those that have one.
using System.Numerics;
using System.Runtime.InteropServices;
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

/// <summary>Which of 64 elements have a value in a sparse column, and how many before them have one.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 12)]
internal struct PresenceRow
{
    public ulong Bits;
    public int Before;
}

/// <summary>Presence stands in one section, the amounts in the next.</summary>
internal readonly struct SparseColumn(SnapshotFile file, SectionId presence)
{
    public const int ElementsPerRow = 64;

    public Column<PresenceRow> Presence { get; } = file.Column<PresenceRow>(presence);

    public Column<long> Amounts { get; } = file.Column<long>(presence + 1);

    public bool Has(int element) => ((Presence[element / ElementsPerRow].Bits >> element) & 1) != 0;

    /// <summary>The element's amount, or <paramref name="absent"/> when it has none.</summary>
    public long Get(int element, long absent)
    {
        ref readonly PresenceRow row = ref Presence[element / ElementsPerRow];
        ulong bit = 1UL << element;
        return (row.Bits & bit) == 0 ? absent : Amounts[row.Before + BitOperations.PopCount(row.Bits & (bit - 1))];
    }
}
