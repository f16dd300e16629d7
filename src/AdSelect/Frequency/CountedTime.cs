// The instants whose events a window counts.
namespace AdSelect.Frequency;

/// <param name="fromTicks">The first.</param>
/// <param name="untilTicks">The last: a little after now, since clocks differ.</param>
internal readonly struct CountedTime(long fromTicks, long untilTicks)
{
    /// <summary>How far ahead a stamp may be to be taken for now.</summary>
    public const long MaxSkewTicks = AdSelectLimits.MaxClockSkewHours * TimeSpan.TicksPerHour;

    /// <summary>No bounds: of lifetimes, sessions and breaks.</summary>
    public static CountedTime Always => new(0, long.MaxValue);

    public long FromTicks => fromTicks;

    /// <summary>From an instant until now. A stamp further ahead than clocks may differ is not believed.</summary>
    public static CountedTime Since(long fromTicks, long nowTicks) => new(fromTicks, nowTicks + MaxSkewTicks);

    public bool Contains(long ticks) => ticks >= fromTicks && ticks <= untilTicks;

    /// <summary>
    /// Whether an event that was forgotten may be one of these, given the last instant of which anything was. Without bounds what is
    /// older than any cap has to remember does not count.
    /// </summary>
    public bool MayLack(long forgottenTicks, long nowTicks) =>
        forgottenTicks == DateTime.MaxValue.Ticks
        || (untilTicks == long.MaxValue ? forgottenTicks >= nowTicks - (AdSelectLimits.MaxCapWindowDays * TimeSpan.TicksPerDay) : Contains(forgottenTicks));
}
