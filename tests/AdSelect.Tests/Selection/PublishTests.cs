// Publishing may go back a generation, unless the host asks to be refused; then nothing changes.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class PublishTests
{
    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    [InlineData(8, true)]
    public void AnOlderSnapshotIsRefusedOnRequest(long generation, bool isTaken)
    {
        AdSnapshot next = Of(generation, "a");
        var selector = new AdSelector(Of(7, "a", "b"));
        AdSnapshot current = selector.Snapshot;
        DeliveryState delivery = selector.Delivery;
        delivery.SetLineItemPaused("a", true);
        if (isTaken)
        {
            Assert.Same(current, selector.Publish(next, refuseOlder: true));
            Assert.Same(next, selector.Snapshot);
            return;
        }

        SnapshotException refused = Assert.Throws<SnapshotException>(() => selector.Publish(next, refuseOlder: true));
        Assert.Equal(SnapshotError.Older, refused.Error);
        Assert.Contains("6", refused.Message, StringComparison.Ordinal);
        Assert.Contains("7", refused.Message, StringComparison.Ordinal);
        Assert.Same(current, selector.Snapshot);
        Assert.Same(delivery, selector.Delivery);
        Assert.Equal("b", Assert.Single(Engine.Select(selector, new PlainRequest(), 2)).LineItemId);
        selector.Publish(next);
        Assert.Same(next, selector.Snapshot);
        Assert.Empty(Engine.Select(selector, new PlainRequest(), 2));
    }

    [Fact]
    public void ADeltaIsOfItsOwnGeneration()
    {
        var selector = new AdSelector(Of(7, "a"));
        AdSnapshot newer = Delta(selector, 9);
        AdSnapshot older = Delta(selector, 8);
        selector.Publish(newer, refuseOlder: true);
        AdSnapshot both = selector.Snapshot;
        Assert.Equal(SnapshotError.Older, Assert.Throws<SnapshotException>(() => selector.Publish(older, refuseOlder: true)).Error);
        Assert.Same(both, selector.Snapshot);
        Assert.Equal(SnapshotError.Older, Assert.Throws<SnapshotException>(() => selector.Publish(both.Base, refuseOlder: true)).Error);
        selector.Publish(older);
        Assert.Equal(8, selector.Snapshot.Generation);
    }

    private static AdSnapshot Of(long generation, params string[] ids) =>
        Engine.Compile(SmallCatalog.Of([.. ids.Select(id => SmallCatalog.Item(id))]) with { Generation = generation });

    private static AdSnapshot Delta(AdSelector selector, long generation) =>
        SnapshotCompiler.CompileDelta(SmallCatalog.Of(SmallCatalog.Item("added")) with { Generation = generation }, [], selector.Snapshot.Base).Snapshot!;
}
