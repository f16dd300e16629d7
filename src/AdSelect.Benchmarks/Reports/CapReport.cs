// What frequency caps cost: histories of all lengths against catalogs in which none, some or all line items are capped.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class CapReport
{
    private const int Winners = 5;
    private const int Listeners = 64;

    /// <summary>The listener has met the best of what could be selected, over and over.</summary>
    private const int Favourites = 50;

    private static readonly int[] Events = [0, 20, 200, 2_000];

    public static void Write(CommandOptions options, TextWriter writer)
    {
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts.Where(size => size <= options.WorstLineItems))
        {
            var table = new MarkdownTable(
                $"Caps at {Numbers.Whole(lineItems)} line items: Select top {Winners}, µs per request, median of the passes (best pass), by events in "
                + $"the listener's history",
                ["capped", .. Events.Select(count => Numbers.Whole(count)), "kept out"]);
            Listener[] listeners = BenchmarkWorkload.Listeners()[..Listeners];
            var uncapped = new AdSelector(BenchmarkWorkload.Compile(CatalogGenerator.Create(lineItems)));
            byte[][] histories = [.. listeners.Select(listener => HistoryOf(uncapped, listener))];
            foreach ((string name, int percent, int limit) in ((string, int, int)[])[
                ("none", 0, 0),
                ("30 %", 30, 1_000),
                ("all", 100, 1_000),
                ($"all, and the best {Favourites} are reached", 100, 1),
            ])
            {
                AdSelector selector = percent == 0
                    ? uncapped
                    : new AdSelector(BenchmarkWorkload.Compile(Capped(CatalogGenerator.Create(lineItems), percent, limit)));
                string[] cells = [.. Events.Select(count => Measure(selector, listeners, histories, count, options.Seconds))];
                table.Add([name, .. cells, Numbers.Short(KeptOut(selector, uncapped, listeners, histories))]);
            }

            table.Add([
                $"none, top {Favourites + Winners}, for comparison",
                .. Events.Select(count => count == 0 ? Measure(uncapped, listeners, histories, 0, options.Seconds, Favourites + Winners) : ""),
                "",
            ]);
            table.Add(["Match, for comparison", .. Events.Select(count => count == 0 ? Match(uncapped, listeners, lineItems, options.Seconds) : ""), ""]);
            table.Write(writer);
        }
    }

    // Three caps of different windows on a line item, and one on its campaign: none is ever reached with the higher limit,
    // so every event of the line item is counted for each.
    private static Catalog Capped(Catalog catalog, int percent, int limit) => catalog with
    {
        Campaigns = [.. catalog.Campaigns.Select(campaign => campaign with { Caps = [new FrequencyCap(60_000, CapWindow.Month)] })],
        LineItems = catalog.LineItems.Select((item, number) => number * 37 % 100 >= percent ? item : item with
        {
            Caps =
            [
                new FrequencyCap(limit, CapWindow.Lifetime),
                new FrequencyCap(limit, CapWindow.Day),
                new FrequencyCap(limit, CapWindow.Rolling(TimeSpan.FromHours(6))),
            ],
        }),
    };

    private static byte[] HistoryOf(AdSelector selector, Listener listener)
    {
        var request = new AdRequest(new Term[AdSelectLimits.MaxRequestTerms]);
        listener.FillRequest(ref request);
        request.Consent = Consent.Full;
        var winners = new AdSelection[Favourites];
        int found = selector.Select(in request, winners);
        byte[] history = new byte[found == 0 ? 0 : Events[^1] * ExposureHistory.RecordBytes];
        for (int i = 0; i * ExposureHistory.RecordBytes < history.Length; i++)
        {
            // The last events are the latest; all favourites are among any 50.
            Exposure exposure = selector.Snapshot.CreateExposure(
                winners[i % found],
                AdEvent.Impression,
                (ulong)i + 1,
                request.Time.AddMinutes(-5 * (Events[^1] - i)));
            ExposureHistory.Write(exposure, exposure.Time, history.AsSpan(i * ExposureHistory.RecordBytes));
        }

        return history;
    }

    private static string Measure(AdSelector selector, Listener[] listeners, byte[][] histories, int events, double seconds, int top = Winners)
    {
        var terms = new Term[AdSelectLimits.MaxRequestTerms];
        var winners = new AdSelection[top];
        return Pace.Of(listeners.Length, seconds / 2, number => Select(selector, listeners[number], histories[number], events, terms, winners)).ToString();
    }

    private static int Select(AdSelector selector, Listener listener, byte[] history, int events, Term[] terms, AdSelection[] winners)
    {
        var request = new AdRequest(terms);
        listener.FillRequest(ref request);
        request.Consent = Consent.Full;
        request.Exposures = new ExposureHistories { User = history.AsSpan(Math.Max(0, history.Length - (events * ExposureHistory.RecordBytes))) };
        return selector.Select(in request, winners);
    }

    // How many of the five that win without a history are kept out with the longest one: says that the caps do bind, or do not.
    private static double KeptOut(AdSelector selector, AdSelector uncapped, Listener[] listeners, byte[][] histories)
    {
        var terms = new Term[AdSelectLimits.MaxRequestTerms];
        var winners = new AdSelection[Winners];
        double keptOut = 0;
        for (int i = 0; i < listeners.Length; i++)
        {
            int count = Select(uncapped, listeners[i], [], 0, terms, winners);
            HashSet<ulong> free = [.. winners.Take(count).Select(winner => winner.LineItemKey)];
            count = Select(selector, listeners[i], histories[i], Events[^1], terms, winners);
            keptOut += free.Except(winners.Take(count).Select(winner => winner.LineItemKey)).Count();
        }

        return keptOut / listeners.Length;
    }

    private static string Match(AdSelector selector, Listener[] listeners, int lineItems, double seconds)
    {
        var terms = new Term[AdSelectLimits.MaxRequestTerms];
        int[] matches = new int[lineItems];
        selector.Snapshot.PrepareMatching();
        return Pace.Of(listeners.Length, seconds / 2, number =>
        {
            var request = new AdRequest(terms);
            listeners[number].FillRequest(ref request);
            return selector.Match(in request, matches);
        }).ToString();
    }
}
