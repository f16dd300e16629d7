// When something runs: flights and weekly dayparts.
namespace AdSelect;

/// <summary>A half-open stretch of time: <c>Start ≤ time &lt; End</c>.</summary>
/// <param name="Start">The first instant; the default is the beginning of time.</param>
/// <param name="End">The first instant after it; null is open.</param>
public readonly record struct Flight(DateTimeOffset Start, DateTimeOffset? End = null);

/// <summary>Days of the week as a set.</summary>
[Flags]
public enum WeekDays : byte
{
    /// <summary>No day.</summary>
    None = 0,

    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 4,

    /// <summary>Thursday.</summary>
    Thursday = 8,

    /// <summary>Friday.</summary>
    Friday = 16,

    /// <summary>Saturday.</summary>
    Saturday = 32,

    /// <summary>Sunday.</summary>
    Sunday = 64,

    /// <summary>Monday to Friday.</summary>
    Workdays = Monday | Tuesday | Wednesday | Thursday | Friday,

    /// <summary>Saturday and Sunday.</summary>
    Weekend = Saturday | Sunday,

    /// <summary>The whole week.</summary>
    All = Workdays | Weekend,
}

/// <summary>A stretch of the day on some days of the week, in steps of 15 minutes.</summary>
/// <param name="Days">The days.</param>
/// <param name="From">Time of day it begins, a multiple of 15 minutes, 00:00 to 23:45.</param>
/// <param name="To">Time of day it ends, a multiple of 15 minutes, after <paramref name="From"/>, at most 24:00.</param>
public readonly record struct Daypart(WeekDays Days, TimeSpan From, TimeSpan To)
{
    /// <summary>Whole hours: <c>Daypart.Hours(WeekDays.Workdays, 6, 10)</c> is 06:00 to 10:00 on workdays.</summary>
    public static Daypart Hours(WeekDays days, int from, int to) => new(days, TimeSpan.FromHours(from), TimeSpan.FromHours(to));
}

/// <summary>Whose clock dayparts mean.</summary>
public enum DaypartClock : byte
{
    /// <summary>The listener's, by the offset of the request's time.</summary>
    Listener = 0,

    /// <summary>Universal time.</summary>
    Utc = 1,
}
