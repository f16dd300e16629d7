// Which rows of a partition a request must intersect, cheapest first.
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
        foreach (ref readonly ClassGroup group in request.Groups[..request.GroupCount])
        {
            if (!TryAdd(directory, request.Classes.Slice(group.FirstClass, group.ClassCount), group))
            {
                return false;
            }
        }

        int firstRow = catalog.Partitions[partition].FirstRow;
        SortByPopulation(catalog.RowPopulations.Span[firstRow..]);
        return true;
    }

    private bool TryAdd(ReadOnlySpan<int> directory, ReadOnlySpan<int> classes, in ClassGroup group)
    {
        int multi = group.MultiClass < 0 ? RowDirectory.None : directory[group.MultiClass];
        if (group.MultiNeedsProgram && multi != RowDirectory.None)
        {
            ChecksAll |= multi == RowDirectory.All;
            if (multi >= 0)
            {
                Checks[CheckCount++] = multi;
            }
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
            if (rows == 1)
            {
                Singles[SingleCount++] = Grouped[countAt + 1];
            }

            return rows == 1;
        }

        Grouped[countAt] = rows;
        GroupedLength = next;
        return true;
    }

    // Insertion sort: a request has a dozen rows.
    private readonly void SortByPopulation(ReadOnlySpan<int> populations)
    {
        for (int i = 1; i < SingleCount; i++)
        {
            int row = Singles[i];
            int population = populations[row];
            int at = i;
            while (at > 0 && populations[Singles[at - 1]] > population)
            {
                Singles[at] = Singles[at - 1];
                at--;
            }

            Singles[at] = row;
        }
    }
}
