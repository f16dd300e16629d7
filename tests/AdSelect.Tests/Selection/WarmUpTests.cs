// Warming up: made-up requests that are answered before the first listener comes.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class WarmUpTests
{
    [Property(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 20, QuietOnSuccess = true)]
    public void EverySnapshotCanBeWarmedUp(World world)
    {
        AdSnapshot snapshot = Engine.Of(world).Snapshot;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Equal(snapshot.LineItemCount > 0, AdSelector.WarmUp(snapshot, new HalfRates(), stop.Token) > 0);
    }

    [Fact]
    public void OfASnapshotWithDeltas()
    {
        AdSnapshot whole = Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", 7)));
        AdSnapshot delta = SnapshotCompiler.CompileDelta(SmallCatalog.Of(SmallCatalog.Item("b", 9)), [], whole).RequireSnapshot();
        AdSnapshot both = whole.WithDelta(delta);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.True(AdSelector.WarmUp(both, stop.Token) > 0);
        Assert.Throws<SnapshotException>(() => AdSelector.WarmUp(delta, CancellationToken.None));
    }

    [Fact]
    public void WithoutLineItemsThereIsNothingToAnswer() =>
        Assert.Equal(0, AdSelector.WarmUp(Engine.Compile(SmallCatalog.Of()), CancellationToken.None));

    [Fact]
    public void ItEndsWhenToldTo() =>
        Assert.Equal(0, AdSelector.WarmUp(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", 7))), new CancellationToken(canceled: true)));

    private readonly struct HalfRates : IRatePredictor
    {
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates.Fill(0.5);
    }
}
