// The targeting programs: every one well formed, within its depth, and about things that exist.
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing.Validation;

internal static class CodeValidation
{
    private const int RangesPerThread = 4;
    private const int LeastRangeWords = 1 << 16;

    /// <summary>Walks all clauses and then all programs, which follow each other without gaps; returns where one begins.</summary>
    public static ProgramStarts Validate(FrozenCatalog catalog)
    {
        short[] attributeOfToken = TokenValidation.AttributesOf(catalog);
        var clauses = new CodeWalk.Extent[catalog.Clauses.Length];
        var starts = new ProgramStarts(catalog.Code.Length);
        int[] seams = Seams(catalog, new CodeWalk(catalog, attributeOfToken, clauses, 0).Clauses(catalog.Clauses.Span, starts));
        Ranges.Run(
            seams.Length - 1,
            1,
            catalog.Threads,
            (range, _) => new CodeWalk(catalog, attributeOfToken, clauses, clauses.Length).Programs(seams[range], seams[range + 1], starts));
        CircleValidation.Validate(catalog);
        return starts;
    }

    // Programs have no table of their own, so where to cut is taken from some line items. They are not checked yet: a cut
    // that is no beginning of a program is found when the walk that comes from the left does not end there.
    private static int[] Seams(FrozenCatalog catalog, int firstProgram)
    {
        int length = catalog.Code.Length;
        int ranges = catalog.Threads <= 1 ? 1 : Math.Min(Math.Min(catalog.Threads * RangesPerThread, length / LeastRangeWords), catalog.LineItems.Length);
        var seams = new SortedSet<int> { firstProgram, length };
        for (int i = 1; i < ranges; i++)
        {
            int program = catalog.LineItems[(int)((long)i * catalog.LineItems.Length / ranges)].Program;
            if (program > firstProgram && program < length)
            {
                seams.Add(program);
            }
        }

        return [.. seams];
    }
}
