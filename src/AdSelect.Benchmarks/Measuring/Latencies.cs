// The time of each single call, and percentiles of it.
using System.Diagnostics;

namespace AdSelect.Benchmarks.Measuring;

/// <summary>Microseconds at percentiles of many calls.</summary>
internal readonly record struct Latencies(double P50, double P90, double P99, double P999, int Calls)
{
    private const int ClockSamples = 10_001;

    /// <summary>
    /// Times every call by itself; <paramref name="before"/> runs outside the measured time. What reading the clock
    /// twice takes is subtracted.
    /// </summary>
    public static Latencies Of(int operations, double seconds, Func<int, int> operation, Action<int>? before = null)
    {
        long overhead = ClockOverhead();
        var ticks = new List<long>();
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        for (int call = 0; Stopwatch.GetTimestamp() < end; call++)
        {
            int which = (int)(call * 101L % operations);
            before?.Invoke(which);
            long start = Stopwatch.GetTimestamp();
            _ = operation(which);
            ticks.Add(Math.Max(0, Stopwatch.GetTimestamp() - start - overhead));
        }

        ticks.Sort();
        return new Latencies(At(ticks, 0.5), At(ticks, 0.9), At(ticks, 0.99), At(ticks, 0.999), ticks.Count);
    }

    private static double At(List<long> sorted, double share) =>
        sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))] * 1e6 / Stopwatch.Frequency;

    private static long ClockOverhead()
    {
        long[] samples = new long[ClockSamples];
        for (int i = 0; i < samples.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            samples[i] = Stopwatch.GetTimestamp() - start;
        }

        Array.Sort(samples);
        return samples[samples.Length / 2];
    }
}
