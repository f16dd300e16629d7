// SEMANTICS 4.6: the floor that applies to one creative of a line item. The most specific one decides alone.
namespace AdSelect.Tests.Oracle;

public static class OracleFloor
{
    public static long Of(OracleLineItem item, OracleCreative creative, PlainRequest request, PlainSlot slot, OracleMoney money) =>
        OfDeal(item, request, money)
        ?? DurationFloor(creative.DurationMilliseconds, slot)
        ?? (slot.FloorMicros > 0 ? slot.FloorMicros : request.FloorMicros);

    /// <summary>The floor of the listed deal that it holds; null when there is none.</summary>
    public static long? OfDeal(OracleLineItem item, PlainRequest request, OracleMoney money)
    {
        if (item.Deal is null)
        {
            return null;
        }

        // Listed several times: the highest counts.
        long? ofCatalog = item.Deal.Floor is { } floor ? money.ToMicros(floor) : null;
        return request.Deals.Where(deal => deal.Id == item.Deal.Id).Max(deal => deal.FloorMicros ?? ofCatalog);
    }

    private static long? DurationFloor(int milliseconds, PlainSlot slot)
    {
        if (slot.FloorPerSecondMicros > 0 && milliseconds > 0)
        {
            return (long)Math.Ceiling((decimal)slot.FloorPerSecondMicros * milliseconds / 1000);
        }

        return slot.DurationFloors
            .Where(band => band.FromMilliseconds <= milliseconds && milliseconds <= band.ToMilliseconds)
            .Max(band => (long?)band.FloorMicros);
    }
}
