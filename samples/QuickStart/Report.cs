// What the sample prints: plain lines and a few tables, readable on a terminal and in a file.
using System.Globalization;
using AdSelect;
using AdSelect.Workload;
using Spectre.Console;

namespace QuickStart;

internal sealed class Report
{
    private const int RedirectedWidth = 160;
    private readonly IAnsiConsole _console;

    public Report()
    {
        bool isFile = Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isFile ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isFile)
        {
            _console.Profile.Width = RedirectedWidth;
        }
    }

    public void Step(string number, string title)
    {
        _console.WriteLine();
        _console.MarkupLineInterpolated($"[bold]{number}. {title}[/]");
    }

    public void Catalog(Catalog catalog, int lineItems)
    {
        Line($"   {Wording.Count(lineItems)} line items of {Wording.Count(catalog.Campaigns.Count)} campaigns and {Wording.Count(catalog.Advertisers.Count)} advertisers, {Wording.Count(catalog.Creatives.Count)} creatives, {catalog.Attributes.Count} targeting attributes, in {catalog.Currency}");
        foreach (IGrouping<LineItemKind, LineItem> kind in catalog.LineItems.GroupBy(lineItem => lineItem.Kind).OrderBy(group => group.Key))
        {
            LineItem example = kind.First(lineItem => lineItem.Targeting is not null);
            Line($"   {Wording.Count(kind.Count()),6} {Wording.Kind(kind.Key),-15} such as {example.Id} {example.Name}");
        }
    }

    public void Compiled(CompileResult result, TimeSpan elapsed)
    {
        Line($"   {Wording.Milliseconds(elapsed)}; {Wording.Count(result.ErrorCount)} errors, {Wording.Count(result.WarningCount)} warnings");
        Summarise("error", result.Errors);
        Summarise("warning", result.Warnings);
    }

    public void Loaded(string path, long bytes, AdSnapshot snapshot, TimeSpan elapsed)
    {
        Line($"   {path}");
        Line($"   {Wording.Count(bytes)} bytes, {(bytes / (double)snapshot.LineItemCount).ToString("0", CultureInfo.InvariantCulture)} a line item; verified and loaded in {Wording.Milliseconds(elapsed)}");
    }

    public void Winners(AdSelector selector, ReadOnlySpan<Listener> listeners)
    {
        Table table = NewTable("Listener", "Offer", "Matched", "Winner", "Pays (USD)", "Why");
        table.Columns[2].RightAligned();
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        Span<AdSelection> answers = stackalloc AdSelection[2];
        foreach (Listener listener in listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequestFromValues(ref request);
            var answer = new AdAnswer(answers);
            selector.TrySelect(in request, ref answer);
            string matched = Wording.Count(selector.CountMatches(in request));
            if (answer.Winners.IsEmpty)
            {
                AddRow(table, Wording.Who(listener), Wording.Offer(listener), matched, "none", string.Empty, "nothing is eligible");
                continue;
            }

            AdSelection winner = answers[0];
            AdSnapshot snapshot = answer.Snapshot;
            string name = $"{snapshot.LineItemName(winner.LineItem)} ({snapshot.LineItemId(winner.LineItem)})";
            string why = Wording.Why(in winner, snapshot.LineItemKindOf(winner.LineItem), answer.Winners.Length, in answers[1]);
            AddRow(table, Wording.Who(listener), Wording.Offer(listener), matched, name, Wording.Pays(in winner), why);
        }

        _console.Write(table);
    }

    public void Measured(Measurement measurement)
    {
        Line($"   {Wording.Count(measurement.Requests)} listeners, {Wording.Count(measurement.Winners)} with a winner");
        Line($"   {measurement.NanosecondsPerSelect.ToString("#,0", CultureInfo.InvariantCulture)} ns per Select, one thread, the building of the request included");
        Line($"   {Wording.Count(measurement.AllocatedBytes)} bytes allocated");
    }

    /// <summary>Explains a sold line item whose targeting misses the listener, strongest kind first; false when there is none.</summary>
    public bool Explained(AdSelector selector, Listener listener)
    {
        var request = new AdRequest(new Term[Listener.MaxTerms]);
        listener.FillRequestFromValues(ref request);
        AdSnapshot snapshot = selector.Snapshot;
        foreach (LineItemKind kind in (ReadOnlySpan<LineItemKind>)[LineItemKind.Sponsorship, LineItemKind.Guaranteed, LineItemKind.PricePriority])
        {
            for (int i = 0; i < snapshot.LineItemCount; i++)
            {
                LineItemRef lineItem = snapshot.LineItemAt(i);
                if (snapshot.LineItemKindOf(lineItem) == kind
                    && selector.Explain(in request, snapshot.LineItemId(lineItem)) is { Reason: RejectionReason.TargetingMiss } explanation)
                {
                    Print(explanation, snapshot, lineItem, listener);
                    return true;
                }
            }
        }

        return false;
    }

    private void Print(Explanation explanation, AdSnapshot snapshot, LineItemRef lineItem, Listener listener)
    {
        Line($"   {explanation.LineItemId} {snapshot.LineItemName(lineItem)}");
        Line($"   wants   {snapshot.TargetingText(lineItem)}");
        Line($"   request {Wording.Who(listener)}; {Wording.Offer(listener)}");
        Table table = NewTable("Step", "Verdict", "Detail");
        foreach (ExplainedStep step in explanation.Steps)
        {
            string verdict = step.Verdict == StepVerdict.Failed ? step.Reason.ToString() : step.Passed ? "passed" : "not asked";
            AddRow(table, step.Step.ToString(), verdict, step.Detail);
        }

        _console.Write(table);
        foreach (string part in explanation.FailedTargeting)
        {
            Line($"   failed: {part}");
        }
    }

    private void Summarise(string kind, IReadOnlyList<CatalogDiagnostic> diagnostics)
    {
        foreach (IGrouping<string, CatalogDiagnostic> code in diagnostics.GroupBy(diagnostic => diagnostic.Code).OrderByDescending(group => group.Count()))
        {
            Line($"   {Wording.Count(code.Count()),6} {kind}s '{code.Key}', such as {code.First()}");
        }
    }

    private void Line(string text) => _console.WriteLine(text);

    private static Table NewTable(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Square, ShowRowSeparators = true };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        return table;
    }

    private static void AddRow(Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            texts[i] = new Text(cells[i]);
        }

        table.AddRow(texts);
    }
}
