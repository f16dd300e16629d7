// What is legal but looks unintended: the checks that need the whole catalog. They only warn.
namespace AdSelect.Compilation;

/// <summary>
/// Each check reads the catalog once (or sorts what it concerns) and reports only what is certain: a false alarm costs
/// more than a missed one. Checks run one after the other, each in the catalog's order.
/// </summary>
internal static class Lint
{
    public static void Run(LintInput input)
    {
        LintTargeting.Run(input);
        LintSchedules.Run(input);
        LintCreatives.Run(input);
        LintCaps.Run(input);
        LintShares.Run(input);
        LintRivals.Run(input);
    }
}
