// Reads experiments into frozen rows, ordered by id, and binds line items and campaigns to their arms.
using System.Globalization;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class ExperimentIntake
{
    private readonly DiagnosticBag _diagnostics;
    private readonly HashedTexts _texts;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, int>> _arms = [];

    public ExperimentIntake(IReadOnlyList<Experiment> experiments, ElementChecks checks, HashedTexts texts, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _texts = texts;
        List<Experiment> valid = checks.ById("experiments", experiments, static experiment => experiment.Id, AdSelectLimits.MaxExperiments);
        foreach (Experiment experiment in valid)
        {
            Read(experiment);
        }

        WarnOfOverlaps(valid);
    }

    public List<ExperimentRow> Rows { get; } = [];

    public List<ArmRow> Arms { get; } = [];

    public TextPool Ids { get; } = new();

    public TextPool ArmNames { get; } = new();

    public TextPool Namespaces { get; } = new();

    /// <summary>Checks and stores what an element is bound to.</summary>
    /// <param name="arm">As authored.</param>
    /// <param name="ofParent">What the campaign of a line item is bound to.</param>
    /// <param name="path">The element.</param>
    /// <param name="findings">Takes the errors.</param>
    public ArmBinding Bind(ExperimentArm? arm, ArmBinding ofParent, Func<string> path, Diagnostics findings)
    {
        if (arm is null)
        {
            return default;
        }

        if (!_index.TryGetValue(arm.ExperimentId ?? string.Empty, out int experiment))
        {
            findings.Error("unknown-experiment", $"{path()}.experiment.experimentId", ElementChecks.NoneHas("experiment", arm.ExperimentId, _index.Keys));
            return default;
        }

        if (!_arms[experiment].TryGetValue(arm.Arm ?? string.Empty, out int number))
        {
            string ending = Spelling.Ending(arm.Arm, _arms[experiment].Keys);
            findings.Error(
                "unknown-arm",
                $"{path()}.experiment.arm",
                $"The experiment '{arm.ExperimentId}' has no arm '{ElementChecks.Shorten(arm.Arm)}'{ending}");
            return default;
        }

        var binding = new ArmBinding { Experiment = (byte)(experiment + 1), Arm = unchecked((byte)number), InsideOnly = arm.InsideOnly ? (byte)1 : (byte)0 };
        if (Rows[experiment].Holdout == number + 1)
        {
            findings.Error(
                "conflict",
                $"{path()}.experiment.arm",
                $"'{arm.Arm}' is the arm of '{arm.ExperimentId}' that is held out: its units get none of the line items bound to the experiment.");
        }
        else if (ofParent.Experiment == binding.Experiment && ofParent.Arm != binding.Arm)
        {
            findings.Error(
                "conflict",
                $"{path()}.experiment.arm",
                $"The campaign is bound to another arm of '{arm.ExperimentId}', so nobody inside would get it.");
        }

        return binding;
    }

    private void Read(Experiment experiment)
    {
        string path = $"experiments['{experiment.Id}']";
        string salt = experiment.Salt ?? experiment.Id;
        _texts.Add(salt);
        Dictionary<string, int> names = ReadNames(experiment, path);
        CheckId(experiment.Salt, $"{path}.salt");
        if (!IsShare(experiment.Coverage))
        {
            _diagnostics.Error("out-of-range", $"{path}.coverage", Invariant($"The coverage {experiment.Coverage} is not between 0 and 1."));
        }

        int holdout = -1;
        if (experiment.HoldoutArm is { } held && !names.TryGetValue(held, out holdout))
        {
            string ending = Spelling.Ending(held, names.Keys);
            _diagnostics.Error("unknown-arm", $"{path}.holdoutArm", $"The experiment has no arm '{ElementChecks.Shorten(held)}'{ending}");
        }

        if (experiment.Namespace is { } part)
        {
            CheckId(part.Name ?? string.Empty, $"{path}.namespace.name");
            CheckRange(new UnitRange(part.From, part.To), $"{path}.namespace");
        }

        ArmRow[] arms = ReadArms(experiment, path);
        _index.Add(experiment.Id, Rows.Count);
        _arms.Add(names);
        Rows.Add(new ExperimentRow
        {
            NamespaceFrom = experiment.Namespace?.From ?? 0,
            NamespaceTo = experiment.Namespace?.To ?? 0,
            SaltHash = BucketHash.Append(BucketHash.Empty, salt),
            FirstArm = Arms.Count,
            ArmCount = unchecked((byte)arms.Length),
            Holdout = experiment.HoldoutArm is null ? (byte)0 : unchecked((byte)(holdout + 1)),
        });
        Arms.AddRange(arms);
        Ids.Add(experiment.Id);
        Namespaces.Add(experiment.Namespace?.Name);
        foreach (ArmDefinition? arm in experiment.Arms)
        {
            ArmNames.Add(arm?.Name);
        }
    }

    private Dictionary<string, int> ReadNames(Experiment experiment, string path)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        if (experiment.Arms.Count == 0)
        {
            _diagnostics.Error("missing", $"{path}.arms", "An experiment needs an arm.");
        }
        else if (experiment.Arms.Count > AdSelectLimits.MaxExperimentArms)
        {
            _diagnostics.Error("too-many", $"{path}.arms", $"{experiment.Arms.Count} arms; at most {AdSelectLimits.MaxExperimentArms} are allowed.");
        }

        for (int i = 0; i < experiment.Arms.Count; i++)
        {
            if (experiment.Arms[i] is not { } arm)
            {
                _diagnostics.Error("missing", $"{path}.arms[{i}]", "The arm is null.");
            }
            else if (CheckId(arm.Name ?? string.Empty, $"{path}.arms[{i}].name") && !names.TryAdd(arm.Name!, i))
            {
                _diagnostics.Error("duplicate-id", $"{path}.arms[{i}].name", $"The arm '{arm.Name}' appears twice.");
            }
        }

        return names;
    }

    private ArmRow[] ReadArms(Experiment experiment, string path)
    {
        ArmDefinition[] arms = [.. experiment.Arms.Where(static arm => arm is not null)];
        int ranges = arms.Count(static arm => arm.Range is not null);
        int weights = arms.Count(static arm => arm.Weight is not null);
        if ((ranges > 0 && (ranges < arms.Length || weights > 0)) || (weights > 0 && weights < arms.Length))
        {
            _diagnostics.Error("conflict", $"{path}.arms", "Either every arm has a weight, or every arm has a range, or none has either.");
        }
        else if (ranges > 0)
        {
            return ReadRanges(experiment, arms, path);
        }
        else if (weights > 0)
        {
            CheckWeights(arms, path);
        }

        return ArmRanges.Of(arms.Length, experiment.Coverage, weights == arms.Length ? [.. arms.Select(static arm => arm.Weight!.Value)] : []);
    }

    private ArmRow[] ReadRanges(Experiment experiment, ArmDefinition[] arms, string path)
    {
        if (experiment.Coverage != 1)
        {
            _diagnostics.Error("conflict", $"{path}.coverage", "Ranges say themselves how many units are inside; leave the coverage out.");
        }

        for (int i = 0; i < arms.Length; i++)
        {
            UnitRange range = arms[i].Range!.Value;
            CheckRange(range, $"{path}.arms[{i}].range");
            if (arms[..i].FirstOrDefault(other => Overlap(range, other.Range!.Value)) is { } earlier)
            {
                _diagnostics.Error("range-overlap", $"{path}.arms[{i}].range", $"It has units of the arm '{earlier.Name}' too.");
            }
        }

        return [.. arms.Select(static arm => new ArmRow { From = arm.Range!.Value.From, To = arm.Range!.Value.To })];
    }

    private void CheckWeights(ArmDefinition[] arms, string path)
    {
        double[] weights = [.. arms.Select(static arm => arm.Weight!.Value)];
        int wrong = Array.FindIndex(weights, static weight => !IsShare(weight));
        if (wrong >= 0)
        {
            _diagnostics.Error("out-of-range", $"{path}.arms[{wrong}].weight", Invariant($"The weight {weights[wrong]} is not between 0 and 1."));
        }
        else if (!ArmRanges.AreWhole(weights))
        {
            _diagnostics.Error("out-of-range", $"{path}.arms", Invariant($"The weights sum to {weights.Sum()}, not to 1."));
        }
    }

    // Intended or not, units in the common part are in both experiments, which is what namespaces are to prevent.
    private void WarnOfOverlaps(List<Experiment> experiments)
    {
        for (int i = 0; i < experiments.Count; i++)
        {
            if (experiments[i].Namespace is not { } own)
            {
                continue;
            }

            Experiment? other = experiments
                .Take(i)
                .FirstOrDefault(other => other.Namespace is { } part
                    && part.Name == own.Name
                    && Overlap(new UnitRange(part.From, part.To), new UnitRange(own.From, own.To)));
            if (other is not null)
            {
                _diagnostics.Warning(
                    "namespace-overlap",
                    $"experiments['{experiments[i].Id}'].namespace",
                    $"It shares a part of the namespace '{own.Name}' with '{other.Id}', so some units are in both; give each a part of its own.");
            }
        }
    }

    private bool CheckId(string? id, string path)
    {
        bool isId = id is null || ElementChecks.IsId(id);
        if (!isId)
        {
            _diagnostics.Error(
                "bad-id",
                path,
                $"'{ElementChecks.Shorten(id)}' is empty, longer than {AdSelectLimits.MaxIdBytes} UTF-8 bytes, or not valid text.");
        }

        return isId;
    }

    private void CheckRange(UnitRange range, string path)
    {
        if (!(range.From >= 0 && range.From <= range.To && range.To <= 1))
        {
            _diagnostics.Error("out-of-range", path, Invariant($"{range.From} to {range.To} is no range within 0 and 1."));
        }
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static bool Overlap(UnitRange a, UnitRange b) => Math.Max(a.From, b.From) < Math.Min(a.To, b.To);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
