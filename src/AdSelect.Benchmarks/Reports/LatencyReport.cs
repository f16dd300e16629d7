// The time of single calls, hot and after the caches were emptied.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class LatencyReport
{
    private const int Winners = 5;

    // An eviction takes milliseconds; thousands of cold calls need longer than a hot figure.
    private const double ColdShare = 4;

    public static void WriteHot(CommandOptions options, TextWriter writer) => Write(options, writer, isCold: false);

    public static void WriteCold(CommandOptions options, TextWriter writer) => Write(options, writer, isCold: true);

    private static void Write(CommandOptions options, TextWriter writer, bool isCold)
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        var table = new MarkdownTable(
            isCold ? "Cold caches: µs of single calls, each after the caches were emptied" : "Hot: µs of single calls",
            "", "line items", "p50", "p90", "p99", "p99.9", "calls");
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems), listeners);
            Measure($"Select top 1", engine, listener => engine.Select(listener, 1));
            Measure($"Select top {Winners}", engine, listener => engine.Select(listener, Winners));
            Measure("Match", engine, engine.Match);

            void Measure(string name, EngineUnderTest engine, Func<int, int> operation)
            {
                _ = Pace.Of(listeners.Length, options.Seconds / 2, operation);
                Latencies found = isCold ? Cold(engine, operation) : Latencies.Of(listeners.Length, options.Seconds, operation);
                string[] figures = [.. new[] { found.P50, found.P90, found.P99, found.P999 }.Select(Numbers.Short)];
                table.Add([name, Numbers.Whole(lineItems), .. figures, Numbers.Whole(found.Calls)]);
            }
        }

        table.Write(writer);

        Latencies Cold(EngineUnderTest engine, Func<int, int> operation)
        {
            var eviction = new CacheEviction();
            return Latencies.Of(listeners.Length, options.Seconds * ColdShare, operation, before: listener =>
            {
                eviction.Evict();

                // The request has just come in: its own values are in the caches, the catalog and the engine are not.
                engine.TouchRequest(listener);
            });
        }
    }
}
