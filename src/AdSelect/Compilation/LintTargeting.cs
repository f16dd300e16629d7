// Warns of targeting that no request can match.
namespace AdSelect.Compilation;

internal static class LintTargeting
{
    private const int Share = 1_024;

    public static void Run(LintInput input)
    {
        bool[] isUnreachable = Survey(input.Targeting, input.Crew);
        for (int i = 0; i < input.Count; i++)
        {
            int code = input.Row(i).Program;
            if (code >= 0 && isUnreachable[input.Targeting.NumberOf(code)])
            {
                input.Warning(
                    "unreachable-targeting",
                    i,
                    ".targeting",
                    "No request can match: the conditions contradict each other, or the expression is false. Remove one of them, or pause the line item.");
            }
        }
    }

    // Equal targeting is stored once, so it is judged once.
    private static bool[] Survey(TargetingFreezer targeting, Crew crew)
    {
        bool[] isUnreachable = new bool[targeting.Count];
        crew.For((isUnreachable.Length + Share - 1) / Share, () => new Reachability(targeting.Schema), (reachability, share) =>
        {
            for (int code = share * Share; code < Math.Min(isUnreachable.Length, (share + 1) * Share); code++)
            {
                isUnreachable[code] = !reachability.CanBeTrue(targeting[code]);
            }
        });
        return isUnreachable;
    }
}
