// Runs targeting code against a resolved request: exact, for every node, on every path that rows do not decide.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class TargetingEvaluator
{
    /// <summary>About how many bit tests one binary search is worth.</summary>
    private const int SearchStep = 16;

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
            TargetingOp.AnyOf => AnyOf(catalog, request, head.Attribute, code.Slice(position + 1, head.Count)),
            TargetingOp.AllOf => AllOf(catalog, request, head.Attribute, code.Slice(position + 1, head.Count)),
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

    // A listed value that has a token is one bit test, however many values the request has.
    private static bool AnyOf(FrozenCatalog catalog, scoped in ResolvedRequest request, int attribute, ReadOnlySpan<uint> listed)
    {
        ReadOnlySpan<int> ids = request.IdsOf(attribute);
        if (ids.Length * SearchStep < listed.Length)
        {
            return AnyOfBySearch(ids, listed);
        }

        for (int i = 0; i < listed.Length; i++)
        {
            int token = catalog.ValueTokens[(int)listed[i]];
            if (token == Tokens.Never)
            {
                // Ids ascend from the most used value to the least, so no value after this one has a token either.
                return AnyOfBySearch(ids, listed[i..]);
            }

            if (((request.Tokens[token >> 6] >> token) & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }

    // A long list and few values: look each value up in the list, which is sorted.
    private static bool AnyOfBySearch(ReadOnlySpan<int> ids, ReadOnlySpan<uint> listed)
    {
        foreach (int id in ids)
        {
            if (id >= 0 && listed.BinarySearch((uint)id) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllOf(FrozenCatalog catalog, scoped in ResolvedRequest request, int attribute, ReadOnlySpan<uint> listed)
    {
        ReadOnlySpan<int> ids = request.IdsOf(attribute);
        if (listed.Length > ids.Length)
        {
            return false;
        }

        foreach (uint id in listed)
        {
            if (!Has(catalog, request, ids, id))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Has(FrozenCatalog catalog, scoped in ResolvedRequest request, ReadOnlySpan<int> ids, uint id)
    {
        int token = catalog.ValueTokens[(int)id];
        return token != Tokens.Never ? ((request.Tokens[token >> 6] >> token) & 1) != 0 : ids.Contains((int)id);
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
            if (GreatCircle.Contains(circle, ref request.Places[(int)place]))
            {
                return true;
            }
        }

        return false;
    }
}
