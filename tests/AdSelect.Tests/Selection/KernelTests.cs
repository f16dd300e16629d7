// Every kernel equals the scalar one, on blocks and behind a selector.
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class KernelTests
{
    private const int Rows = 24;

    [Property(MaxTest = 2000)]
    public void EveryKernelEqualsTheScalarOneOnABlock(int seed)
    {
        var random = new Random(seed);
        ulong[] rows = new ulong[Rows * Blocks.Words];
        foreach (ref ulong word in rows.AsSpan())
        {
            // Dense, so that something survives a dozen rows; now and then a word is full or empty.
            ulong Draw() => (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            word = random.Next(6) switch { 0 => ulong.MaxValue, 1 => 0, _ => Draw() | Draw() | Draw() };
        }

        int[] singles = [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(Rows))];
        int[] grouped = [.. Enumerable.Range(0, random.Next(4)).SelectMany(_ =>
        {
            int count = random.Next(1, 5);
            return Enumerable.Range(0, count).Select(_ => random.Next(Rows)).Prepend(count);
        })];
        ulong[] mask = [.. Enumerable.Range(0, Blocks.Words).Select(_ => random.Next(3) == 0 ? 0 : ulong.MaxValue)];
        ulong[] expected = Intersect<ScalarKernel>(mask, rows, singles, grouped);
        Assert.Equal(expected, Intersect<Vector128Kernel>(mask, rows, singles, grouped));
        Assert.Equal(expected, Intersect<Vector256Kernel>(mask, rows, singles, grouped));
        Assert.Equal(expected, Intersect<Vector512Kernel>(mask, rows, singles, grouped));
    }

    [Property(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 300, QuietOnSuccess = true)]
    public void EveryKernelSelectsWhatTheOracleSelects(World world)
    {
        OracleSelector oracle = world.Oracle();
        AdSnapshot snapshot = Engine.Compile(world.Catalog);
        foreach (KernelWidth width in Enum.GetValues<KernelWidth>())
        {
            var engine = new AdSelector(snapshot, width);
            Engine.Apply(world, engine);
            foreach (PlainRequest request in world.Requests)
            {
                Same.Answer(oracle.Match(request), Engine.Match(engine, request), request);
                Same.Answer(oracle.Select(request, 5), Engine.Select(engine, request, 5), request);
            }
        }
    }

    [Fact]
    public void TheMachinesBestIsAKernel() => Assert.Contains(KernelWidths.Best, Enum.GetValues<KernelWidth>());

    // The survivors; empty when the kernel says that there are none, whatever it has written.
    private static ulong[] Intersect<TKernel>(ulong[] mask, ulong[] rows, int[] singles, int[] grouped)
        where TKernel : struct, IBlockKernel
    {
        var plan = new RowPlan { Singles = singles, SingleCount = singles.Length, Grouped = grouped, GroupedLength = grouped.Length };
        ulong[] survivors = new ulong[Blocks.Words];
        return TKernel.Intersect(ref mask[0], ref rows[0], plan, ref survivors[0]) ? survivors : [];
    }
}
