// Throughput on several threads over one selector: nothing on the path of a request is written by two threads.
using System.Diagnostics;
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class ScalingReport
{
    private const int Winners = 5;
    private const int Rounds = 3;
    private const int CallsBetweenLooks = 64;

    public static void Write(CommandOptions options, TextWriter writer)
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        int[] threadCounts =
        [
            .. Enumerable.Range(1, Environment.ProcessorCount).Where(count => count <= 4 || int.IsPow2(count) || count == Environment.ProcessorCount),
        ];
        var table = new MarkdownTable(
            $"Scaling: Select top {Winners}, requests per second over one selector (times one thread)",
            ["line items", .. threadCounts.Select(count => count == 1 ? "1 thread" : $"{count} threads")]);
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            AdSelector selector = BenchmarkWorkload.Selector(lineItems);
            _ = RequestsPerSecond(selector, listeners, 1, options.Seconds / 2);

            // Rounds take turns, so that a disturbance does not fall on one number of threads alone.
            double[] best = new double[threadCounts.Length];
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < threadCounts.Length; i++)
                {
                    best[i] = Math.Max(best[i], RequestsPerSecond(selector, listeners, threadCounts[i], options.Seconds / Rounds));
                }
            }

            table.Add([Numbers.Whole(lineItems), .. best.Select(rate => $"{Numbers.Whole(rate)} ({rate / best[0]:F2})")]);
        }

        table.Write(writer);
    }

    private static double RequestsPerSecond(AdSelector selector, Listener[] listeners, int threadCount, double seconds)
    {
        using var ready = new Barrier(threadCount + 1);
        bool stop = false;
        long[] served = new long[threadCount];
        Thread[] threads = [.. Enumerable.Range(0, threadCount).Select(thread => new Thread(() => Serve(thread)))];
        Array.ForEach(threads, thread => thread.Start());
        ready.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        Volatile.Write(ref stop, true);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Array.ForEach(threads, thread => thread.Join());
        return served.Sum() / elapsed.TotalSeconds;

        void Serve(int thread)
        {
            var engine = new EngineUnderTest(selector, listeners);
            ready.SignalAndWait();
            long count = 0;
            while (!Volatile.Read(ref stop))
            {
                for (int i = 0; i < CallsBetweenLooks; i++)
                {
                    _ = engine.Select((int)((count++ + (thread * 37L)) % listeners.Length), Winners);
                }
            }

            served[thread] = count;
        }
    }
}
