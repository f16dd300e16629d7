// A week in quarters of an hour: 672 bits, Monday 00:00 first.
using System.Runtime.CompilerServices;

namespace AdSelect.Indexing;

internal static class WeekGrid
{
    public const int QuartersPerDay = 96;
    public const int Quarters = 7 * QuartersPerDay;
    public const int Words = (Quarters + 63) / 64;

    private const long TicksPerQuarter = 15 * TimeSpan.TicksPerMinute;

    /// <summary>Quarter of the week of an instant given as clock ticks. Day 0 of the calendar, 0001-01-01, was a Monday.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int QuarterOf(long clockTicks) => (int)((ulong)(clockTicks / TicksPerQuarter) % Quarters);
}
