// Whether a listener may have a break now, and how many ads it may still have.
namespace AdSelect.Frequency;

/// <summary>The rules over a break as a whole: the least time since the last ad, and the load of a window.</summary>
internal static class BreakPause
{
    /// <param name="offer">The break.</param>
    /// <param name="exposures">The listener's impression history.</param>
    /// <param name="lastAdTicks">When the last ad of the session was played; null where none was.</param>
    /// <param name="nowTicks">The instant of the request.</param>
    /// <param name="load">How many more ads the listener may have.</param>
    /// <returns><see cref="BreakOutcome.Filled"/> where the break may be filled; otherwise why it stays empty.</returns>
    public static BreakOutcome Check(in AdBreak offer, scoped in ExposureTable exposures, long? lastAdTicks, long nowTicks, out int load)
    {
        load = int.MaxValue;
        if (lastAdTicks is { } last && nowTicks - last < offer.MinGap.Ticks)
        {
            return BreakOutcome.TooSoon;
        }

        if (offer.MaxLoad > 0)
        {
            CountedTime? window = offer.LoadWindow == TimeSpan.Zero ? null : CountedTime.Since(nowTicks - offer.LoadWindow.Ticks + 1, nowTicks);
            load = offer.MaxLoad - exposures.CountLoad(window, nowTicks);
        }

        return load > 0 ? BreakOutcome.Filled : BreakOutcome.LoadReached;
    }
}
