// Experiments: arms one after another, ranges within 0 and 1, and bindings to arms that exist.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class ExperimentValidation
{
    public static void Validate(FrozenCatalog catalog)
    {
        int count = catalog.Experiments.Length;
        Require(count <= AdSelectLimits.MaxExperiments, SectionId.Experiments, "no more than the limit");
        EntityValidation.RequireTexts(catalog, catalog.ExperimentIds, count, SectionId.ExperimentIdOffsets, AdSelectLimits.MaxIdBytes);
        EntityValidation.RequireTexts(catalog, catalog.Namespaces, count, SectionId.NamespaceOffsets, AdSelectLimits.MaxIdBytes);
        EntityValidation.RequireTexts(catalog, catalog.ArmNames, catalog.ExperimentArms.Length, SectionId.ArmNameOffsets, AdSelectLimits.MaxIdBytes);
        RequireAscending(catalog.ExperimentIds);
        int arms = 0;
        foreach (ref readonly ExperimentRow row in catalog.Experiments.Span)
        {
            Require(
                row.FirstArm == arms && row.ArmCount is >= 1 and <= AdSelectLimits.MaxExperimentArms && row.Holdout <= row.ArmCount,
                SectionId.Experiments,
                "arms follow each other, within the limit");
            Require(IsRange(row.NamespaceFrom, row.NamespaceTo), SectionId.Experiments, "parts of namespaces are within 0 and 1");
            arms += row.ArmCount;
        }

        Require(arms == catalog.ExperimentArms.Length, SectionId.ExperimentArms, "as many as the experiments say");
        foreach (ref readonly ArmRow arm in catalog.ExperimentArms.Span)
        {
            Require(IsRange(arm.From, arm.To), SectionId.ExperimentArms, "ranges are within 0 and 1");
        }
    }

    /// <summary>Whether a binding is none, or to an arm that exists.</summary>
    public static bool IsBinding(FrozenCatalog catalog, in ArmBinding binding) => binding.IsBound
        ? binding.Experiment <= catalog.Experiments.Length && binding.Arm < catalog.Experiments[binding.Experiment - 1].ArmCount && binding.InsideOnly <= 1
        : binding == default;

    // A host asks for one by id, so every one must be found.
    private static void RequireAscending(TextTable ids)
    {
        for (int i = 1; i < ids.Count; i++)
        {
            Require(string.CompareOrdinal(ids[i - 1], ids[i]) < 0, SectionId.ExperimentIds, "ids ascend");
        }
    }

    // What is not a number is in no range.
    private static bool IsRange(double from, double to) => from >= 0 && from <= to && to <= 1;
}
