// The shapes of experiments and of what is bound to their arms.
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class UnitRangeJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double From { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double To { get; init; }

    public UnitRange ToModel() => new(From, To);

    public static UnitRangeJson? Of(UnitRange? range) => range is { } some ? new() { From = some.From, To = some.To } : null;
}

internal sealed class NamespaceJson
{
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double From { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required double To { get; init; }

    public ExperimentNamespace ToModel() => new(Name, From, To);

    public static NamespaceJson? Of(ExperimentNamespace? part) => part is null ? null : new() { Name = part.Name, From = part.From, To = part.To };
}

internal sealed class ArmDefinitionJson
{
    public required string Name { get; init; }

    public double? Weight { get; init; }

    public UnitRangeJson? Range { get; init; }

    public ArmDefinition ToModel() => new(Name) { Weight = Weight, Range = Range?.ToModel() };

    public static ArmDefinitionJson From(ArmDefinition arm) => new() { Name = arm.Name, Weight = arm.Weight, Range = UnitRangeJson.Of(arm.Range) };
}

internal sealed class ExperimentJson
{
    public required string Id { get; init; }

    public string? Salt { get; init; }

    public double? Coverage { get; init; }

    public List<ArmDefinitionJson>? Arms { get; init; }

    public NamespaceJson? Namespace { get; init; }

    public string? HoldoutArm { get; init; }

    public Experiment ToModel() => new(Id)
    {
        Salt = Salt,
        Coverage = Coverage ?? 1,
        Arms = Arms.ToModels(static arm => arm.ToModel()),
        Namespace = Namespace?.ToModel(),
        HoldoutArm = HoldoutArm,
    };

    public static ExperimentJson From(Experiment experiment) => new()
    {
        Id = experiment.Id,
        Salt = experiment.Salt,
        Coverage = experiment.Coverage.UnlessDefault(1),
        Arms = experiment.Arms.ToShapes(ArmDefinitionJson.From),
        Namespace = NamespaceJson.Of(experiment.Namespace),
        HoldoutArm = experiment.HoldoutArm,
    };
}

internal sealed class ExperimentArmJson
{
    public required string ExperimentId { get; init; }

    public required string Arm { get; init; }

    public bool InsideOnly { get; init; }

    public ExperimentArm ToModel() => new(ExperimentId, Arm) { InsideOnly = InsideOnly };

    public static ExperimentArmJson? From(ExperimentArm? arm) => arm is null
        ? null
        : new() { ExperimentId = arm.ExperimentId, Arm = arm.Arm, InsideOnly = arm.InsideOnly };
}
