// The time of single calls, hot and after the caches were emptied.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class LatencyReport
{
    private const int Winners = 5;

    // An eviction takes milliseconds; thousands of cold calls need longer than a hot figure.
    private const double ColdShare = 4;

    public static void WriteHot(CommandOptions options, TextWriter writer)
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        var table = new MarkdownTable("Hot: µs of single calls", "", "line items", "p50", "p90", "p99", "p99.9", "calls");
        ForEach(listeners, options, (name, lineItems, _, operation) =>
        {
            Latencies hot = Latencies.Of(listeners.Length, options.Seconds, operation);
            table.Add(
                name,
                lineItems,
                Numbers.Short(hot.P50),
                Numbers.Short(hot.P90),
                Numbers.Short(hot.P99),
                Numbers.Short(hot.P999),
                Numbers.Whole(hot.Calls));
        });
        table.Write(writer);
    }

    /// <summary>Hot and cold calls are timed alike, one by one, and differ in the eviction before them alone.</summary>
    public static void WriteCold(CommandOptions options, TextWriter writer)
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        var eviction = new CacheEviction();
        var table = new MarkdownTable(
            "Cold caches: µs of single calls, each after the caches were emptied",
            "",
            "line items",
            "hot p50",
            "cold p50",
            "cold p90",
            "cold p99",
            "cold calls");
        ForEach(listeners, options, (name, lineItems, engine, operation) =>
        {
            Latencies hot = Latencies.Of(listeners.Length, options.Seconds, operation, engine.TouchRequest);
            Latencies cold = Latencies.Of(listeners.Length, options.Seconds * ColdShare, operation, listener =>
            {
                eviction.Evict();

                // The request has just come in: its own values are in the caches, the catalog and the engine are not.
                engine.TouchRequest(listener);
            });
            table.Add(
                name,
                lineItems,
                Numbers.Short(hot.P50),
                Numbers.Short(cold.P50),
                Numbers.Short(cold.P90),
                Numbers.Short(cold.P99),
                Numbers.Whole(cold.Calls));
        });
        table.Write(writer);
    }

    private static void ForEach(Listener[] listeners, CommandOptions options, Action<string, string, EngineUnderTest, Func<int, int>> measure)
    {
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems), listeners);
            Measure("Select top 1", listener => engine.Select(listener, 1));
            Measure($"Select top {Winners}", listener => engine.Select(listener, Winners));
            Measure("Match", engine.Match);

            void Measure(string name, Func<int, int> operation)
            {
                _ = Pace.Of(listeners.Length, options.Seconds / 2, operation);
                measure(name, Numbers.Whole(lineItems), engine, operation);
            }
        }
    }
}
