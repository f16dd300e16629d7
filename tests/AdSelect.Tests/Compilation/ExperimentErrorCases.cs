// Experiments that cannot be meant, and bindings to arms that are not there.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Compilation;

public static class ExperimentErrorCases
{
    private static readonly Experiment Good = new("x") { Arms = [new("a"), new("b")], HoldoutArm = "b" };
    private static readonly ArmDefinition Low = new("low") { Range = new UnitRange(0, 0.5) };
    private static readonly ArmDefinition High = new("high") { Range = new UnitRange(0.5, 1) };

    public static IEnumerable<DiagnosticCase> All =>
    [
        Of("missing", "experiments[0]", [null!]),
        Of("bad-id", "experiments[0].id", [Good with { Id = "" }]),
        Of("duplicate-id", "experiments[1].id", [Good, Good]),
        Of("too-many", "experiments", [.. Enumerable.Range(0, AdSelectLimits.MaxExperiments + 1).Select(i => Good with { Id = $"x{i}" })]),
        Of("bad-id", "experiments['x'].salt", [Good with { Salt = "" }]),
        Of("out-of-range", "experiments['x'].coverage", [Good with { Coverage = 1.1 }]),
        Of("out-of-range", "experiments['x'].coverage", [Good with { Coverage = double.NaN }]),
        Of("unknown-arm", "experiments['x'].holdoutArm", [Good with { HoldoutArm = "c" }]),
        Of("bad-id", "experiments['x'].namespace.name", [Good with { Namespace = new ExperimentNamespace("", 0, 1) }]),
        Of("out-of-range", "experiments['x'].namespace", [Good with { Namespace = new ExperimentNamespace("n", 0.5, 0.4) }]),
        Of("out-of-range", "experiments['x'].namespace", [Good with { Namespace = new ExperimentNamespace("n", double.NaN, 1) }]),
        Arms("missing", ".arms"),
        Arms("too-many", ".arms", [.. Enumerable.Range(0, 300).Select(i => new ArmDefinition($"a{i}"))]),
        Arms("missing", ".arms[1]", new ArmDefinition("a"), null!),
        Arms("bad-id", ".arms[1].name", new ArmDefinition("a"), new ArmDefinition("")),
        Arms("bad-id", ".arms[1].name", new ArmDefinition("a"), new ArmDefinition(null!)),
        Arms("duplicate-id", ".arms[1].name", new ArmDefinition("a"), new ArmDefinition("a")),
        Arms("out-of-range", ".arms[1].weight", new ArmDefinition("a") { Weight = 1 }, new ArmDefinition("b") { Weight = -0.5 }),
        Arms("out-of-range", ".arms[0].weight", new ArmDefinition("a") { Weight = double.NaN }),
        Arms("out-of-range", ".arms", new ArmDefinition("a") { Weight = 0.4 }, new ArmDefinition("b") { Weight = 0.5 }),
        Arms("out-of-range", ".arms", new ArmDefinition("a") { Weight = 0.7 }, new ArmDefinition("b") { Weight = 0.6 }),
        Arms("conflict", ".arms", new ArmDefinition("a") { Weight = 1 }, new ArmDefinition("b")),
        Arms("conflict", ".arms", Low, new ArmDefinition("b")),
        Arms("conflict", ".arms", Low, High with { Weight = 1 }),
        Arms("range-overlap", ".arms[1].range", Low, High with { Range = new UnitRange(0.4, 1) }),
        Arms("out-of-range", ".arms[1].range", Low, High with { Range = new UnitRange(0.5, 1.1) }),
        Of("conflict", "experiments['x'].coverage", [Good with { HoldoutArm = null, Coverage = 0.5, Arms = [Low, High] }]),
        Bound("unknown-experiment", "lineItems['a'].experiment.experimentId", new ExperimentArm("y", "a")),
        Bound("unknown-experiment", "lineItems['a'].experiment.experimentId", new ExperimentArm(null!, "a")),
        Bound("unknown-arm", "lineItems['a'].experiment.arm", new ExperimentArm("x", "c")),
        Bound("unknown-arm", "lineItems['a'].experiment.arm", new ExperimentArm("x", null!)),
        Bound("conflict", "lineItems['a'].experiment.arm", new ExperimentArm("x", "b")),
        Bound(
            "conflict",
            "lineItems['a'].experiment.arm",
            new ExperimentArm("x", "a"),
            new ExperimentArm("x", "c"),
            Good with { HoldoutArm = null, Arms = [new("a"), new("c")] }),
        Bound("unknown-arm", "campaigns['a'].experiment.arm", null, new ExperimentArm("x", "c")),
        Bound("conflict", "campaigns['a'].experiment.arm", null, new ExperimentArm("x", "b")),
    ];

    private static DiagnosticCase Of(string code, string path, Experiment[] experiments) =>
        new(code, path, SmallCatalog.Of(SmallCatalog.Item("a")) with { Experiments = experiments });

    private static DiagnosticCase Arms(string code, string path, params ArmDefinition[] arms) =>
        Of(code, $"experiments['x']{path}", [new Experiment("x") { Arms = arms }]);

    private static DiagnosticCase Bound(string code, string path, ExperimentArm? item, ExperimentArm? campaign = null, Experiment? experiment = null) =>
        new(code, path, SmallCatalog.Of(SmallCatalog.Item("a") with { Experiment = item }) with
        {
            Experiments = [experiment ?? Good],
            Campaigns = [new Campaign("a", "a") { Experiment = campaign }],
        });
}
