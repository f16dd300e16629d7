// `export`: a snapshot becomes a catalog from which the same snapshot is built.
namespace AdSelect.Tests.Tools;

public class ExportCommandTests
{
    [Fact]
    public void What_is_exported_builds_the_same_snapshot()
    {
        string exported = ToolFiles.NewFile("exported.json", ToolRun.Of("export", ToolFiles.Snapshot).Succeeded().Out);
        string rebuilt = Path.ChangeExtension(exported, ".snapshot");
        ToolRun.Of("build", exported, "-o", rebuilt).Succeeded();
        Assert.Equal(File.ReadAllBytes(ToolFiles.Snapshot), File.ReadAllBytes(rebuilt));
        string file = Path.ChangeExtension(exported, ".2.json");
        Assert.Empty(ToolRun.Of("export", rebuilt, "-o", file).Succeeded().Out);
        Assert.Equal(File.ReadAllText(exported), File.ReadAllText(file));
    }

    [Fact]
    public void A_delta_is_exported_together_with_its_base()
    {
        Catalog catalog = CatalogJson.Load(ToolFiles.Catalog);
        AdSnapshot ofBase = AdSnapshot.Load(ToolFiles.Snapshot);
        LineItem changed = catalog.LineItems.First() with { Name = "Changed by the delta" };
        string delta = Path.Combine(ToolFiles.NewFolder(), "delta.snapshot");
        SnapshotCompiler.CompileDelta(catalog with { LineItems = [changed] }, ["volt-germany"], ofBase).Snapshot!.Save(delta);
        string both = ToolRun.Of("export", ToolFiles.Snapshot, "--delta", delta).Succeeded().Out;
        Assert.Contains("Changed by the delta", both, StringComparison.Ordinal);
        Assert.DoesNotContain("volt-germany", both, StringComparison.Ordinal);

        AdSnapshot joined = ofBase.WithDelta(AdSnapshot.Load(delta));
        string second = Path.Combine(ToolFiles.NewFolder(), "second.snapshot");
        SnapshotCompiler.CompileDelta(catalog with { LineItems = [changed with { Name = "Changed again" }] }, [], joined).Snapshot!.Save(second);
        string all = ToolRun.Of("export", ToolFiles.Snapshot, "-d", delta, "-d", second).Succeeded().Out;
        Assert.Contains("Changed again", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Changed by the delta", all, StringComparison.Ordinal);
        ToolRun.Of("export", ToolFiles.Snapshot, "-d", second, "-d", delta).Failed(1, "second.snapshot: it is no delta of ");
        ToolRun.Of("export", ToolFiles.Snapshot, "-d", delta, "-d", delta, "-d", second).Succeeded();
        ToolRun alone = ToolRun.Of("export", delta).Succeeded();
        Assert.Contains("it is a delta", alone.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fjord-nordics\"", alone.Out, StringComparison.Ordinal);
        ToolRun.Of("export", delta, "--delta", delta).Failed(1, "delta.snapshot: it is no delta of ");
    }
}
