// What is legal but looks unintended: the checks that need the whole catalog. They only warn.
namespace AdSelect.Compilation;

/// <summary>
/// Each check reads the catalog once (or sorts what it concerns) and reports only what is certain: a false alarm costs
/// more than a missed one. Checks run at the same time, but their warnings come one check after the other, each in the
/// catalog's order.
/// </summary>
internal static class Lint
{
    private static readonly Action<LintInput>[] Checks =
    [
        LintTargeting.Run,
        LintSchedules.Run,
        LintCreatives.Run,
        LintCaps.Run,
        LintShares.Run,
        LintRivals.Run,
    ];

    public static void Run(LintInput input, DiagnosticBag diagnostics, ProgressReporter progress)
    {
        progress.Begin(CompileStage.Checking, Checks.Length);
        DiagnosticPart[] findings = [.. Checks.Select(_ => new DiagnosticPart(diagnostics))];
        input.Crew.For(Checks.Length, check =>
        {
            Checks[check](input with { Findings = findings[check] });
            progress.Advance(1);
        });
        foreach (DiagnosticPart part in findings)
        {
            part.MoveAll();
        }

        progress.End();
    }
}
