// The solver on breaks of real size, against CP-SAT.
namespace AdSelect.Tests.Breaks;

public sealed class BreakCpSatTests
{
    private static readonly int[] Durations = [10, 15, 15, 15, 20, 30, 30, 30, 60];

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, true)]
    [InlineData(3, 2, false)]
    [InlineData(4, 3, true)]
    public void The_break_is_worth_as_much(int seed, int spots, bool isOrdered)
    {
        var random = new Random(seed);
        for (int run = 0; run < 12; run++)
        {
            BreakCase problem = Large(random, spots, isOrdered);
            BreakFilling filling = problem.Solve();
            Assert.True(filling.Answer.IsProven, $"seed {seed}, run {run}: {filling.Answer.Nodes} nodes");
            long[]? best = BreakCpSat.Best(problem);
            if (best is null)
            {
                Assert.Null(filling.Ads);
                continue;
            }

            Assert.NotNull(filling.Ads);
            Assert.Null(BreakRules.Violation(problem, filling.Ads));
            Assert.Equal(best, BreakRules.Worth(problem, filling.Ads.Select(ad => ad.Item))[..^1]);
        }
    }

    private static BreakCase Large(Random random, int spots, bool isOrdered)
    {
        bool[] required = [.. Enumerable.Range(0, spots).Select(_ => isOrdered || random.Next(2) == 0)];
        return new(
            random.Next(8, 13) * 15,
            random.Next(4, 9),
            [.. Enumerable.Range(0, random.Next(20, 45)).Select(index => Item(random, index, spots, isOrdered))])
        {
            Spots = required,
            ReleasedSeconds = [.. required.Select(isRequired => isRequired ? 0 : 15 * random.Next(3))],
            SpotsBeforeFreePart = random.Next(spots + 1),
            CapsLeft = [2],
            IsOneTotal = random.Next(2) == 0,
            NodeBudget = 20_000_000,
        };
    }

    private static BreakItem Item(Random random, int index, int spots, bool isOrdered) =>
        new($"{index} ", Durations[random.Next(Durations.Length)], random.Next(100, 2_000) * 10_000L)
        {
            Advertiser = random.Next(20),
            Tier = random.Next(3) == 0 ? 4 : 8,
            Draw = (ulong)random.NextInt64() << 1,
            Categories = [((uint)random.Next(1, 9), (uint)random.Next(0, 3))],
            Exclusions = random.Next(4) == 0 ? [(ulong)random.Next(3)] : [],
            Spacings = isOrdered && random.Next(2) == 0 ? [(ulong)random.Next(3)] : [],
            Position = isOrdered && random.Next(10) == 0 ? (BreakPosition)random.Next(3) : BreakPosition.Any,
            IsNeverFirst = isOrdered && random.Next(10) == 0,
            Caps = random.Next(5) == 0 ? [0] : [],
            Spots = [.. Enumerable.Range(0, spots).Where(_ => random.Next(2) == 0)],
        };
}
