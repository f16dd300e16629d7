// A file of this format version, kept as it was written: it loads, answers as it did, and compiling gives it again.
using AdSelect.Tests.House;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;
using AdSelect.Tests.Tools;

namespace AdSelect.Tests.Snapshots;

public sealed class GoldenSnapshotTests
{
    private const string CatalogFile = "samples/data/catalog.json";
    private const string RequestFile = "samples/data/requests.jsonl";
    private const string Golden = "tests/AdSelect.Tests/Snapshots/Golden/v1.0.snapshot";
    private const string Winners = "tests/AdSelect.Tests/Snapshots/Golden/v1.0.winners.jsonl";
    private const string HowToRegenerate = "If the format was changed on purpose, see \"Golden file\" in docs/snapshot-format.md.";

    [Fact]
    public void ItLoadsAsTheVersionInItsName()
    {
        AdSnapshot snapshot = AdSnapshot.Load(At(Golden));
        Assert.Equal(new Version(1, 0), snapshot.FormatVersion);
        Assert.Equal(7, snapshot.Generation);
        Assert.Equal("EUR", snapshot.Currency);
        Assert.Equal((12, 4, 4, 8), (snapshot.LineItemCount, snapshot.CampaignCount, snapshot.AdvertiserCount, snapshot.CreativeCount));
        Assert.True(snapshot.TryFindLineItem("volt-drivers", out LineItemRef drivers));
        Assert.Equal("segments in (101, 102) and genre not in (\"kids\")", snapshot.TargetingText(drivers));
        Assert.Equal("Drivers, by click", snapshot.LineItemName(drivers));
    }

    [Fact]
    public void ItGivesTheAnswersItGaveWhenItWasWritten()
    {
        ToolRun run = ToolRun.Of("select", At(Golden), "--top", "3", "--requests", At(RequestFile)).Succeeded();
        Assert.Equal(File.ReadAllLines(At(Winners)), run.Lines);
    }

    [Fact]
    public void CompilingTheSameCatalogTodayGivesTheSameBytes()
    {
        byte[] golden = File.ReadAllBytes(At(Golden));
        byte[] today = Engine.Bytes(Engine.Compile(CatalogJson.Load(At(CatalogFile))));
        Assert.True(
            golden.AsSpan().SequenceEqual(today),
            $"{CatalogFile} no longer compiles to {Golden}: {SectionDifference.Of(golden, today)}. {HowToRegenerate}");
    }

    [Fact]
    public void CompilingTwiceAndLazilyGivesTheSameBytes()
    {
        byte[] bytes = Engine.Bytes(Engine.Compile(CompiledSample.World.Catalog));
        Assert.Equal(bytes, Engine.Bytes(Engine.Compile(CompiledSample.World.Catalog)));
        Assert.Equal(bytes, Engine.Bytes(Engine.Compile(CompiledSample.World.Catalog with { LineItems = OneByOne(CompiledSample.World.Catalog.LineItems) })));
        Assert.Equal(bytes, Engine.Bytes(Engine.Compile(World.Generate(CompiledSample.World.Seed, 90, 60, Domain.FewCities).Catalog)));
    }

    [Fact]
    public void AStreamedCatalogGivesTheSameBytes()
    {
        using FileStream stream = File.OpenRead(At(CatalogFile));
        Assert.Equal(File.ReadAllBytes(At(Golden)), Engine.Bytes(Engine.Compile(CatalogJson.Open(stream))));
    }

    private static IEnumerable<LineItem> OneByOne(IEnumerable<LineItem> items)
    {
        foreach (LineItem item in items)
        {
            yield return item;
        }
    }

    private static string At(string path) => Path.Combine(Repository.Root, path);
}
