// An explanation as a table for people.
using Spectre.Console;

namespace AdSelect.Tool.Output;

internal static class ExplanationTable
{
    /// <summary>Writes the verdict, every step, and the parts of the targeting that failed.</summary>
    public static void Write(IAnsiConsole console, string requestId, Explanation explanation)
    {
        console.WriteLine($"request {requestId}, line item {explanation.LineItemId}: {Verdict(explanation)}");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("step", "verdict", "why");
        foreach (ExplainedStep step in explanation.Steps)
        {
            table.AddRow(new Text(step.Step.ToString()), new Text(NameOf(step.Verdict)), new Text(Why(step)));
        }

        console.Write(table);
        foreach (string part in explanation.FailedTargeting)
        {
            console.WriteLine($"  failed targeting: {part}");
        }
    }

    private static string Why(ExplainedStep step) => (step.Verdict, step.Detail.Length) switch
    {
        (StepVerdict.Failed, 0) => step.Reason.ToString(),
        (StepVerdict.Failed, _) => $"{step.Reason}: {step.Detail}",
        _ => step.Detail,
    };

    private static string NameOf(StepVerdict verdict) => verdict switch
    {
        StepVerdict.Passed => "passed",
        StepVerdict.Failed => "failed",
        _ => "not asked",
    };

    private static string Verdict(Explanation explanation) => explanation switch
    {
        { IsEligible: false } => $"not eligible ({explanation.Reason})",
        { Rank: >= 0 } => $"eligible, place {explanation.Rank + 1} in the ranking",
        _ => $"eligible, but {explanation.Reason}",
    };
}
