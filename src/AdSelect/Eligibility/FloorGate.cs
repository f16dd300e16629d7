// Step 6: the least effective CPM, per creative, from the most specific floor that applies.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

/// <summary>Whose floor applies.</summary>
internal enum FloorOrigin : byte
{
    None = 0,
    Deal,
    SlotByDuration,
    Slot,
    Request,
}

/// <summary>A floor in micros of effective CPM, and whose it is.</summary>
internal readonly record struct AppliedFloor(long Micros, FloorOrigin Origin);

internal static class FloorGate
{
    private const int MillisecondsPerSecond = 1000;

    /// <summary>Takes creatives whose floor the price does not reach out of <paramref name="creatives"/>.</summary>
    public static RejectionReason Check(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        long cpmMicros,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot,
        ref ulong creatives)
    {
        bool hadCreative = creatives != 0;
        for (ulong rest = creatives; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            ref readonly SupplyRow creative = ref catalog.SupplyOf(catalog.LineItemCreatives[lineItem.FirstCreative + index]);
            if (!IsReached(catalog, lineItem, cpmMicros, creative, request, lists, slot))
            {
                creatives &= ~(1UL << index);
            }
        }

        return hadCreative && creatives == 0 ? RejectionReason.BelowFloor : RejectionReason.None;
    }

    /// <summary>Whether the line item's effective CPM reaches the floor of a creative.</summary>
    public static bool IsReached(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        long cpmMicros,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot) =>
        cpmMicros >= FloorMicros(catalog, lineItem, creative, request, lists, slot);

    /// <summary>The floor of one creative in micros; see <see cref="Find"/>.</summary>
    public static long FloorMicros(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot) =>
        Find(catalog, lineItem, creative, request, lists, slot).Micros;

    /// <summary>The floor of one creative: deal, then slot by duration, then slot, then request. None for house line items.</summary>
    public static AppliedFloor Find(
        FrozenCatalog catalog,
        in LineItemRow lineItem,
        in SupplyRow creative,
        in RequestFacts request,
        scoped in PolicyLists lists,
        scoped in SlotFacts slot)
    {
        if (lineItem.Has(LineItemFlags.House))
        {
            return default;
        }

        long dealFloor = DealFloorMicros(catalog, lineItem, lists);
        if (dealFloor >= 0)
        {
            return new AppliedFloor(dealFloor, FloorOrigin.Deal);
        }

        long byDuration = ByDuration(slot.Slot, creative.DurationMilliseconds);
        return byDuration >= 0 ? new AppliedFloor(byDuration, FloorOrigin.SlotByDuration)
            : slot.Slot.FloorMicros > 0 ? new AppliedFloor(slot.Slot.FloorMicros, FloorOrigin.Slot)
            : new AppliedFloor(request.FloorMicros, FloorOrigin.Request);
    }

    /// <summary>
    /// The floor of the line item's deal: the request's, else the catalog's; −1 when it holds no listed deal or that has none.
    /// Of a deal that is listed several times, the highest.
    /// </summary>
    public static long DealFloorMicros(FrozenCatalog catalog, in LineItemRow lineItem, scoped in PolicyLists lists)
    {
        if (lineItem.Deal < 0)
        {
            return -1;
        }

        ref readonly DealRow deal = ref catalog.Deals[lineItem.Deal];
        long highest = -1;
        int from = 0;
        for (int found = lists.DealKeys.IndexOf(deal.Key); found >= 0; found = lists.DealKeys[from..].IndexOf(deal.Key))
        {
            long listed = lists.DealFloors[from + found];
            highest = Math.Max(highest, listed >= 0 ? listed : deal.FloorMicros);
            from += found + 1;
        }

        return highest;
    }

    /// <summary>What a fixed deal asks of the line item that holds it; −1 for every other one, and where the deal asks nothing.</summary>
    public static long AskMicros(FrozenCatalog catalog, int ordinal, in LineItemRow lineItem, scoped in PolicyLists lists)
    {
        bool isFixed = lineItem.Deal >= 0 && catalog.Deals[lineItem.Deal].Price == DealPrice.Fixed
            && lineItem.PriceModel != PriceModel.Flat && catalog.TermsOf(ordinal).Kind == LineItemKind.PricePriority;
        return isFixed ? DealFloorMicros(catalog, lineItem, lists) : -1;
    }

    // −1 when the slot states no floor for the duration.
    private static long ByDuration(in Slot slot, int milliseconds)
    {
        // An ad without a length has no floor by length.
        if (slot.FloorPerSecondMicros > 0 && milliseconds > 0)
        {
            Int128 product = (Int128)slot.FloorPerSecondMicros * milliseconds;
            Int128 floor = (product + (MillisecondsPerSecond - 1)) / MillisecondsPerSecond;
            return (long)Int128.Min(floor, long.MaxValue);
        }

        long highest = -1;
        foreach (Slot.DurationFloor band in slot.DurationFloors)
        {
            if (band.FromMilliseconds <= milliseconds && milliseconds <= band.ToMilliseconds)
            {
                highest = Math.Max(highest, band.FloorMicros);
            }
        }

        return highest;
    }
}
