// Drawing candidates best first until no other can matter gives the best break of all candidates.
using AdSelect.Breaks;
using AdSelect.Internals;
using FsCheck.Xunit;

namespace AdSelect.Tests.Breaks;

public sealed class BreakPoolTests
{
    private static readonly int[] Durations = [10, 15, 20, 30, 60];

    [Property(Arbitrary = [typeof(BreakCaseGenerator)], MaxTest = 1_500, QuietOnSuccess = true)]
    public void What_was_drawn_is_enough_on_small_breaks(BreakCase problem, int batch)
    {
        Drawing drawing = Draw(problem, 1 + Math.Abs(batch % 3), int.MaxValue);
        long[]? best = BreakBruteForce.Best(problem);
        Assert.Equal(best is not null, drawing.Answer.IsFeasible);
        Assert.True(drawing.Answer.IsProven);
        if (best is not null)
        {
            Assert.Equal(best, BreakRules.Worth(problem, drawing.Ads));
        }
    }

    [Fact]
    public void What_was_drawn_is_enough_and_much_less_than_all()
    {
        int drawn = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            BreakCase problem = Large(new Random(seed), seed % 3 == 0 ? 2 : 0);
            Drawing drawing = Draw(problem, 16, int.MaxValue);
            BreakFilling all = problem.Solve();
            Assert.True(drawing.Answer.IsProven && all.Answer.IsProven);
            Assert.Equal(BreakRules.Worth(problem, all.Ads!.Select(ad => ad.Item)), BreakRules.Worth(problem, drawing.Ads));
            drawn += drawing.Drawn;
        }

        Assert.InRange(drawn, 60 * 16, 60 * 100);
    }

    [Fact]
    public void What_cannot_be_drawn_any_more_bounds_the_answer()
    {
        int open = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            BreakCase problem = Large(new Random(seed), seed % 3 == 0 ? 2 : 0);
            Drawing drawing = Draw(problem, 4, 8);
            long[] worth = BreakRules.Worth(problem, drawing.Ads);
            long[] best = BreakRules.Worth(problem, problem.Solve().Ads!.Select(ad => ad.Item));
            int tier = Math.Max(0, drawing.Answer.OpenTier - 1);
            Assert.True(BreakRules.Compare(worth, best) <= 0);
            open += drawing.Answer.IsProven ? 0 : 1;
            Assert.Equal(drawing.Answer.IsProven, drawing.Answer.GapMicros == 0);
            if (drawing.Answer.IsProven)
            {
                Assert.Equal(best, worth);
                continue;
            }

            Assert.Equal(worth[tier], drawing.Answer.OpenScoreMicros);
            Assert.Equal(worth[..tier], best[..tier]);
            Assert.True(best[tier] <= drawing.Answer.UpperBoundMicros);
        }

        Assert.InRange(open, 20, 60);
    }

    [Fact]
    public void A_full_pool_takes_no_more()
    {
        var pool = new BreakPool(new CallMemory(new byte[BreakPool.Bytes]));
        ulong[] labels = [.. Enumerable.Range(0, AdSelectLimits.MaxLabelsPerLineItem).Select(label => (ulong)label)];
        int added = 0;
        while (pool.TryAdd(new BreakOption { LineItem = added }, labels, [], [], []))
        {
            added++;
        }

        Assert.Equal(AdSelectLimits.MaxBreakKeys / labels.Length, added);
        while (pool.TryAdd(new BreakOption { LineItem = added }, [], [], [], []))
        {
            added++;
        }

        Assert.InRange(added, AdSelectLimits.MaxBreakCandidates / 2, AdSelectLimits.MaxBreakCandidates - 1);
        Assert.Equal(added, pool.Count);
    }

    private sealed record Drawing(BreakAnswer Answer, BreakItem[] Ads, int Drawn);

    private static Drawing Draw(BreakCase problem, int batch, int most)
    {
        BreakItem[] items = [.. problem.Numbered().OrderBy(item => problem.IsOneTotal ? 0 : item.Tier).ThenByDescending(item => item.Score)];
        int[] durations = [.. items.Select(item => item.Seconds * 1_000).Distinct().Order()];
        FixedSpot[] spots = problem.FixedSpots();
        var pool = new BreakPool(new CallMemory(new byte[BreakPool.Bytes]));
        for (int drawn = 0; ;)
        {
            for (int end = Math.Min(items.Length, drawn + batch); drawn < end; drawn++)
            {
                Assert.True(problem.TryAdd(ref pool, items[drawn]));
            }

            BreakFrontier unseen = drawn == items.Length
                ? default
                : new BreakFrontier { Tier = (byte)items[drawn].Tier, MostScoreMicros = items[drawn].Score, DurationsMilliseconds = durations };
            var toFill = new BreakProblem
            {
                CapsLeft = problem.CapsLeft,
                Spots = spots,
                SpotsBeforeFreePart = problem.SpotsBeforeFreePart,
                FreeMilliseconds = problem.FreeSeconds * 1000,
                MaxFreeAds = problem.MaxFreeAds,
                IsOneTotal = problem.IsOneTotal,
                NodeBudget = problem.NodeBudget,
            };
            var ads = new BreakPlacement[toFill.MaxAds];
            BreakAnswer answer = pool.Solve(ref toFill, unseen, drawn < most, ads, out bool isEnough);
            if (isEnough)
            {
                return new Drawing(answer, [.. ads.Take(answer.Count).Select(ad => items[ad.Option])], drawn);
            }
        }
    }

    private static BreakCase Large(Random random, int spots) =>
        new(random.Next(8, 13) * 15, 8, [.. Enumerable.Range(0, 180).Select(_ => new BreakItem(
            "",
            Durations[random.Next(Durations.Length)],
            random.Next(100, 2_000) * 10_000L)
        {
            Advertiser = random.Next(40),
            Tier = random.Next(20) == 0 ? 4 : 12,
            Draw = (ulong)random.NextInt64(),
            Categories = [((uint)random.Next(1, 16), (uint)random.Next(0, 3))],
            Spots = [.. Enumerable.Range(0, spots).Where(_ => random.Next(2) == 0)],
        })])
        {
            Spots = new bool[spots],
            IsOneTotal = random.Next(2) == 0,
        };
}
