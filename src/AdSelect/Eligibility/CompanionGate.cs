// Companions: which of a creative's find a place of their own among the slots offered, and whether that is enough.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal static class CompanionGate
{
    /// <summary>Whether a creative that fits has the companions served that its line item wants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectionReason Check(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped ReadOnlySpan<Slot> offered) =>
        !lineItem.Has(LineItemFlags.NeedsCompanion) || IsEnough(catalog, lineItem.Has(LineItemFlags.NeedsAllCompanions), creative, request, lists, offered)
            ? RejectionReason.None
            : RejectionReason.CompanionMissing;

    /// <summary>
    /// The companions served with a creative, bit n standing for its n-th: as many as can each have a slot of their own, and of
    /// several choices that with the earlier ones.
    /// </summary>
    public static uint Served(
        FrozenCatalog catalog,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped ReadOnlySpan<Slot> offered)
    {
        ReadOnlySpan<int> companions = catalog.CompanionsOf(creative.CompanionSet);
        if (companions.IsEmpty || offered.IsEmpty)
        {
            return 0;
        }

        Span<uint> takenBy = stackalloc uint[AdSelectLimits.MaxCompanions];
        takenBy = takenBy[..companions.Length];
        takenBy.Clear();
        for (int i = 0; i < offered.Length; i++)
        {
            var place = new SlotFacts(in offered[i], request, SlotFacts.MimeTypesOf(offered[i], catalog));
            for (int n = 0; n < companions.Length; n++)
            {
                ref readonly SupplyRow companion = ref catalog.SupplyOf(companions[n]);
                bool fits = SupplyGate.Check(companion, request, place) == RejectionReason.None && !PolicyGate.IsBlocked(catalog, companion, lists);
                takenBy[n] |= fits ? 1u << i : 0;
            }
        }

        return Assign(takenBy);
    }

    // Augmenting paths (Kuhn): a companion that has a slot may move to another one and never loses it, so who comes first stays.
    private static uint Assign(scoped ReadOnlySpan<uint> takenBy)
    {
        Span<int> holders = stackalloc int[AdSelectLimits.MaxCompanionSlots];
        holders.Fill(-1);
        uint served = 0;
        for (int n = 0; n < takenBy.Length; n++)
        {
            uint tried = 0;
            served |= TryPlace(n, takenBy, holders, ref tried) ? 1u << n : 0;
        }

        return served;
    }

    // Every slot is tried once, so there are at most as many calls within each other as slots.
    private static bool TryPlace(int companion, scoped ReadOnlySpan<uint> takenBy, scoped Span<int> holders, scoped ref uint tried)
    {
        for (uint open = takenBy[companion] & ~tried; open != 0; open = takenBy[companion] & ~tried)
        {
            int slot = BitOperations.TrailingZeroCount(open);
            tried |= 1u << slot;
            if (holders[slot] < 0 || TryPlace(holders[slot], takenBy, holders, ref tried))
            {
                holders[slot] = companion;
                return true;
            }
        }

        return false;
    }

    private static bool IsEnough(
        FrozenCatalog catalog,
        bool needsAll,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped ReadOnlySpan<Slot> offered)
    {
        uint served = Served(catalog, creative, request, lists, offered);
        return served != 0 && (!needsAll || BitOperations.PopCount(served) == catalog.CompanionsOf(creative.CompanionSet).Length);
    }
}
