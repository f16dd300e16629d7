// Finds in targeting what people are told of it: the parts that kept a request out, and what it asks of persons.
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

    /// <summary>The names of the attributes that hold personal data and that a program asks for, each once.</summary>
    public static IReadOnlyCollection<string> PersonalAttributes(FrozenCatalog catalog, int program)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (program >= 0)
        {
            CollectPersonal(catalog, program, names);
        }

        return names;
    }

    private static void CollectPersonal(FrozenCatalog catalog, int position, SortedSet<string> names)
    {
        int node = ProgramCode.Follow(catalog, position);
        var head = new ProgramHead(catalog.Code[node]);
        switch (head.Op)
        {
            case ProgramOp.True or ProgramOp.False:
                return;
            case ProgramOp.Not:
                CollectPersonal(catalog, node + 1, names);
                return;
            case ProgramOp.And or ProgramOp.Or:
                foreach (int operand in ProgramCode.Operands(catalog, node))
                {
                    CollectPersonal(catalog, operand, names);
                }

                return;
            default:
                if (catalog.Attributes[head.Attribute].Personal != 0)
                {
                    names.Add(catalog.AttributeNames[head.Attribute]);
                }

                return;
        }
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
