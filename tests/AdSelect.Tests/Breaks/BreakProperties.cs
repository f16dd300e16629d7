// The solver against brute force.
using FsCheck.Xunit;

namespace AdSelect.Tests.Breaks;

public sealed class BreakProperties
{
    [Property(Arbitrary = [typeof(BreakCaseGenerator)], MaxTest = 4_000, QuietOnSuccess = true)]
    public void The_break_is_the_best_of_all_and_allowed(BreakCase problem)
    {
        BreakFilling filling = problem.Solve();
        long[]? best = BreakBruteForce.Best(problem);
        Assert.True(filling.Answer.IsProven);
        Assert.Equal(0, filling.Answer.GapMicros);
        if (best is null)
        {
            Assert.Null(filling.Ads);
            return;
        }

        Assert.NotNull(filling.Ads);
        Assert.Null(BreakRules.Violation(problem, filling.Ads));
        Assert.Equal(best, BreakRules.Worth(problem, filling.Ads.Select(ad => ad.Item)));
        Assert.Equal(filling.Ads.Sum(ad => ad.Item.Score), filling.Answer.ScoreMicros);
        Assert.Equal(filling.Ads.Sum(ad => ad.Item.Seconds) * 1000L, filling.Answer.Milliseconds);
    }
}
