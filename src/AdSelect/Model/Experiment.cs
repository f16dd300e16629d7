// Experiments: who is in which arm, and what an arm gets.
namespace AdSelect;

/// <summary>
/// Splits units (listeners, devices, stations) into arms by a stable hash: the same unit is always in the same arm, on every host.
/// Line items and campaigns are bound to an arm with <see cref="ExperimentArm"/>.
/// </summary>
/// <param name="Id">Unique among experiments.</param>
public sealed record Experiment(string Id)
{
    /// <summary>
    /// What the hash of a unit begins with, as an id; null is <see cref="Id"/>. Equal salts split units alike; another salt shuffles
    /// them anew.
    /// </summary>
    public string? Salt { get; init; }

    /// <summary>The part of all units that is inside, 0 to 1. Raising it moves no unit from one arm to another. Not together with ranges.</summary>
    public double Coverage { get; init; } = 1;

    /// <summary>The arms, 1 to <see cref="AdSelectLimits.MaxExperimentArms"/>. Their order matters: it says which hashes are whose.</summary>
    public IReadOnlyList<ArmDefinition> Arms { get; init; } = [];

    /// <summary>The part of a namespace that the experiment has; null needs none.</summary>
    public ExperimentNamespace? Namespace { get; init; }

    /// <summary>Name of the arm whose units get none of the line items bound to this experiment; null holds nobody out.</summary>
    public string? HoldoutArm { get; init; }
}

/// <summary>One arm of an experiment.</summary>
/// <param name="Name">Unique within the experiment; as an id.</param>
public sealed record ArmDefinition(string Name)
{
    /// <summary>Its part of the units that are inside, 0 to 1; all arms' weights sum to 1. Null in every arm: all alike.</summary>
    public double? Weight { get; init; }

    /// <summary>The hashes that are its own, instead of a weight. Given for every arm of an experiment or for none.</summary>
    public UnitRange? Range { get; init; }
}

/// <summary>A half-open range of hashes: from ≤ hash &lt; to. Units are spread evenly over 0 to 1, in steps of 0.0001.</summary>
/// <param name="From">0 to 1.</param>
/// <param name="To">From <paramref name="From"/> to 1.</param>
public readonly record struct UnitRange(double From, double To);

/// <summary>
/// A part of a namespace. Experiments with parts of one namespace that do not overlap never share a unit.
/// </summary>
/// <param name="Name">The namespace; as an id.</param>
/// <param name="From">Where the part begins, 0 to 1, in steps of 0.001.</param>
/// <param name="To">Where it ends, not included, up to 1.</param>
public sealed record ExperimentNamespace(string Name, double From, double To);

/// <summary>
/// Binds a line item, or all line items of a campaign, to an arm of an experiment: of the units inside the experiment only those of
/// the arm get it. Units outside get it as if there were no experiment.
/// </summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Arm">Name of the arm; not the experiment's holdout arm.</param>
public sealed record ExperimentArm(string ExperimentId, string Arm)
{
    /// <summary>True keeps it from units outside of the experiment too.</summary>
    public bool InsideOnly { get; init; }
}
