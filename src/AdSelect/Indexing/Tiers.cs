// The order of the ranking above rank scores.
namespace AdSelect.Indexing;

/// <summary>
/// Tiers of the ranking, the strongest first: the priorities 1 to 16 and after them the house, each in three steps: who has
/// a share of voice, who draws lots, who competes by rank score.
/// </summary>
internal static class Tiers
{
    public const int StepsPerPriority = 3;
    public const int First = StepsPerPriority;
    public const int Last = ((AdSelectLimits.MaxPriority + 1) * StepsPerPriority) + ByScore;

    /// <summary>Where all tiers count as one: ordered by rank score.</summary>
    public const int OfAll = First + ByScore;

    private const int Shares = 0;
    private const int Lots = 1;
    private const int ByScore = 2;

    /// <summary>The tier of a line item.</summary>
    /// <param name="priority">1 to 16; the house's own is ignored.</param>
    /// <param name="isHouse">Whether it is of the house.</param>
    /// <param name="hasShare">Whether it has a share of voice.</param>
    /// <param name="drawsLots">Whether it has a weight.</param>
    public static int Of(int priority, bool isHouse, bool hasShare, bool drawsLots) =>
        ((isHouse ? AdSelectLimits.MaxPriority + 1 : priority) * StepsPerPriority) + (hasShare ? Shares : drawsLots ? Lots : ByScore);

    public static int Priority(int tier) => Math.Min(tier / StepsPerPriority, AdSelectLimits.MaxPriority);

    public static bool IsHouse(int tier) => tier / StepsPerPriority > AdSelectLimits.MaxPriority;

    public static bool IsShare(int tier) => tier % StepsPerPriority == Shares;

    /// <summary>True when a draw and not the rank score decides the order within the tier.</summary>
    public static bool IsDrawn(int tier) => tier % StepsPerPriority != ByScore;
}
