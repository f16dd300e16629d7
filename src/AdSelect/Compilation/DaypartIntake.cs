// Checks dayparts and freezes them into weekly grids; equal grids are stored once, grid 0 is the whole week.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class DaypartIntake(Diagnostics diagnostics, SetPool<ulong> grids)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>A pool whose first grid is the whole week. It may grow beyond what a snapshot can hold; the reading judges that.</summary>
    public static SetPool<ulong> CreatePool() => new([.. Enumerable.Repeat(ulong.MaxValue, WeekGrid.Words)]);

    /// <summary>Index of the grid of these dayparts.</summary>
    public int Add(IReadOnlyList<Daypart> dayparts, Func<string> path)
    {
        if (dayparts.Count == 0)
        {
            return 0;
        }

        Span<ulong> grid = stackalloc ulong[WeekGrid.Words];
        grid.Clear();
        for (int i = 0; i < dayparts.Count; i++)
        {
            (WeekDays days, TimeSpan from, TimeSpan to) = dayparts[i];
            if (days is WeekDays.None or > WeekDays.All
                || from.Ticks % Quarter.Ticks != 0
                || to.Ticks % Quarter.Ticks != 0
                || from < TimeSpan.Zero
                || to <= from
                || to > TimeSpan.FromHours(24))
            {
                diagnostics.Error(
                    "bad-daypart",
                    $"{path()}.dayparts[{i}]",
                    $"{days} {from} to {to}: it needs at least one day and two times of day in steps of 15 minutes, the second later and at most 24:00.");
                return 0;
            }

            Fill(grid, days, (int)(from.Ticks / Quarter.Ticks), (int)(to.Ticks / Quarter.Ticks));
        }

        return grids.Add(grid);
    }

    private static void Fill(Span<ulong> grid, WeekDays days, int from, int to)
    {
        for (int day = 0; day < 7; day++)
        {
            if (((int)days & (1 << day)) == 0)
            {
                continue;
            }

            for (int quarter = (day * WeekGrid.QuartersPerDay) + from; quarter < (day * WeekGrid.QuartersPerDay) + to; quarter++)
            {
                grid[quarter >> 6] |= 1UL << (quarter & 63);
            }
        }
    }
}
