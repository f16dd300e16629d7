// Checks the sections that only a delta has.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class DeltaValidation
{
    public static void Validate(FrozenCatalog catalog)
    {
        if (catalog.Delta is not { } delta)
        {
            return;
        }

        Require(delta.BaseHash.Length == DeltaTerms.BaseWords, SectionId.DeltaBase, "the base has one hash");
        Require(
            delta.Replaced.Length <= AdSelectLimits.MaxDeltaLineItems && catalog.LineItems.Length <= AdSelectLimits.MaxDeltaLineItems,
            SectionId.DeltaReplaced,
            "a delta has no more line items than its limit");
        bool ascends = true;
        for (int i = 1; i < delta.Replaced.Length; i++)
        {
            ascends &= delta.Replaced[i - 1] < delta.Replaced[i];
        }

        Require(ascends, SectionId.DeltaReplaced, "keys ascend");
    }
}
