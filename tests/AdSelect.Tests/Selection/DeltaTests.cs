// Deltas one by one: what they do, what is refused, and that nothing is lost by a refusal.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class DeltaTests
{
    private static readonly PlainRequest Request = new();
    private static readonly Catalog Base = SmallCatalog.Of(SmallCatalog.Item("a", 3), SmallCatalog.Item("b", 2), SmallCatalog.Item("c", 1)) with { Generation = 1 };

    [Fact]
    public void AddedChangedAndRemovedLineItemsTakeEffectTogether()
    {
        AdSelector selector = Selector();
        AdSnapshot former = selector.Publish(Delta(selector.Snapshot, [SmallCatalog.Item("b", 9), SmallCatalog.Item("d", 4)], "a"));
        Assert.Empty(former.Deltas);
        Assert.Equal(["b", "d", "c"], Winners(selector));
        AdSnapshot both = selector.Snapshot;
        Assert.Equal(2, both.Generation);
        Assert.False(both.IsDelta);
        Assert.Same(former, both.Base);
        Assert.True(both.Deltas[0].IsDelta);
        Assert.Equal(former.ContentHash, both.Deltas[0].BaseContentHash);
        Assert.False(both.TryFindLineItem("a", out _));
        Assert.True(both.TryFindLineItem("d", out LineItemRef added));
        Assert.Equal("d", both.LineItemId(added));
        Assert.Equal(5, both.LineItemCount);
        Assert.Equal(4, both.CampaignCount);
    }

    [Fact]
    public void TheNextDeltaTakesThePlaceOfTheFormer()
    {
        AdSelector selector = Selector();
        selector.Publish(Delta(selector.Snapshot, [SmallCatalog.Item("d", 9)], "a"));
        selector.Publish(Delta(selector.Snapshot.Base, [SmallCatalog.Item("e", 8)], "b"));
        Assert.Equal(["e", "a", "c"], Winners(selector));
        selector.Publish(Delta(selector.Snapshot.Base, []));
        Assert.Equal(["a", "b", "c"], Winners(selector));
    }

    [Fact]
    public void AWholeSnapshotReplacesBaseAndDelta()
    {
        AdSelector selector = Selector();
        selector.Publish(Delta(selector.Snapshot, [SmallCatalog.Item("d", 9)], "a"));
        selector.Publish(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("c"), SmallCatalog.Item("d", 9))));
        Assert.Empty(selector.Snapshot.Deltas);
        Assert.Equal(["d", "c"], Winners(selector));
    }

    [Fact]
    public void ADeltaIsSavedAndLoadedAsAnySnapshot()
    {
        AdSelector selector = Selector();
        byte[] bytes = Engine.Bytes(Delta(selector.Snapshot, [SmallCatalog.Item("d", 9)], "a"));
        var loaded = AdSnapshot.Load(bytes);
        Assert.True(loaded.IsDelta);
        Assert.Equal(bytes, Engine.Bytes(loaded));
        selector.Publish(loaded);
        Assert.Equal(["d", "b", "c"], Winners(selector));
        AdSnapshot joined = Engine.Compile(Base).WithDelta(loaded);
        Assert.Equal(selector.Snapshot.ContentHash, joined.ContentHash);
        Assert.NotEqual(joined.Base.ContentHash, joined.ContentHash);
        Assert.Equal(["d", "b", "c"], Winners(new AdSelector(joined)));
        Assert.Throws<InvalidOperationException>(() => Engine.Bytes(joined));
    }

    [Fact]
    public void ADeltaOfAnotherBaseIsRefusedAndNothingIsLost()
    {
        AdSelector selector = Selector();
        selector.Publish(Delta(selector.Snapshot, [SmallCatalog.Item("d", 9)], "a"));
        AdSnapshot before = selector.Snapshot;
        AdSnapshot other = Delta(Engine.Compile(Base with { Generation = 5 }), [SmallCatalog.Item("d", 9)], "a");
        Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(() => selector.Publish(other)).Error);
        Assert.Same(before, selector.Snapshot);
        Assert.True(selector.Delivery.SetLineItemPaused("d", true));
        Assert.Equal(["b", "c"], Winners(selector));
    }

    [Fact]
    public void ADeltaAnswersNothingByItself()
    {
        AdSnapshot whole = Engine.Compile(Base);
        AdSnapshot delta = Delta(whole, [SmallCatalog.Item("d", 9)]);
        Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(() => new AdSelector(delta)).Error);
        Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(() => delta.WithDelta(delta)).Error);
        Assert.Equal(SnapshotError.OtherBase, Assert.Throws<SnapshotException>(() => whole.WithDelta(whole)).Error);
        Assert.Throws<ArgumentException>(() => SnapshotCompiler.CompileDelta(Base, [], delta));
    }

    [Fact]
    public void TheBudgetOfACampaignIsSharedByBothParts()
    {
        var campaign = new Campaign("a", "a") { Budget = new Money(2) };
        LineItem added = SmallCatalog.Item("d", 4) with { CampaignId = "a", Creatives = ["a"] };
        Catalog whole = Base with { Campaigns = [campaign, .. Base.Campaigns.Skip(1)] };
        Catalog changes = SmallCatalog.Of(SmallCatalog.Item("a")) with { Campaigns = [campaign], LineItems = [added], Generation = 2 };
        foreach (string spender in (string[])["a", "d"])
        {
            AdSelector selector = new(Engine.Compile(whole));
            Assert.True(selector.Delivery.Record("a", AdEvent.Impression, 1, 1_000_000));
            selector.Publish(new DeltaCase(whole, changes, [], whole).Compile(selector.Snapshot));
            Assert.Equal(["d", "a", "b", "c"], Winners(selector));
            Assert.True(selector.Delivery.Record(spender, AdEvent.Impression, 1, 1_000_000));
            Assert.Equal(["b", "c"], Winners(selector));
        }
    }

    private static AdSelector Selector() => new(Engine.Compile(Base));

    private static AdSnapshot Delta(AdSnapshot ofBase, LineItem[] items, params string[] removed) =>
        new DeltaCase(Base, SmallCatalog.Of(items) with { Generation = 2 }, removed, Base).Compile(ofBase);

    private static string[] Winners(AdSelector selector) => [.. Engine.Select(selector, Request, 10).Select(winner => winner.LineItemId)];
}
