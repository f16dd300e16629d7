// Tickets of weighted draws.
using AdSelect.Auctions;

namespace AdSelect.Tests.Selection;

public sealed class LotsTests
{
    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(12_345UL)]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    [InlineData(0xB504_F333_F9DE_6484)]
    [InlineData(ulong.MaxValue - 4_095)]
    public void TheExponentialIsTheNegativeLogarithm(ulong draw)
    {
        double expected = -Math.Log((draw | 1) / Math.Pow(2, 64));
        Assert.Equal(expected, Lots.Exponential(draw), Math.Max(expected * 1e-14, 1e-16));
    }

    [Fact]
    public void TheLargestDrawStillHasATicket() =>
        Assert.True(double.IsFinite(1 / Lots.Exponential(ulong.MaxValue)) || Lots.Exponential(ulong.MaxValue) == double.Epsilon);

    [Fact]
    public void TheLogarithmFallsMonotonically()
    {
        var random = new Random(3);
        for (int i = 0; i < 100_000; i++)
        {
            ulong draw = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            Assert.True(draw > ulong.MaxValue - (1 << 20) || Lots.Exponential(draw) >= Lots.Exponential(draw + (1 << 20)));
        }
    }
}
