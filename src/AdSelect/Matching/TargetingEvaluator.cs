// Runs targeting code against a resolved request: exact, for every node, on every path that rows do not decide.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class TargetingEvaluator
{
    /// <summary>True when the code that begins at <paramref name="position"/> holds. Recursion is bounded by the depth limit, checked at load.</summary>
    public static bool Evaluate(FrozenCatalog catalog, scoped in ResolvedRequest request, int position)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        var head = new TargetingHead(code[position]);
        return head.Op switch
        {
            TargetingOp.True => true,
            TargetingOp.False => false,
            TargetingOp.Not => !Evaluate(catalog, request, position + 1),
            TargetingOp.And => EvaluateOperands(catalog, request, position, head.Count, stopAt: false),
            TargetingOp.Or => EvaluateOperands(catalog, request, position, head.Count, stopAt: true),
            TargetingOp.AnyOf => AnyOf(request.IdsOf(head.Attribute), code.Slice(position + 1, head.Count)),
            TargetingOp.AllOf => AllOf(request.IdsOf(head.Attribute), code.Slice(position + 1, head.Count)),
            TargetingOp.Range => InRange(request.KeysOf(head.Attribute), TargetingCode.ReadLong(code, position + 1), TargetingCode.ReadLong(code, position + 3)),
            TargetingOp.Near => Near(request, head.Attribute, catalog.Circles[(int)code[position + 1]]),
            _ => request.ValueCountOf[head.Attribute] > 0,
        };
    }

    private static bool EvaluateOperands(FrozenCatalog catalog, scoped in ResolvedRequest request, int position, int count, bool stopAt)
    {
        int operand = position + 2;
        for (int i = 0; i < count; i++)
        {
            if (Evaluate(catalog, request, operand) == stopAt)
            {
                return stopAt;
            }

            operand += TargetingCode.NodeLength(catalog.Code.Span, operand);
        }

        return !stopAt;
    }

    private static bool AnyOf(ReadOnlySpan<int> ids, ReadOnlySpan<uint> listed)
    {
        foreach (int id in ids)
        {
            if (id >= 0 && Contains(listed, (uint)id))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllOf(ReadOnlySpan<int> ids, ReadOnlySpan<uint> listed)
    {
        foreach (uint id in listed)
        {
            if (!ids.Contains((int)id))
            {
                return false;
            }
        }

        return true;
    }

    private static bool InRange(ReadOnlySpan<long> keys, long low, long high)
    {
        foreach (long key in keys)
        {
            if (low <= key && key <= high)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Near(scoped in ResolvedRequest request, int attribute, in CircleRow circle)
    {
        foreach (long place in request.KeysOf(attribute))
        {
            if (GreatCircle.Contains(circle, request.Places[(int)place]))
            {
                return true;
            }
        }

        return false;
    }

    // Lists are sorted. Short ones are faster searched from end to end by vectors than by halving.
    private static bool Contains(ReadOnlySpan<uint> sorted, uint id) => sorted.Length <= 32 ? sorted.Contains(id) : sorted.BinarySearch(id) >= 0;
}
