// Warns of line items whose time is over or never comes.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class LintSchedules
{
    // The farthest that a listener's clock can be from UTC, either way.
    private const long MaxOffsetTicks = 14 * TimeSpan.TicksPerHour;

    private const long TicksPerQuarter = 15 * TimeSpan.TicksPerMinute;

    public static void Run(LintInput input)
    {
        for (int i = 0; i < input.Count; i++)
        {
            ref readonly LineItemRow row = ref input.Row(i);
            if (LintInput.IsFlightEmpty(row) || row.Has(LineItemFlags.Paused))
            {
                continue;
            }

            if (input.IsOver(row))
            {
                input.Warning(
                    "flight-over",
                    i,
                    ".flight",
                    $"The flight ended at {LintInput.Time(row.FlightEndTicks)}; extend it, or remove or pause the line item.");
            }
            else if (row.DaypartGrid != 0 && IsOutside(input, row))
            {
                input.Warning(
                    "daypart-outside-flight",
                    i,
                    ".dayparts",
                    $"No daypart falls between {LintInput.Time(row.FlightStartTicks)} and {LintInput.Time(row.FlightEndTicks)}, when the flight ends; "
                    + $"it never serves. Change the dayparts or the flight.");
            }
        }
    }

    private static bool IsOutside(LintInput input, in LineItemRow row)
    {
        long slack = row.Has(LineItemFlags.UtcDayparts) ? 0 : MaxOffsetTicks;
        if (row.FlightEndTicks - row.FlightStartTicks > (WeekGrid.Quarters * TicksPerQuarter) - (2 * slack))
        {
            return false;
        }

        ReadOnlySpan<ulong> grid = input.DaypartGrids.AsSpan(row.DaypartGrid * WeekGrid.Words, WeekGrid.Words);
        long first = Math.Max(0, row.FlightStartTicks - slack) / TicksPerQuarter;
        long last = (row.FlightEndTicks - 1 + slack) / TicksPerQuarter;
        for (long quarter = first; quarter <= last; quarter++)
        {
            int ofWeek = (int)(quarter % WeekGrid.Quarters);
            if ((grid[ofWeek >> 6] >> (ofWeek & 63) & 1) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
