// Checks on the workload that the engine and the linear scan find the same line items, and reports the workload's shape.
using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>A benchmark of two things that disagree measures nothing: this compares them, listener by listener.</summary>
internal static class AgreementCheck
{
    /// <summary>Compares match counts for all sizes; 0 when all agree.</summary>
    public static int Run()
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        int disagreements = BenchmarkWorkload.LineItemCounts.Sum(lineItems => Compare(lineItems, listeners));
        Console.WriteLine(disagreements == 0 ? "The engine and the linear scan agree." : $"They disagree on {disagreements} requests.");
        return disagreements == 0 ? 0 : 1;
    }

    /// <summary>Prints the share of line items that match, from the linear scan alone.</summary>
    public static int PrintShape()
    {
        Listener[] listeners = BenchmarkWorkload.Listeners();
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            var scan = new LinearScan(CatalogGenerator.Create(lineItems));
            int[] room = new int[lineItems];
            int[] counts = [.. listeners.Select(listener => scan.Match(scan.Parse(listener), room)).Order()];
            int[] eligible = [.. listeners.Select(listener => scan.SelectWithEarlyStop(scan.Parse(listener), room)).Order()];
            Console.WriteLine(
                $"{lineItems:N0} line items: {counts.Average() / lineItems:P2} match (10 % of the listeners below {counts[counts.Length / 10] / (double)lineItems:P2}, 10 % above {counts[^(counts.Length / 10)] / (double)lineItems:P2}); "
                + $"{eligible.Average() / lineItems:P2} after format and flight; listeners have {listeners.Average(listener => listener.Segments.Length):F0} segments on average.");
        }

        return 0;
    }

    private static int Compare(int lineItems, Listener[] listeners)
    {
        AdSelector selector = BenchmarkWorkload.Selector(lineItems);
        var scan = new LinearScan(CatalogGenerator.Create(lineItems));
        int[] room = new int[lineItems];
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        int disagreements = 0;
        foreach (Listener listener in listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequest(ref request);
            int engine = selector.CountMatches(in request);
            int naive = scan.Match(scan.Parse(listener), room);
            if (engine != naive)
            {
                Console.Error.WriteLine($"{lineItems} line items, request {listener.RequestNumber}: the engine finds {engine}, the linear scan {naive}.");
                disagreements++;
            }
        }

        return disagreements;
    }
}
