// Amounts, instants, lists and weekly hours as people read them.
using System.Globalization;
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal static class Words
{
    private const decimal MicrosPerUnit = 1_000_000;
    private const decimal MillisecondsPerSecond = 1_000;
    private const int MinutesPerQuarter = 15;

    // What is longer is cut short: a detail is a line.
    private const int MostListed = 7;

    public static string Money(long micros) => (micros / MicrosPerUnit).ToString("0.00####", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Seconds(int milliseconds) => $"{(milliseconds / MillisecondsPerSecond).ToString("0.###", CultureInfo.InvariantCulture)} s";

    public static string Instant(long utcTicks) => new DateTime(utcTicks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An event's name, in the plural unless it is one.</summary>
    public static string Events(AdEvent kind, long count) => kind.ToString().ToLowerInvariant() + (count == 1 ? string.Empty : "s");

    /// <summary>"1, 2 and 3"; what is too long is cut, and says how much.</summary>
    public static string List(IReadOnlyList<string> items)
    {
        if (items.Count > MostListed)
        {
            return $"{string.Join(", ", items.Take(MostListed))} and {items.Count - MostListed} more";
        }

        return items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
    }

    /// <summary>The numbers of the bits that are set, counted from <paramref name="first"/>.</summary>
    public static string Bits(ulong bits, int first = 0)
    {
        IEnumerable<int> set = Enumerable.Range(0, 64).Where(bit => ((bits >> bit) & 1) != 0);
        return bits == 0 ? "none" : List([.. set.Select(bit => (bit + first).ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>The hours of a weekly grid, days with the same hours together: "Monday to Friday 06:00-10:00 and Saturday 08:00-24:00".</summary>
    public static string Week(ReadOnlySpan<ulong> grid)
    {
        var hours = new string[7];
        for (int day = 0; day < hours.Length; day++)
        {
            hours[day] = Day(grid, day * WeekGrid.QuartersPerDay);
        }

        List<string> parts = [];
        for (int from = 0, to; from < hours.Length; from = to)
        {
            for (to = from + 1; to < hours.Length && hours[to] == hours[from];)
            {
                to++;
            }

            if (hours[from].Length > 0)
            {
                parts.Add($"{NameOf(from)}{(to - from == 1 ? string.Empty : $" to {NameOf(to - 1)}")} {hours[from]}");
            }
        }

        return List(parts);
    }

    /// <summary>A quarter of the week, by its begin: "Sunday 12:15".</summary>
    public static string Quarter(int quarterOfWeek) => $"{NameOf(quarterOfWeek / WeekGrid.QuartersPerDay)} {Clock(quarterOfWeek % WeekGrid.QuartersPerDay)}";

    private static string Day(ReadOnlySpan<ulong> grid, int firstQuarter)
    {
        List<string> ranges = [];
        for (int from = 0, to; from < WeekGrid.QuartersPerDay; from = to)
        {
            bool isIn = IsSet(grid, firstQuarter + from);
            for (to = from + 1; to < WeekGrid.QuartersPerDay && IsSet(grid, firstQuarter + to) == isIn;)
            {
                to++;
            }

            if (isIn)
            {
                ranges.Add($"{Clock(from)}-{Clock(to)}");
            }
        }

        return List(ranges);
    }

    private static bool IsSet(ReadOnlySpan<ulong> grid, int quarter) => ((grid[quarter >> 6] >> (quarter & 63)) & 1) != 0;

    // A day's end is 24:00.
    private static string Clock(int quarterOfDay) =>
        string.Create(CultureInfo.InvariantCulture, $"{quarterOfDay / 4:00}:{quarterOfDay % 4 * MinutesPerQuarter:00}");

    private static string NameOf(int day) => ((DayOfWeek)((day + 1) % 7)).ToString();
}
