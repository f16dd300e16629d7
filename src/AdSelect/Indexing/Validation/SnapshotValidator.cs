// Checks that a verified file's columns agree: the pair of what compiling asserts.
using AdSelect.Snapshots;

namespace AdSelect.Indexing.Validation;

/// <summary>
/// Checksums say that the bytes are those that were written; this says that they make sense. After it, nothing that
/// request time does with the columns can index out of range, recurse deeply or loop without end.
/// </summary>
internal static class SnapshotValidator
{
    /// <exception cref="SnapshotException">The content contradicts itself.</exception>
    public static void Validate(FrozenCatalog catalog)
    {
        SchemaValidation.Validate(catalog);
        EntityValidation.Validate(catalog);
        bool[] programStarts = CodeValidation.Validate(catalog);
        LineItemValidation.Validate(catalog, programStarts);
        ImageValidation.Validate(catalog, programStarts);
        DeltaValidation.Validate(catalog);
    }

    /// <summary>Refuses the snapshot unless the condition holds.</summary>
    public static void Require(bool holds, SectionId section, string rule)
    {
        if (!holds)
        {
            throw new SnapshotException(SnapshotError.Inconsistent, $"The snapshot contradicts itself: section {section}: {rule}.");
        }
    }

    /// <summary>Offsets of sets or texts: from 0, never descending, to the number of items, none with more than <paramref name="longest"/>.</summary>
    public static void RequireOffsets(ReadOnlySpan<int> offsets, int itemCount, SectionId section, int longest = int.MaxValue)
    {
        Require(offsets.Length > 0 && offsets[0] == 0 && offsets[^1] == itemCount, section, "offsets begin at 0 and end at the number of items");
        bool ascends = true;
        bool fits = true;
        for (int i = 1; i < offsets.Length; i++)
        {
            ascends &= offsets[i - 1] <= offsets[i];
            fits &= (long)offsets[i] - offsets[i - 1] <= longest;
        }

        Require(ascends, section, "offsets ascend");
        Require(fits, section, "none is longer than its limit");
    }
}
