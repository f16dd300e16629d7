// The clock of the catalog's zone, as offsets that were frozen when compiling: when a calendar day, week or month began.
using System.Runtime.InteropServices;
using AdSelect.Internals;

namespace AdSelect.Indexing;

/// <summary>From an instant on, the zone's offset.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
internal struct ZoneRow
{
    public long FromUtcTicks;
    public int OffsetMinutes;
}

/// <summary>A table of offsets that ascends by instant and begins with instant 0. Empty: universal time.</summary>
internal readonly struct CalendarZone(Column<ZoneRow> rows, DayOfWeek firstDayOfWeek)
{
    /// <summary>Offsets that one table may have.</summary>
    public const int MaxRows = 1_024;

    /// <summary>The furthest that a zone is from universal time, either way.</summary>
    public const int MaxOffsetMinutes = 14 * 60;

    /// <summary>
    /// The first instant at which the zone's clock showed the day, week or month that it shows at <paramref name="utcTicks"/>.
    /// Where the clock goes back over midnight, what is shown twice belongs to the later day.
    /// </summary>
    public long StartOf(CapWindowKind window, long utcTicks)
    {
        long local = Math.Clamp(utcTicks + OffsetTicks(IndexAt(utcTicks)), 0, DateTime.MaxValue.Ticks);
        var date = new DateTime(local - (local % TimeSpan.TicksPerDay));
        int days = window switch
        {
            CapWindowKind.Week => (7 + (int)date.DayOfWeek - (int)firstDayOfWeek) % 7,
            CapWindowKind.Month => date.Day - 1,
            _ => 0,
        };
        return FirstInstantOf(date.Ticks - (days * TimeSpan.TicksPerDay));
    }

    private long FirstInstantOf(long local)
    {
        int index = IndexAt(local - (MaxOffsetMinutes * TimeSpan.TicksPerMinute));
        while (true)
        {
            long from = index < rows.Length ? rows[index].FromUtcTicks : 0;
            long instant = Math.Max(from, local - OffsetTicks(index));
            if (index + 1 >= rows.Length || instant < rows[index + 1].FromUtcTicks)
            {
                return instant;
            }

            index++;
        }
    }

    private long OffsetTicks(int index) => index < rows.Length ? rows[index].OffsetMinutes * TimeSpan.TicksPerMinute : 0;

    // The last row that is not later; the first also for what is before it.
    private int IndexAt(long utcTicks)
    {
        int low = 0;
        int high = rows.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (rows[middle].FromUtcTicks <= utcTicks)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
