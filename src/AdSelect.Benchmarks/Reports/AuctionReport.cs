// What ranking and pricing add to a selection, rule by rule.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class AuctionReport
{
    private static readonly int[] Winners = [1, 5, 20];

    private static readonly (AuctionCase Case, string Name)[] Cases =
    [
        (AuctionCase.FirstPrice, "first price"),
        (AuctionCase.SecondPrice, "second price"),
        (AuctionCase.Vcg, "VCG"),
        (AuctionCase.Filtered, "first price, 30 % of what matches is kept out"),
        (AuctionCase.Dynamic, "second price, promises give way to prices"),
        (AuctionCase.Drawn, "first price, shares of voice and lots"),
    ];

    public static void Write(CommandOptions options, TextWriter writer)
    {
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts.Where(size => size <= options.WorstLineItems))
        {
            var table = new MarkdownTable(
                $"Auctions at {Numbers.Whole(lineItems)} line items: Select, µs per request, median of the passes (best pass), by winners",
                ["auction", .. Winners.Select(count => Numbers.Whole(count))]);
            foreach ((AuctionCase of, string name) in Cases)
            {
                table.Add([name, .. Winners.Select(count => Measure(new AuctionWorkload(of, lineItems, count), options.Seconds))]);
            }

            table.Add(["first price, paid by event at predicted rates", .. Winners.Select(count => Predicted(lineItems, count, options.Seconds))]);
            table.Write(writer);
        }
    }

    private static string Measure(AuctionWorkload auctions, double seconds) => Pace.Of(auctions.ListenerCount, seconds / 2, auctions.Select).ToString();

    private static string Predicted(int lineItems, int winners, double seconds)
    {
        var engine = new EngineUnderTest(BenchmarkWorkload.Selector(lineItems, paysByEvent: true), BenchmarkWorkload.Listeners());
        engine.Learn(CatalogGenerator.Create(lineItems, paysByEvent: true));
        return Pace.Of(engine.ListenerCount, seconds / 2, listener => engine.SelectPredicted(listener, winners)).ToString();
    }
}
