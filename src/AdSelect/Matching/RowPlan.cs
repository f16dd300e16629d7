// Which rows of a partition a request must intersect.
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>
/// Row numbers within a partition. <see cref="Singles"/> are ANDed; each group's rows are ORed first; entries in a
/// <see cref="Checks"/> row are decided by their program.
/// </summary>
internal ref struct RowPlan
{
    public Span<int> Singles;
    public int SingleCount;

    /// <summary>Count, then that many rows; and so on.</summary>
    public Span<int> Grouped;
    public int GroupedLength;

    public Span<int> Checks;
    public int CheckCount;

    /// <summary>True when every entry must be decided by its program.</summary>
    public bool ChecksAll;

    /// <summary>Plans the partition's rows. False when no entry can match.</summary>
    public bool TryBuild(FrozenCatalog catalog, in ResolvedRequest request, int partition)
    {
        SingleCount = 0;
        GroupedLength = 0;
        CheckCount = 0;
        ChecksAll = false;
        int directoryLength = catalog.RowDirectory.Length / Partitioning.Count;
        ReadOnlySpan<int> directory = catalog.RowDirectory.Span.Slice(partition * directoryLength, directoryLength);
        foreach (ref readonly AttributeValues values in request.Attributes)
        {
            if (values.Class >= 0 && !TryAddSingle(directory[values.Class]))
            {
                return false;
            }
        }

        foreach (ref readonly ClassGroup group in request.SeveralGroups)
        {
            if (!TryAdd(directory, request.ClassesOf(group), group))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAdd(ReadOnlySpan<int> directory, ReadOnlySpan<int> classes, in ClassGroup group)
    {
        int multi = directory[group.MultiClass];
        ChecksAll |= multi == RowDirectory.All;
        if (multi >= 0)
        {
            Checks[CheckCount++] = multi;
        }

        int countAt = GroupedLength;
        int next = countAt + 1;
        bool isAll = multi == RowDirectory.All;
        if (multi >= 0)
        {
            Grouped[next++] = multi;
        }

        foreach (int c in classes)
        {
            int row = directory[c];
            isAll |= row == RowDirectory.All;
            if (row >= 0)
            {
                Grouped[next++] = row;
            }
        }

        int rows = next - countAt - 1;
        if (isAll)
        {
            return true;
        }

        if (rows <= 1)
        {
            return TryAddSingle(rows == 1 ? Grouped[countAt + 1] : RowDirectory.None);
        }

        Grouped[countAt] = rows;
        GroupedLength = next;
        return true;
    }

    private bool TryAddSingle(int row)
    {
        if (row >= 0)
        {
            Singles[SingleCount++] = row;
        }

        return row != RowDirectory.None;
    }
}
