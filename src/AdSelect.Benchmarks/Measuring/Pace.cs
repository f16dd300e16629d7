// How long an operation takes on average over many listeners, and how steady that is.
using System.Diagnostics;

namespace AdSelect.Benchmarks.Measuring;

/// <summary>Microseconds per operation: the median of the passes, and the best pass.</summary>
internal readonly record struct Pace(double Median, double Best)
{
    private const int FewestPasses = 5;
    private const double WarmUpShare = 0.5;
    private const double LeastWarmUpSeconds = 1;

    /// <summary>
    /// Repeats passes over all operations until the time is up. Warm-up takes half as long, so that the methods
    /// reach the JIT's last tier. When one pass takes too long for five of them, it takes evenly spaced operations only.
    /// </summary>
    public static Pace Of(int operations, double seconds, Func<int, int> operation)
    {
        int stride = WarmUp(operations, seconds, operation);
        var passes = new List<double>();
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (passes.Count < FewestPasses || Stopwatch.GetTimestamp() < end)
        {
            passes.Add(Pass(operations, stride, operation));
        }

        passes.Sort();
        return new Pace(passes[passes.Count / 2], passes[0]);
    }

    public override string ToString() => $"{Numbers.Short(Median)} ({Numbers.Short(Best)})";

    private static int WarmUp(int operations, double seconds, Func<int, int> operation)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(Math.Max(seconds * WarmUpShare, LeastWarmUpSeconds) * Stopwatch.Frequency);
        int done = 0;
        do
        {
            // A step that shares no factor with the number of listeners visits them all.
            _ = operation((int)(done++ * 101L % operations));
        }
        while (Stopwatch.GetTimestamp() < end);

        double perOperation = Stopwatch.GetElapsedTime(start).TotalSeconds / done;
        double affordable = seconds / FewestPasses / perOperation;
        return affordable >= operations ? 1 : (int)Math.Ceiling(operations / Math.Max(1, affordable));
    }

    private static double Pass(int operations, int stride, Func<int, int> operation)
    {
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i += stride)
        {
            _ = operation(i);
            done++;
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / done;
    }
}
