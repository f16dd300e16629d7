// Step 1: inside the flight and the dayparts. (Pauses are in the delivery state.)
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

internal static class LiveGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RejectionReason Check(FrozenCatalog catalog, in LineItemRow lineItem, in RequestFacts request)
    {
        if (request.UtcTicks < lineItem.FlightStartTicks)
        {
            return RejectionReason.BeforeFlight;
        }

        if (request.UtcTicks >= lineItem.FlightEndTicks)
        {
            return RejectionReason.AfterFlight;
        }

        return lineItem.DaypartGrid == 0 || IsInGrid(catalog, lineItem, request) ? RejectionReason.None : RejectionReason.OutsideDayparts;
    }

    private static bool IsInGrid(FrozenCatalog catalog, in LineItemRow lineItem, in RequestFacts request)
    {
        int quarter = lineItem.Has(LineItemFlags.UtcDayparts) ? request.UtcQuarter : request.ListenerQuarter;
        return ((catalog.DaypartGrids[(lineItem.DaypartGrid * WeekGrid.Words) + (quarter >> 6)] >> (quarter & 63)) & 1) != 0;
    }
}
