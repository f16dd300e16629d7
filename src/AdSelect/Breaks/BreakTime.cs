// What time can be used at all.
namespace AdSelect.Breaks;

/// <summary>
/// Time that no sum of the options' durations can fill is cut off early: 100 s among ads of 30 s are 90 s. That keeps the
/// continuous bound from counting on it.
/// </summary>
internal ref struct BreakTime
{
    /// <summary>Units of time that the table covers; finer durations are taken as they are.</summary>
    public const int MaxUnits = 512;

    /// <summary>The distinct durations in the free part, ascending.</summary>
    public Span<int> Durations;

    /// <summary>Who is as long as each duration or shorter.</summary>
    public Span<OptionSet> Fitting;

    /// <summary>For each number of units, the most of them that durations can fill.</summary>
    public Span<short> Fillable;

    private int _count;
    private int _unit;

    public void Fill(in BreakTables tables, in OptionSet freePart, int milliseconds)
    {
        _count = 0;
        for (int option = freePart.Next(0, tables.Words); option >= 0; option = freePart.Next(option + 1, tables.Words))
        {
            AddDuration(tables.Durations[option]);
        }

        Fitting[.._count].Clear();
        for (int option = freePart.Next(0, tables.Words); option >= 0; option = freePart.Next(option + 1, tables.Words))
        {
            Fitting[Durations[.._count].BinarySearch(tables.Durations[option])].Add(option);
        }

        int unit = 0;
        for (int i = 0; i < _count; i++)
        {
            unit = GreatestDivisor(Durations[i], unit);
            if (i > 0)
            {
                Fitting[i].Add(Fitting[i - 1], tables.Words);
            }
        }

        _unit = unit == 0 || milliseconds / unit >= MaxUnits ? 0 : unit;
        if (_unit != 0)
        {
            FillUnits(milliseconds / _unit);
        }
    }

    /// <summary>The most of some time that ads can fill.</summary>
    public readonly int Usable(int milliseconds) => _unit == 0 ? milliseconds : Fillable[milliseconds / _unit] * _unit;

    /// <summary>The most ads in some time.</summary>
    public readonly int MostAds(int milliseconds) => _count == 0 ? 0 : milliseconds / Durations[0];

    /// <summary>Removes who is longer than the time.</summary>
    public readonly void KeepFitting(ref OptionSet options, int milliseconds, int words)
    {
        int last = _count - 1;
        while (last >= 0 && Durations[last] > milliseconds)
        {
            last--;
        }

        options.Keep(last < 0 ? default : Fitting[last], words);
    }

    private void AddDuration(int duration)
    {
        int at = Durations[.._count].BinarySearch(duration);
        if (at < 0)
        {
            at = ~at;
            Durations[at.._count].CopyTo(Durations[(at + 1)..]);
            Durations[at] = duration;
            _count++;
        }
    }

    private readonly void FillUnits(int units)
    {
        Fillable[0] = 0;
        for (int time = 1; time <= units; time++)
        {
            short most = Fillable[time - 1];
            for (int i = 0; i < _count; i++)
            {
                int length = Durations[i] / _unit;
                if (length <= time && Fillable[time - length] == time - length)
                {
                    most = (short)time;
                }
            }

            Fillable[time] = most;
        }
    }

    private static int GreatestDivisor(int left, int right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
