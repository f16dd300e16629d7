// Turns the rules of a time zone into a table of offsets, so that no host needs to know the zone.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class ZoneFreezer
{
    // Rules beyond this are guesses; the last offset stays in force.
    private static readonly DateTime _firstDay = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _lastDay = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The table when a cap counts by the calendar; empty when none does.</summary>
    public static ZoneRow[] Freeze(Catalog catalog, ReadOnlySpan<CapRow> caps, Diagnostics diagnostics)
    {
        if (!NeedsCalendar(caps))
        {
            return [];
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(catalog.TimeZone, out TimeZoneInfo? zone))
        {
            diagnostics.Error("unknown-time-zone", "timeZone", $"This machine does not know the zone '{ElementChecks.Shorten(catalog.TimeZone)}', whose days the caps count by.");
            return [];
        }

        return Offsets(zone);
    }

    private static bool NeedsCalendar(ReadOnlySpan<CapRow> caps)
    {
        foreach (ref readonly CapRow cap in caps)
        {
            if (cap.IsCalendar)
            {
                return true;
            }
        }

        return false;
    }

    // Between two midnights a zone changes its offset at most once.
    private static ZoneRow[] Offsets(TimeZoneInfo zone)
    {
        int last = OffsetMinutes(zone, _firstDay);
        List<ZoneRow> rows = [new ZoneRow { FromUtcTicks = 0, OffsetMinutes = last }];
        for (DateTime day = _firstDay; day < _lastDay && rows.Count < CalendarZone.MaxRows; day = day.AddDays(1))
        {
            int next = OffsetMinutes(zone, day.AddDays(1));
            if (next != last)
            {
                rows.Add(new ZoneRow { FromUtcTicks = ChangeWithin(zone, day, last), OffsetMinutes = next });
                last = next;
            }
        }

        return [.. rows];
    }

    private static long ChangeWithin(TimeZoneInfo zone, DateTime day, int before)
    {
        int low = 0;
        int high = 24 * 60;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (OffsetMinutes(zone, day.AddMinutes(middle)) == before)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return day.AddMinutes(high).Ticks;
    }

    private static int OffsetMinutes(TimeZoneInfo zone, DateTime utc) => (int)zone.GetUtcOffset(utc).TotalMinutes;
}
