// Checks dayparts and freezes them into weekly grids; equal grids are stored once, grid 0 is the whole week.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class DaypartIntake(DiagnosticBag diagnostics)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, ushort> _index = new(StringComparer.Ordinal);
    private readonly List<ulong> _grids = [.. Enumerable.Repeat(ulong.MaxValue, WeekGrid.Words)];

    public ulong[] Grids => [.. _grids];

    /// <summary>Index of the grid of these dayparts.</summary>
    public ushort Add(IReadOnlyList<Daypart> dayparts, Func<string> path)
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
            if (days is WeekDays.None or > WeekDays.All || from.Ticks % Quarter.Ticks != 0 || to.Ticks % Quarter.Ticks != 0 || from < TimeSpan.Zero || to <= from || to > TimeSpan.FromHours(24))
            {
                diagnostics.Error("bad-daypart", $"{path()}.dayparts[{i}]", $"{days} {from} to {to}: it needs at least one day and two times of day in steps of 15 minutes, the second later and at most 24:00.");
                return 0;
            }

            Fill(grid, days, (int)(from.Ticks / Quarter.Ticks), (int)(to.Ticks / Quarter.Ticks));
        }

        return Intern(grid, path);
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

    private ushort Intern(ReadOnlySpan<ulong> grid, Func<string> path)
    {
        string key = string.Join(',', grid.ToArray());
        if (_index.TryGetValue(key, out ushort index))
        {
            return index;
        }

        if (_index.Count + 1 >= AdSelectLimits.MaxDaypartGrids)
        {
            diagnostics.Error("too-many", $"{path()}.dayparts", $"More than {AdSelectLimits.MaxDaypartGrids} different weekly grids.");
            return 0;
        }

        index = (ushort)(_index.Count + 1);
        _index.Add(key, index);
        _grids.AddRange(grid);
        return index;
    }
}
