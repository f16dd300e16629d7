// The weights of attached creatives: a byte each where all fit, refused when they are not weights.
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Snapshots;

public sealed class WeightContentTests
{
    [Theory]
    [InlineData(255, sizeof(byte))]
    [InlineData(256, sizeof(int))]
    [InlineData(1_000_000, sizeof(int))]
    public void WeightsAreAsWideAsTheLargest(int largest, int width)
    {
        FrozenCatalog catalog = AdSnapshot.Load(WithWeights(1, largest, 7).File.Bytes).Catalog;
        Assert.Equal(3 * width, catalog.File.Column<byte>(SectionId.LineItemCreativeWeights).Length);
        Assert.Equal([1, largest, 7], Enumerable.Range(0, 3).Select(i => catalog.LineItemCreativeWeights[i]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void WhatIsNoWeightIsRefused(int largest)
    {
        FrozenCatalog catalog = WithWeights(1, largest);
        int width = largest > byte.MaxValue ? sizeof(int) : sizeof(byte);
        AssertRefused(catalog, payload => payload.AsSpan(0, width).Clear());
        AssertRefused(catalog, static payload => payload[..^1]);
        AssertRefused(catalog, payload => payload[..^width]);
        AssertRefused(catalog, payload => [.. payload, .. payload]);
    }

    private static FrozenCatalog WithWeights(params int[] weights)
    {
        Creative[] creatives = [.. weights.Select((_, i) => SmallCatalog.Creative($"c{i}", "a"))];
        LineItem item = SmallCatalog.Item("a") with
        {
            Rotation = CreativeRotation.Weighted,
            Creatives = [.. weights.Select((weight, i) => new CreativeAssignment($"c{i}", weight))],
        };
        return SnapshotCompiler.Compile(SmallCatalog.Of(item) with { Creatives = creatives }).Snapshot!.Catalog;
    }

    private static void AssertRefused(FrozenCatalog catalog, Action<byte[]> change) => AssertRefused(catalog, payload =>
    {
        change(payload);
        return payload;
    });

    private static void AssertRefused(FrozenCatalog catalog, Func<byte[], byte[]> change)
    {
        var writer = new SnapshotWriter(catalog.File.Header);
        foreach (SectionEntry section in catalog.File.Sections)
        {
            byte[] payload = catalog.File.Column<byte>(section.Id).Span.ToArray();
            writer.Add(section.Id, section.Id == SectionId.LineItemCreativeWeights ? change(payload) : payload);
        }

        SnapshotException refusal = Assert.Throws<SnapshotException>(() => AdSnapshot.Load(writer.Build().Bytes));
        Assert.Equal(SnapshotError.Inconsistent, refusal.Error);
        Assert.Contains("LineItemCreative", refusal.Message, StringComparison.Ordinal);
    }
}
