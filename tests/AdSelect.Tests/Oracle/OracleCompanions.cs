// SEMANTICS 8: which companions are served with a creative, by trying every choice.
namespace AdSelect.Tests.Oracle;

public static class OracleCompanions
{
    public static bool AreEnough(CompanionDelivery delivery, Creative creative, PlainRequest request, OracleCatalog catalog) => delivery switch
    {
        CompanionDelivery.Any => Served(creative, request, catalog).Count > 0,
        CompanionDelivery.All => creative.Companions.Count > 0 && Served(creative, request, catalog).Count == creative.Companions.Count,
        _ => true,
    };

    /// <summary>As many as can each have a slot of their own; of several choices the one with the earlier companions.</summary>
    public static IReadOnlyList<string> Served(Creative creative, PlainRequest request, OracleCatalog catalog)
    {
        Creative[] companions = [.. creative.Companions.Select(id => catalog.Catalog.Creatives.Single(other => other.Id == id))];
        return Choices(companions)
            .Where(choice => HavePlaces(choice, request.CompanionSlots, request, catalog))
            .OrderByDescending(choice => choice.Length)
            .ThenByDescending(choice => string.Concat(companions.Select(companion => choice.Contains(companion) ? '1' : '0')), StringComparer.Ordinal)
            .First()
            .Select(companion => companion.Id)
            .ToArray();
    }

    private static IEnumerable<Creative[]> Choices(Creative[] companions) =>
        Enumerable.Range(0, 1 << companions.Length).Select(bits => companions.Where((_, n) => (bits & (1 << n)) != 0).ToArray());

    // Whether each can have a slot: the first takes any that it fits, the others share the rest.
    private static bool HavePlaces(IReadOnlyList<Creative> companions, IReadOnlyList<PlainSlot> slots, PlainRequest request, OracleCatalog catalog) =>
        companions.Count == 0
        || Enumerable.Range(0, slots.Count).Any(place => Fits(companions[0], slots[place], request, catalog)
            && HavePlaces([.. companions.Skip(1)], [.. slots.Where((_, other) => other != place)], request, catalog));

    private static bool Fits(Creative companion, PlainSlot slot, PlainRequest request, OracleCatalog catalog) =>
        OracleSupply.Check(companion, request, slot) == RejectionReason.None
        && OraclePolicy.Unblocked([new OracleCreative(companion, 1)], request, catalog).Length == 1;
}
