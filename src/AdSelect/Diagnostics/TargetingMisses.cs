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

        ReadOnlySpan<uint> code = catalog.Code.Span;
        var head = new TargetingHead(code[position]);
        if (head.Op != TargetingOp.And)
        {
            misses.Add(TargetingPrinting.Text(catalog, position));
            return;
        }

        int operand = position + 2;
        for (int i = 0; i < head.Count; i++)
        {
            Collect(catalog, request, operand, misses);
            operand += TargetingCode.NodeLength(code, operand);
        }
    }
}
