// Turns the rules of a time zone into a table of offsets, so that no host needs to know the zone.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class ZoneFreezer
{
    // Rules beyond this are guesses; the last offset stays in force.
    private static readonly DateTime _firstDay = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _lastDay = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The table when a cap counts by the calendar; empty when none does, or the zone is none, which has been reported then.</summary>
    public static ZoneRow[] Freeze(Catalog catalog, ReadOnlySpan<CapRow> caps, Diagnostics diagnostics) =>
        NeedsCalendar(caps) && IanaZones.Contains(catalog.TimeZone) ? RowsOf(catalog.TimeZone, diagnostics) : [];

    /// <summary>The table of a zone by the rules that the machine has.</summary>
    public static ZoneRow[] RowsOf(string name, Diagnostics diagnostics)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
        {
            string reason = $"This machine lacks the rules of the zone '{name}', whose days the caps count by: its time zone data is missing or old.";
            diagnostics.Error("unknown-time-zone", "timeZone", reason);
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
