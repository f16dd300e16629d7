// The rules of a break, said once more and plainly: whether an ordered break is allowed, and what it is worth.
using AdSelect.Indexing;

namespace AdSelect.Tests.Breaks;

internal static class BreakRules
{
    /// <summary>Null when the break is allowed, else the rule that it breaks.</summary>
    public static string? Violation(BreakCase problem, IReadOnlyList<PlacedItem> ads)
    {
        PlacedItem[] free = [.. ads.Where(ad => ad.Spot < 0)];
        PlacedItem[] spots = [.. ads.Where(ad => ad.Spot >= 0)];
        int[] released =
        [
            .. Enumerable.Range(0, problem.Spots.Length)
                .Where(spot => spots.All(ad => ad.Spot != spot))
                .Select(problem.ReleasedBy)
                .Where(seconds => seconds > 0),
        ];
        if (free.Sum(ad => ad.Item.Seconds) > problem.FreeSeconds + released.Sum() || free.Length > problem.MaxFreeAds + released.Length)
        {
            return "the free part is too full";
        }

        if (ads.Any(ad => ad.Spot < 0 ? !ad.Item.MayBeFree : !ad.Item.Spots.Contains(ad.Spot)))
        {
            return "an ad is where it may not be";
        }

        if (spots.Select(ad => ad.Spot).Distinct().Count() != spots.Length
            || Enumerable.Range(0, problem.Spots.Length).Any(spot => problem.Spots[spot] && spots.All(ad => ad.Spot != spot)))
        {
            return "a spot is taken twice, or a required one is empty";
        }

        if (!ads.Select(ad => Cell(problem, ad)).SequenceEqual(ads.Select(ad => Cell(problem, ad)).Order()))
        {
            return "the ads are not in the order of their places";
        }

        for (int i = 0; i < ads.Count; i++)
        {
            BreakItem item = ads[i].Item;
            if ((item.Position == BreakPosition.First && i > 0) || (item.Position == BreakPosition.Last && i < ads.Count - 1) || (item.IsNeverFirst && i == 0))
            {
                return "an ad is not in its position";
            }

            if (i > 0 && BreakItem.AreApart(item, ads[i - 1].Item))
            {
                return "neighbours share a label";
            }

            if (ads.Take(i).Any(other => BreakItem.Conflict(item, other.Item)))
            {
                return "two ads may not be in one break";
            }
        }

        return problem.CapsLeft.Where((left, cap) => IsExceeded(ads, left, cap)).Any() ? "a cap is exceeded" : problem.Further?.Invoke(ads);
    }

    // Whoever carries the cap must find that fewer than allowed of the others count toward it.
    private static bool IsExceeded(IReadOnlyList<PlacedItem> ads, int left, int cap) =>
        ads.Where(ad => ad.Item.Caps.Contains(cap) || ad.Item.CapsCarried.Contains(cap))
            .Any(ad => ads.Count(other => other != ad && (other.Item.Caps.Contains(cap) || other.Item.CapsMet.Contains(cap))) >= left);

    /// <summary>The worth of a break: totals from the strongest tier on, milliseconds, fewer ads, the least sum of draws.</summary>
    public static long[] Worth(BreakCase problem, IEnumerable<BreakItem> ads)
    {
        BreakItem[] all = [.. ads];
        IEnumerable<long> totals = problem.IsOneTotal
            ? [all.Sum(ad => ad.Score)]
            : Enumerable.Range(1, Tiers.Last).Select(tier => all.Where(ad => ad.Tier == tier).Sum(ad => ad.Score));
        return [.. totals, all.Sum(ad => ad.Seconds), -all.Length, -all.Sum(ad => ad.DrawRank)];
    }

    /// <summary>Compares two worths, the first difference deciding.</summary>
    public static int Compare(long[] left, long[] right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i].CompareTo(right[i]);
            }
        }

        return 0;
    }

    private static int Cell(BreakCase problem, PlacedItem ad) => ad.Spot < 0 ? (2 * problem.SpotsBeforeFreePart) - 1 : 2 * ad.Spot;
}
