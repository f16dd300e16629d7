// Every break there is: ads are put behind each other in every way, and the best that is allowed is kept.
namespace AdSelect.Tests.Breaks;

internal static class BreakBruteForce
{
    /// <summary>The best worth of all allowed breaks; null when none is allowed.</summary>
    public static long[]? Best(BreakCase problem)
    {
        long[]? best = null;
        Extend(problem, problem.Numbered(), [], 0, ref best);
        return best;
    }

    // From a place on: leaves a spot empty, fills it, or adds one more ad to the free part.
    private static void Extend(BreakCase problem, BreakItem[] items, List<PlacedItem> ads, int cell, ref long[]? best)
    {
        int cells = problem.Spots.Length + 1;
        if (cell == cells)
        {
            if (BreakRules.Violation(problem, ads) is null)
            {
                long[] worth = BreakRules.Worth(problem, ads.Select(ad => ad.Item));
                best = best is null || BreakRules.Compare(worth, best) > 0 ? worth : best;
            }

            return;
        }

        Extend(problem, items, ads, cell + 1, ref best);
        bool isFree = cell == problem.SpotsBeforeFreePart;
        int spot = isFree ? -1 : cell < problem.SpotsBeforeFreePart ? cell : cell - 1;
        foreach (BreakItem item in items)
        {
            bool mayBe = isFree ? item.MayBeFree : item.Spots.Contains(spot);
            if (mayBe
                && ads.All(ad => ad.Item.LineItem != item.LineItem)
                && ads.Count(ad => ad.Spot < 0) < problem.MaxFreeAds + problem.ReleasedSeconds.Count(seconds => seconds > 0) + (isFree ? 0 : 1))
            {
                ads.Add(new PlacedItem(item, spot));
                Extend(problem, items, ads, isFree ? cell : cell + 1, ref best);
                ads.RemoveAt(ads.Count - 1);
            }
        }
    }
}
