// Warns of targeting that no request can match.
namespace AdSelect.Compilation;

internal static class LintTargeting
{
    public static void Run(LintInput input)
    {
        bool[] isUnreachable = Survey(input);
        for (int i = 0; i < input.Count; i++)
        {
            int code = input.Row(i).Program;
            if (code >= 0 && isUnreachable[code])
            {
                input.Warning("unreachable-targeting", i, ".targeting", "No request can match: the conditions contradict each other, or the expression is false. Remove one of them, or pause the line item.");
            }
        }
    }

    // Equal targeting is stored once, so it is judged once.
    private static bool[] Survey(LintInput input)
    {
        var reachability = new Reachability(input.Targeting.Schema);
        bool[] isUnreachable = new bool[input.LineItems.Codes.Count];
        for (int code = 0; code < isUnreachable.Length; code++)
        {
            isUnreachable[code] = !reachability.CanBeTrue(input.Targeting[input.Targeting.NumberOf(code)]);
        }

        return isUnreachable;
    }
}
