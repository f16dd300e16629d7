// What filling a break takes, how often the budget ends it, and how much may be lost then.
using System.Globalization;
using AdSelect.Benchmarks.Breaks;
using AdSelect.Benchmarks.Measuring;
using AdSelect.Breaks;

namespace AdSelect.Benchmarks.Reports;

internal static class BreakReport
{
    /// <summary>Steps that a search may take.</summary>
    public const int NodeBudget = 20_000;

    private const int Samples = 200;

    public static void Write(CommandOptions options, TextWriter writer)
    {
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts.Where(size => size <= options.WorstLineItems))
        {
            WriteWhole(lineItems, options.Seconds, writer);
        }

        var table = new MarkdownTable(
            $"Filling {Samples} breaks of each kind with at most {Numbers.Whole(NodeBudget)} steps, the candidates at hand; µs of each break's best pass",
            "kind", "µs: median", "90 %", "99 %", "most", "steps: median", "most", "drawn: median", "most", "score not proven",
            "ties not proven", "gap then: mean", "most");
        foreach (BreakKind kind in Enum.GetValues<BreakKind>())
        {
            table.Add(Measure(kind, options.Seconds));
        }

        table.Write(writer);
    }

    private static void WriteWhole(int lineItems, double seconds, TextWriter writer)
    {
        var table = new MarkdownTable(
            $"SelectBreak at {Numbers.Whole(lineItems)} line items: matching, drawing, search and prices; µs of each break's best pass",
            "break", "µs: median", "90 %", "99 %", "most", "ads: mean", "steps: median", "most", "drawn: median", "most", "not proven");
        foreach (BreakOffer offer in Enum.GetValues<BreakOffer>())
        {
            var breaks = new BreakWorkload(offer, lineItems);
            BreakResult[] results = [.. Enumerable.Range(0, breaks.ListenerCount).Select(breaks.Fill)];
            double[] best = Best(breaks.ListenerCount, listener => breaks.Fill(listener), seconds);
            int[] steps = [.. results.Select(result => result.Steps).Order()];
            int[] drawn = [.. results.Select(result => result.Candidates).Order()];
            table.Add(
            [
                offer.ToString(), Numbers.Short(At(best, 0.5)), Numbers.Short(At(best, 0.9)), Numbers.Short(At(best, 0.99)), Numbers.Short(best[^1]),
                results.Average(result => result.Count).ToString("0.0", CultureInfo.InvariantCulture),
                Numbers.Whole(steps[steps.Length / 2]), Numbers.Whole(steps[^1]), Numbers.Whole(drawn[drawn.Length / 2]), Numbers.Whole(drawn[^1]),
                Percent(results.Count(result => !result.IsOptimal) / (double)results.Length),
            ]);
        }

        table.Write(writer);
    }

    private static string[] Measure(BreakKind kind, double seconds)
    {
        BreakSample[] samples = [.. Enumerable.Range(0, Samples).Select(seed => new BreakSample(kind, seed))];
        BreakAnswer[] answers = [.. samples.Select(sample => sample.Fill(NodeBudget))];
        double[] best = Best(samples.Length, sample => samples[sample].Fill(NodeBudget), seconds);
        int[] nodes = [.. answers.Select(answer => answer.Nodes).Order()];
        int[] drawn = [.. samples.Select(sample => sample.Drawn).Order()];
        double[] gaps = [.. answers.Where(answer => answer.GapMicros > 0).Select(answer => answer.GapMicros / (double)answer.UpperBoundMicros)];
        return
        [
            kind.ToString(), Numbers.Short(At(best, 0.5)), Numbers.Short(At(best, 0.9)), Numbers.Short(At(best, 0.99)), Numbers.Short(best[^1]),
            Numbers.Whole(nodes[Samples / 2]), Numbers.Whole(nodes[^1]), Numbers.Whole(drawn[Samples / 2]), Numbers.Whole(drawn[^1]),
            Share(gaps.Length), Share(answers.Count(answer => !answer.IsProven && answer.GapMicros == 0)),
            gaps.Length == 0 ? "" : Percent(gaps.Average()), gaps.Length == 0 ? "" : Percent(gaps.Max()),
        ];
    }

    // Every break by itself, so that the rare slow ones show; the best of its passes, so that the machine does not.
    private static double[] Best<TAnswer>(int count, Func<int, TAnswer> fill, double seconds)
    {
        double[] best = [.. Enumerable.Repeat(double.MaxValue, count)];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds * 2)
        {
            for (int i = 0; i < count; i++)
            {
                long start = System.Diagnostics.Stopwatch.GetTimestamp();
                fill(i);
                best[i] = Math.Min(best[i], System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        Array.Sort(best);
        return best;
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    private static string Share(int count) => count == 0 ? "0" : Percent(count / (double)Samples);

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}
