// Experiments as their rules say: who is in which arm, and what the arm of a unit lets pass.
using System.Globalization;
using System.Text;

namespace AdSelect.Tests.Oracle;

public static class OracleExperiments
{
    /// <summary>The arm of a unit; null outside of the experiment.</summary>
    public static string? ArmOf(Experiment experiment, string unit)
    {
        if (unit.Length == 0 || (experiment.Namespace is { } part && !Contains(part.From, part.To, Fnv($"{unit}__{part.Name}") % 1_000 / 1_000.0)))
        {
            return null;
        }

        double bucket = Fnv(Fnv((experiment.Salt ?? experiment.Id) + unit).ToString(CultureInfo.InvariantCulture)) % 10_000 / 10_000.0;
        double start = 0;
        foreach (ArmDefinition arm in experiment.Arms)
        {
            double weight = arm.Weight ?? 1.0 / experiment.Arms.Count;
            if (arm.Range is { } range ? Contains(range.From, range.To, bucket) : Contains(start, start + (experiment.Coverage * weight), bucket))
            {
                return arm.Name;
            }

            start += weight;
        }

        return null;
    }

    /// <summary>Whether a line item is held out from a unit.</summary>
    public static bool HoldsOut(OracleLineItem item, string unit, Catalog catalog) =>
        Bindings(item).Any(binding => Find(catalog, binding) is { HoldoutArm: { } holdout } experiment && ArmOf(experiment, unit) == holdout);

    /// <summary>What the line item's own binding says, and then its campaign's.</summary>
    public static RejectionReason Reason(OracleLineItem item, PlainRequest request, Catalog catalog) =>
        Bindings(item).Select(binding => Reason(binding, Find(catalog, binding), request)).FirstOrDefault(reason => reason != RejectionReason.None);

    private static RejectionReason Reason(ExperimentArm binding, Experiment experiment, PlainRequest request) =>
        ArmOf(experiment, request.ExperimentUnit) switch
        {
            null => binding.InsideOnly ? RejectionReason.NotInExperiment : RejectionReason.None,
            { } arm when arm == experiment.HoldoutArm => request.AdmitsHeldOut ? RejectionReason.None : RejectionReason.HeldOut,
            { } arm => arm == binding.Arm ? RejectionReason.None : RejectionReason.OtherExperimentArm,
        };

    private static IEnumerable<ExperimentArm> Bindings(OracleLineItem item) =>
        new[] { item.LineItem.Experiment, item.Campaign.Experiment }.OfType<ExperimentArm>();

    private static Experiment Find(Catalog catalog, ExperimentArm binding) => catalog.Experiments.Single(experiment => experiment.Id == binding.ExperimentId);

    private static bool Contains(double from, double to, double value) => from <= value && value < to;

    private static ulong Fnv(string text) => Encoding.UTF8.GetBytes(text).Aggregate(0x811C9DC5UL, (hash, one) => (hash ^ one) * 0x01000193 % (1UL << 32));
}
