// How units are split: close to the weights, always alike, growing without moving, and exclusive in namespaces.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using FsCheck.Xunit;

namespace AdSelect.Tests.Experiments;

public sealed class SplitTests
{
    private const int Units = 50_000;

    private static readonly Experiment Thirds = new("thirds") { Arms = [new("a") { Weight = 0.2 }, new("b") { Weight = 0.3 }, new("c") { Weight = 0.5 }] };

    [Theory]
    [InlineData(1)]
    [InlineData(0.4)]
    [InlineData(0)]
    public void ArmsHaveTheirWeightOfTheUnitsCovered(double coverage)
    {
        string?[] arms = Split(Thirds with { Coverage = coverage });
        Assert.All(Thirds.Arms, arm => AssertShare(coverage * arm.Weight!.Value, arms.Count(one => one == arm.Name)));
        AssertShare(1 - coverage, arms.Count(one => one is null));
    }

    [Fact]
    public void ArmsWithoutWeightsAreAlike()
    {
        string?[] arms = Split(Thirds with { Arms = [new("a"), new("b"), new("c"), new("d"), new("e")] });
        Assert.All(new[] { "a", "b", "c", "d", "e" }, arm => AssertShare(0.2, arms.Count(one => one == arm)));
    }

    [Fact]
    public void ArmsWithRangesHaveTheirWidth()
    {
        string?[] arms = Split(Thirds with
        {
            Arms = [new("a") { Range = new UnitRange(0.25, 0.35) }, new("b") { Range = new UnitRange(0, 0.2) }, new("c") { Range = new UnitRange(0.5, 0.5) }],
        });
        AssertShare(0.1, arms.Count(one => one == "a"));
        AssertShare(0.2, arms.Count(one => one == "b"));
        Assert.DoesNotContain("c", arms);
    }

    [Property(MaxTest = 30)]
    public void RaisingTheCoverageMovesNobodyFromArmToArm(int low, int high)
    {
        double[] coverages = [.. new[] { Math.Abs((long)low) % 101 / 100.0, Math.Abs((long)high) % 101 / 100.0 }.Order()];
        string?[] before = Split(Thirds with { Coverage = coverages[0] }, 3_000);
        string?[] after = Split(Thirds with { Coverage = coverages[1] }, 3_000);
        Assert.All(before.Zip(after), pair => Assert.True(pair.First is null || pair.First == pair.Second));
    }

    [Fact]
    public void TheSameUnitIsInTheSameArmInEverySnapshot()
    {
        Experiment other = new("zero") { Arms = [new("x")] };
        AdSnapshot alone = Snapshot(Thirds);
        AdSnapshot beside = AdSnapshot.Load(Engine.Bytes(Snapshot(other, Thirds)).AsSpan());
        Assert.All(Enumerable.Range(0, 2_000), i => Assert.Equal(alone.ExperimentArmOf("thirds", $"{i}"), beside.ExperimentArmOf("thirds", $"{i}")));
    }

    [Fact]
    public void TheSaltAloneSplits()
    {
        AdSnapshot snapshot = Snapshot(Thirds, Thirds with { Id = "again", Salt = "thirds" }, Thirds with { Id = "other" });
        Assert.All(Enumerable.Range(0, 2_000), i => Assert.Equal(snapshot.ExperimentArmOf("thirds", $"{i}"), snapshot.ExperimentArmOf("again", $"{i}")));

        // Of those in one arm of the first, the other's arms have their weights.
        string[] ofFirst = [.. Enumerable.Range(0, Units).Select(i => $"{i}").Where(unit => snapshot.ExperimentArmOf("thirds", unit) == "c")];
        Assert.InRange(ofFirst.Count(unit => snapshot.ExperimentArmOf("other", unit) == "b") / (double)ofFirst.Length, 0.29, 0.31);
    }

    [Fact]
    public void PartsOfANamespaceShareNobody()
    {
        AdSnapshot snapshot = Snapshot(
            Thirds with { Id = "x", Namespace = new ExperimentNamespace("layer", 0, 0.25) },
            Thirds with { Id = "y", Namespace = new ExperimentNamespace("layer", 0.25, 0.75) },
            Thirds with { Id = "z", Namespace = new ExperimentNamespace("layer", 0.75, 1) });
        int[] counts = new int[3];
        for (int i = 0; i < Units; i++)
        {
            string[] inside = [.. new[] { "x", "y", "z" }.Where(id => snapshot.ExperimentArmOf(id, $"listener {i}") is not null)];
            counts["xyz".IndexOf(Assert.Single(inside), StringComparison.Ordinal)]++;
        }

        AssertShare(0.25, counts[0]);
        AssertShare(0.5, counts[1]);
        AssertShare(0.25, counts[2]);
    }

    [Fact]
    public void NobodyIsInNoExperimentAndAnUnknownExperimentIsAnError()
    {
        AdSnapshot snapshot = Snapshot(Thirds);
        Assert.Null(snapshot.ExperimentArmOf("thirds", ""));
        Assert.Throws<ArgumentException>(() => snapshot.ExperimentArmOf("fourths", "unit"));
    }

    [Fact]
    public void AnExperimentOfADeltaIsFoundToo()
    {
        var selector = new AdSelector(Snapshot(Thirds));
        Experiment added = Thirds with { Id = "added" };
        CompileResult delta = SnapshotCompiler.CompileDelta(SmallCatalog.Of(SmallCatalog.Item("b")) with { Experiments = [added] }, [], selector.Snapshot);
        selector.Publish(delta.Snapshot!);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(OracleExperiments.ArmOf(added, $"{i}"), selector.Snapshot.ExperimentArmOf("added", $"{i}")));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(OracleExperiments.ArmOf(Thirds, $"{i}"), selector.Snapshot.ExperimentArmOf("thirds", $"{i}")));
    }

    private static AdSnapshot Snapshot(params Experiment[] experiments) =>
        Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a")) with { Experiments = experiments });

    private static string?[] Split(Experiment experiment, int units = Units)
    {
        AdSnapshot snapshot = Snapshot(experiment);
        return [.. Enumerable.Range(0, units).Select(i => snapshot.ExperimentArmOf(experiment.Id, $"listener-{i}"))];
    }

    // Four standard deviations of a fair draw.
    private static void AssertShare(double expected, int count)
    {
        double deviation = 4 * Math.Sqrt(expected * (1 - expected) / Units);
        Assert.InRange(count / (double)Units, expected - deviation, expected + deviation);
    }
}
