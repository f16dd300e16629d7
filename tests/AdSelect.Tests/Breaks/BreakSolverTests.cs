// What holds of every answer: the budget is kept, the bound is one, nothing is allocated, order does not matter.
using FsCheck.Xunit;

namespace AdSelect.Tests.Breaks;

public sealed class BreakSolverTests
{
    [Fact]
    public void Nothing_is_allocated()
    {
        BreakCase problem = Large(7, 120);
        problem.Solve();
        Assert.Equal(0, problem.Solve().AllocatedBytes);
    }

    [Property(Arbitrary = [typeof(BreakCaseGenerator)], MaxTest = 500, QuietOnSuccess = true)]
    public void The_order_of_the_candidates_does_not_matter(BreakCase problem, int seed)
    {
        BreakItem[] shuffled = problem.Numbered();
        new Random(seed).Shuffle(shuffled);
        BreakFilling one = problem.Solve();
        BreakFilling other = (problem with { Items = shuffled }).Solve();
        Assert.Equal(one.Names, other.Names);
        Assert.Equal(one.Answer.Nodes, other.Answer.Nodes);
    }

    [Property(Arbitrary = [typeof(BreakCaseGenerator)], MaxTest = 2_000, QuietOnSuccess = true)]
    public void A_search_that_was_cut_short_gives_an_allowed_break_and_a_bound(BreakCase problem)
    {
        BreakFilling best = problem.Solve();
        for (int budget = 1; budget < best.Answer.Nodes; budget += 1 + (best.Answer.Nodes / 5))
        {
            BreakCase brief = problem with { NodeBudget = budget };
            BreakFilling cut = brief.Solve();
            if (cut.Ads is null)
            {
                Assert.True(best.Ads is null || !cut.Answer.IsProven);
                continue;
            }

            Assert.Null(BreakRules.Violation(brief, cut.Ads));
            Assert.NotNull(best.Ads);
            long[] worth = BreakRules.Worth(brief, cut.Ads.Select(ad => ad.Item));
            long[] most = BreakRules.Worth(brief, best.Ads.Select(ad => ad.Item));
            Assert.True(BreakRules.Compare(worth, most) <= 0);
            Assert.True(!cut.Answer.IsProven || BreakRules.Compare(worth, most) == 0);
            AssertBound(brief, cut, worth, most);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2_000)]
    public void The_budget_is_kept(int budget)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            BreakFilling filling = (Large(seed, 200) with { NodeBudget = budget }).Solve();
            Assert.InRange(filling.Answer.Nodes, 1, budget + 1_024);
            Assert.NotNull(filling.Ads);
            Assert.True(filling.Answer.GapMicros >= 0);
        }
    }

    // Up to the open tier both are worth the same; there the best is within the bound.
    private static void AssertBound(BreakCase problem, BreakFilling cut, long[] worth, long[] most)
    {
        int open = cut.Answer.OpenTier == 0 ? 0 : cut.Answer.OpenTier - 1;
        bool isByTier = !problem.IsOneTotal && cut.Answer.OpenTier != 0;
        Assert.True(cut.Answer.GapMicros >= 0);
        if (problem.IsOneTotal || isByTier)
        {
            Assert.Equal(worth[..open], most[..open]);
            Assert.True(most[open] <= cut.Answer.UpperBoundMicros, $"{most[open]} > {cut.Answer.UpperBoundMicros}");
            Assert.Equal(worth[open], cut.Answer.OpenScoreMicros);
        }
        else
        {
            Assert.Equal(worth[..16], most[..16]);
        }
    }

    // Few values and labels: much is tied and in conflict.
    private static BreakCase Large(int seed, int count)
    {
        var random = new Random(seed);
        return new BreakCase(180, 8, [.. Enumerable.Range(0, count).Select(index => new BreakItem(
            $"{index} ",
            random.Next(1, 5) * 15,
            random.Next(1, 6) * 1_000_000)
        {
            Advertiser = random.Next(12),
            Tier = random.Next(1, 4),
            Draw = (ulong)random.NextInt64(),
            Spacings = random.Next(2) == 0 ? [(ulong)random.Next(4)] : [],
            Caps = random.Next(6) == 0 ? [0] : [],
        })])
        {
            CapsLeft = [1],
        };
    }
}
