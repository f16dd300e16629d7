// Selecting and matching, engine and peers, at every size.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class SpeedReport
{
    private static readonly int[] WinnerCounts = [1, 5, 20];
    private const int PeerWinners = 5;

    public static void Write(CommandOptions options, TextWriter writer)
    {
        int[] sizes = [.. BenchmarkWorkload.LineItemCounts];
        Listener[] listeners = BenchmarkWorkload.Listeners();
        var rows = new SortedDictionary<(int Order, string Name), string[]>();
        for (int column = 0; column < sizes.Length; column++)
        {
            MeasureEngine(sizes[column], column);
            int own = column;
            MeasureSparse(options, sizes[column], (order, name, pace) => Add(order, name, own, pace));
            MeasurePredicted(sizes[column], column);
            if (sizes[column] <= options.PeerLineItems)
            {
                MeasurePeers(sizes[column], column);
            }
        }

        var table = new MarkdownTable("Hot: µs per request, median of the passes (best pass)", ["one thread, 256 listeners in turn", .. sizes.Select(size => Numbers.Whole(size))]);
        foreach (((int _, string name), string[] cells) in rows)
        {
            table.Add([name, .. cells]);
        }

        table.Write(writer);

        void Add(int order, string name, int column, Pace pace)
        {
            if (!rows.TryGetValue((order, name), out string[]? cells))
            {
                cells = [.. sizes.Select(_ => "–")];
                rows.Add((order, name), cells);
            }

            cells[column] = pace.ToString();
        }

        void MeasureEngine(int lineItems, int column)
        {
            var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems), listeners);
            foreach (int winners in WinnerCounts)
            {
                Add(winners, $"AdSelect, Select top {winners}", column, Pace.Of(listeners.Length, options.Seconds, listener => engine.Select(listener, winners)));
            }

            Add(25, $"AdSelect, Select top {PeerWinners} with profiles", column, Pace.Of(listeners.Length, options.Seconds, listener => engine.SelectByProfile(listener, PeerWinners)));
            Add(32, "AdSelect, Match without its index", column, Pace.Of(listeners.Length, options.Seconds, engine.Match));
            engine.Selector.Snapshot.PrepareMatching();
            Add(30, "AdSelect, Match: all ordinals", column, Pace.Of(listeners.Length, options.Seconds, engine.Match));
            Add(31, "AdSelect, CountMatches", column, Pace.Of(listeners.Length, options.Seconds, engine.CountMatches));
        }

        // Of a catalog in which predictions decide, then paced too.
        void MeasurePredicted(int lineItems, int column)
        {
            var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems, paysByEvent: true), listeners);
            engine.Learn(CatalogGenerator.Create(lineItems, paysByEvent: true));
            foreach (int winners in WinnerCounts)
            {
                Add(40 + winners, $"AdSelect, Select top {winners}, paid by event at predicted rates", column, Pace.Of(listeners.Length, options.Seconds, listener => engine.SelectPredicted(listener, winners)));
            }

            BenchmarkWorkload.Pace(engine.Selector);
            foreach (int winners in WinnerCounts)
            {
                Add(70 + winners, $"AdSelect, Select top {winners}, predicted and paced", column, Pace.Of(listeners.Length, options.Seconds, listener => engine.SelectPredicted(listener, winners)));
            }
        }

        void MeasurePeers(int lineItems, int column)
        {
            var ranking = new RankedCatalog(CatalogGenerator.Create(lineItems));
            int[] winners = new int[PeerWinners];
            int[] room = new int[lineItems];
            foreach (string name in options.Peers)
            {
                using IPeer peer = PeerFactory.Create(name, ranking, listeners);
                Add(240, $"{peer.Name}, top {PeerWinners}", column, Pace.Of(listeners.Length, options.Seconds, listener => peer.Select(listener, winners)));
                Add(250, $"{peer.Name}, all", column, Pace.Of(listeners.Length, options.Seconds, listener => peer.Match(listener, room)));
            }
        }
    }
    // Of a catalog whose segment ids have no table by value.
    private static void MeasureSparse(CommandOptions options, int lineItems, Action<int, string, Pace> add)
    {
        var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems, segments: SegmentSet.Sparse), BenchmarkWorkload.Listeners(SegmentSet.Sparse));
        for (int i = 0; i < WinnerCounts.Length; i++)
        {
            int winners = WinnerCounts[i];
            Pace pace = Pace.Of(engine.ListenerCount, options.Seconds, listener => engine.Select(listener, winners));
            add(33 + i, $"AdSelect, Select top {winners}, sparse segments", pace);
        }

        Pace withProfiles = Pace.Of(engine.ListenerCount, options.Seconds, listener => engine.SelectByProfile(listener, PeerWinners));
        add(36, $"AdSelect, Select top {PeerWinners} with profiles, sparse segments", withProfiles);
        engine.Selector.Snapshot.PrepareMatching();
        add(37, "AdSelect, Match: all ordinals, sparse segments", Pace.Of(engine.ListenerCount, options.Seconds, engine.Match));
    }
}
