// How long a Select takes and what it allocates, over a stream of listeners on one thread.
using System.Diagnostics;
using AdSelect;
using AdSelect.Workload;

namespace QuickStart;

/// <summary>What was measured.</summary>
/// <param name="Requests">Requests of one pass.</param>
/// <param name="Winners">How many of them found a winner.</param>
/// <param name="NanosecondsPerSelect">Of the median pass, the building of the request included.</param>
/// <param name="AllocatedBytes">Allocated by all measured passes together.</param>
internal sealed record Measurement(int Requests, int Winners, double NanosecondsPerSelect, long AllocatedBytes)
{
    private const int Passes = 101;

    // The runtime recompiles hot code in the background for about a second; measuring before that flatters nobody.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static Measurement Run(AdSelector selector, Listener[] listeners)
    {
        using (var warm = new CancellationTokenSource(WarmUp))
        {
            AdSelector.WarmUp(selector.Snapshot, warm.Token);
        }

        // And what is the sample's own.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < WarmUp)
        {
            ServeAll(selector, listeners);
        }

        long[] ticks = new long[Passes];
        int winners = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int pass = 0; pass < Passes; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            winners = ServeAll(selector, listeners);
            ticks[pass] = Stopwatch.GetTimestamp() - start;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(ticks);
        double nanoseconds = ticks[Passes / 2] * 1e9 / Stopwatch.Frequency / listeners.Length;
        return new Measurement(listeners.Length, winners, nanoseconds, allocated);
    }

    private static int ServeAll(AdSelector selector, Listener[] listeners)
    {
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        Span<AdSelection> winner = stackalloc AdSelection[1];
        int winners = 0;
        foreach (Listener listener in listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequest(ref request);
            winners += selector.Select(in request, winner);
        }

        return winners;
    }
}
