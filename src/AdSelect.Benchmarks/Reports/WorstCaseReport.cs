// The worst cases, with what they find, so that a figure cannot hide that nothing was done.
using AdSelect.Benchmarks.Measuring;
using AdSelect.Benchmarks.WorstCases;

namespace AdSelect.Benchmarks.Reports;

internal static class WorstCaseReport
{
    private const int Requests = 64;
    private const int Winners = 5;

    public static void Write(CommandOptions options, TextWriter writer)
    {
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts.Where(size => size <= options.WorstLineItems))
        {
            var table = new MarkdownTable(
                $"Worst cases at {Numbers.Whole(lineItems)} line items: µs per request, median of the passes (best pass)",
                "case", "bounded by", "terms", "matching", $"Select top {Winners}", "winners", "Match");
            foreach (WorstCase worst in WorstCase.All)
            {
                Measure(worst, lineItems, options, table);
            }

            table.Write(writer);
        }
    }

    private static void Measure(WorstCase worst, int lineItems, CommandOptions options, MarkdownTable table)
    {
        var selector = new AdSelector(BenchmarkWorkload.Compile(worst.Catalog(lineItems)));
        WorstRequest[] requests = [.. Enumerable.Range(0, Requests).Select(number => new WorstRequest(number, worst.Fill(number)))];
        var terms = new Term[AdSelectLimits.MaxRequestTerms];
        var winners = new AdSelection[Winners];
        int[] matches = new int[lineItems];
        double matching = Enumerable.Range(0, Requests).Average(Match);
        if (worst.Matches is { } expected && matching != expected(lineItems))
        {
            throw new InvalidOperationException($"'{worst.Name}' matches {matching} line items instead of {expected(lineItems)}.");
        }

        double found = Enumerable.Range(0, Requests).Average(Select);
        Pace select = Pace.Of(Requests, options.Seconds / 2, Select);
        Pace match = Pace.Of(Requests, options.Seconds / 2, Match);
        table.Add(
            worst.Name,
            worst.Bound,
            Numbers.Whole(requests[0].TermCount),
            Numbers.Whole(matching),
            select.ToString(),
            Numbers.Short(found),
            match.ToString());

        int Select(int number)
        {
            var request = new AdRequest(terms);
            requests[number].Fill(ref request);
            return selector.Select(in request, winners);
        }

        int Match(int number)
        {
            var request = new AdRequest(terms);
            requests[number].Fill(ref request);
            return selector.Match(in request, matches);
        }
    }
}
