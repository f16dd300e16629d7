// Experiments that contradict themselves or what is bound to them are refused when loading.
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

public sealed class ExperimentContentTests
{
    [Fact]
    public void TheSampleHasExperimentsAndBindings()
    {
        FrozenCatalog catalog = CompiledSample.Snapshot.Catalog;
        Assert.True(catalog.Experiments.Length > 1);
        Assert.Contains(catalog.LineItems.Span.ToArray(), row => row.Has(LineItemFlags.InExperiment));
        Assert.Contains(catalog.LineItems.Span.ToArray(), row => !row.Has(LineItemFlags.InExperiment));
    }

    [Fact]
    public void ArmsFollowEachOther()
    {
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[0].FirstArm = 1);
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[1].FirstArm--);
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[0].ArmCount = 0);
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[^1].ArmCount++, SectionId.ExperimentArms);
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[0].Holdout = (byte)(rows[0].ArmCount + 1));
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[0].NamespaceFrom = double.NaN);
        AssertRefused<ExperimentRow>(SectionId.Experiments, rows => rows[0].NamespaceTo = 1.5);
    }

    [Fact]
    public void RangesAreWithin0And1()
    {
        AssertRefused<ArmRow>(SectionId.ExperimentArms, rows => rows[0].From = double.NaN);
        AssertRefused<ArmRow>(SectionId.ExperimentArms, rows => rows[0].From = -0.1);
        AssertRefused<ArmRow>(SectionId.ExperimentArms, rows => rows[0].To = 1.1);
        AssertRefused<ArmRow>(SectionId.ExperimentArms, rows => (rows[0].From, rows[0].To) = (0.5, 0.4));
    }

    [Fact]
    public void BindingsAreToArmsThatExist()
    {
        byte beyond = (byte)(CompiledSample.Snapshot.Catalog.Experiments.Length + 1);
        Assert.All(
            (Func<ArmBinding, ArmBinding>[])[
                binding => binding with { Experiment = beyond },
                binding => binding with { Experiment = 1, Arm = 200 },
                binding => binding with { Experiment = 1, Arm = 0, InsideOnly = 2 },
                _ => new ArmBinding { Arm = 1 },
            ],
            change =>
            {
                AssertRefused<TermsRow>(SectionId.Terms, rows => rows[0].Experiment = change(rows[0].Experiment));
                AssertRefused<CampaignRow>(SectionId.Campaigns, rows => rows[0].Experiment = change(rows[0].Experiment));
            });
    }

    [Fact]
    public void LineItemsSayWhetherTheyAreBound()
    {
        AssertRefused<LineItemRow>(SectionId.LineItems, rows => rows[0].Flags ^= LineItemFlags.InExperiment);
        AssertRefused<CampaignRow>(
            SectionId.Campaigns,
            rows => Array.ForEach(Enumerable.Range(0, rows.Length).ToArray(), i => rows[i].Experiment = new ArmBinding { Experiment = 1 }),
            SectionId.LineItems);
    }

    private static void AssertRefused<T>(SectionId section, Action<T[]> change, SectionId? blamed = null)
        where T : unmanaged =>
            Assert.Contains(
                (blamed ?? section).ToString(),
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(CompiledSample.With(section, change))).Message,
                StringComparison.Ordinal);
}
