// Random experiments that bind often: few units, many bindings, every way to split.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class ExperimentGenerator(Draw draw)
{
    private static readonly string[] ArmNames = ["a", "b", "c", "held"];

    /// <summary>Units of requests; the empty one is in no experiment.</summary>
    public static readonly IReadOnlyList<string> Units = ["", .. Enumerable.Range(0, 24).Select(i => $"unit-{i}"), "lyssnare-åäö", "聴取者"];

    /// <summary>A unit for a request, often one that is held out.</summary>
    public static string Unit(Draw draw, Catalog catalog)
    {
        string[] heldOut =
        [
            .. Units.Where(unit =>
                catalog.Experiments.Any(experiment => experiment.HoldoutArm is { } holdout && OracleExperiments.ArmOf(experiment, unit) == holdout)),
        ];
        return heldOut.Length > 0 && draw.Chance(40) ? draw.Pick(heldOut) : draw.Pick(Units);
    }

    public Experiment[] Next() => draw.Chance(30) ? [] : [.. Enumerable.Range(0, draw.Between(1, 4)).Select(i => Experiment($"experiment-{i}"))];

    /// <summary>A binding to one of the experiments, never to an arm that is held out; null at times.</summary>
    public ExperimentArm? Binding(IReadOnlyList<Experiment> experiments, int percent)
    {
        if (experiments.Count == 0 || !draw.Chance(percent))
        {
            return null;
        }

        Experiment experiment = draw.Pick(experiments);
        string[] open = [.. experiment.Arms.Select(arm => arm.Name).Where(name => name != experiment.HoldoutArm)];
        return open.Length == 0 ? null : new ExperimentArm(experiment.Id, draw.Pick(open)) { InsideOnly = draw.Chance(40) };
    }

    /// <summary>The line item with a binding that does not contradict its campaign's.</summary>
    public LineItem Bind(LineItem item, Campaign campaign, IReadOnlyList<Experiment> experiments)
    {
        ExperimentArm? binding = Binding(experiments, 17);
        bool contradicts = binding is not null && campaign.Experiment?.ExperimentId == binding.ExperimentId && campaign.Experiment.Arm != binding.Arm;
        return item with { Experiment = contradicts ? campaign.Experiment : binding };
    }

    private Experiment Experiment(string id)
    {
        bool hasRanges = draw.Chance(25);
        ArmDefinition[] arms = hasRanges
            ? [
                new("a") { Range = new UnitRange(0, 0.3) },
                new("b") { Range = new UnitRange(0.3, draw.Pick(0.3, 0.8)) },
                new("held") { Range = new UnitRange(0.85, 1) },
            ]
            : Weighted();
        return new Experiment(id)
        {
            Salt = draw.Pick(null, "shared", "ö"),
            Coverage = hasRanges ? 1 : draw.Pick(1, 1, 0.7, 0.5, 0),
            Arms = arms,
            Namespace = draw.Chance(40)
                ? draw.Pick(new ExperimentNamespace("layer", 0, 0.5), new ExperimentNamespace("layer", 0.5, 1), new ExperimentNamespace("other", 0.2, 0.9))
                : null,
            HoldoutArm = draw.Chance(65) ? arms[^1].Name : null,
        };
    }

    private ArmDefinition[] Weighted()
    {
        int count = draw.Between(1, ArmNames.Length);
        double[]? weights = draw.Chance(50) ? null : count switch
        {
            1 => [1],
            2 => [0.4, 0.6],
            3 => [0.2, 0.3, 0.5],
            _ => [0.1, 0, 0.333, 0.5669],
        };
        return [.. Enumerable.Range(0, count).Select(i => new ArmDefinition(ArmNames[i]) { Weight = weights?[i] })];
    }
}
