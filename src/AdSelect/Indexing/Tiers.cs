// The order of the ranking above rank scores.
namespace AdSelect.Indexing;

/// <summary>Tiers of the ranking: the priorities 1 to 16, and after them the house.</summary>
internal static class Tiers
{
    public const int House = AdSelectLimits.MaxPriority + 1;

    public static int Priority(int tier) => Math.Min(tier, AdSelectLimits.MaxPriority);
}
