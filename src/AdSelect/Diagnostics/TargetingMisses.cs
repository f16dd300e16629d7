// Finds the parts of a targeting expression that kept a request out.
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Diagnostics;

internal static class TargetingMisses
{
    /// <summary>
    /// The failing parts as text: of an 'and' every operand that fails, of anything else the whole. Decided by the
    /// evaluator that decides matching.
    /// </summary>
    public static List<string> Find(FrozenCatalog catalog, scoped in ResolvedRequest request, int program)
    {
        List<string> misses = [];
        if (program >= 0)
        {
            Collect(catalog, request, program, misses);
        }

        return misses;
    }

    private static void Collect(FrozenCatalog catalog, scoped in ResolvedRequest request, int position, List<string> misses)
    {
        if (TargetingEvaluator.Evaluate(catalog, request, position))
        {
            return;
        }

        int node = ProgramCode.Follow(catalog, position);
        if (new ProgramHead(catalog.Code[node]).Op != ProgramOp.And)
        {
            misses.Add(TargetingPrinting.Text(catalog, node));
            return;
        }

        foreach (int operand in ProgramCode.Operands(catalog, node))
        {
            Collect(catalog, request, operand, misses);
        }
    }
}
