// Tells whether targeting, seen as a function of one attribute's values, is the sum of its single values.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// For a request with several values of an attribute, the rows of the single values are ORed. That is exact for one
/// positive any-of, range, near or known (or several as operands of one 'or'); it is wrong for negations, for all-of
/// and for several predicates that must hold together.
/// </summary>
internal static class ValueDependence
{
    /// <param name="code">The targeting.</param>
    /// <param name="conjuncts">Where the conjuncts begin that count; what tokens decide for any request does not.</param>
    /// <param name="attribute">The attribute.</param>
    public static bool NeedsAllValues(ReadOnlySpan<uint> code, ReadOnlySpan<int> conjuncts, int attribute)
    {
        int places = 0;
        foreach (int conjunct in conjuncts)
        {
            if (Walk(code, conjunct, attribute, isNegated: false, ref places))
            {
                return true;
            }
        }

        return places > 1;
    }

    // True as soon as a place is found that single values cannot decide; counts the places that they can.
    private static bool Walk(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated, ref int places)
    {
        var head = new TargetingHead(code[position]);
        switch (head.Op)
        {
            case TargetingOp.True or TargetingOp.False:
                return false;
            case TargetingOp.Not:
                return Walk(code, position + 1, attribute, !isNegated, ref places);
            case TargetingOp.And or TargetingOp.Or:
                return WalkOperands(code, position, attribute, isNegated, head, ref places);
            default:
                if (head.Attribute != attribute || (head.Op == TargetingOp.AllOf && head.Count == 0))
                {
                    return false;
                }

                places++;
                return isNegated || (head.Op == TargetingOp.AllOf && head.Count > 1);
        }
    }

    private static bool WalkOperands(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated, TargetingHead head, ref int places)
    {
        int operand = position + 2;
        int direct = 0;
        for (int i = 0; i < head.Count; i++)
        {
            int before = places;
            if (Walk(code, operand, attribute, isNegated, ref places))
            {
                return true;
            }

            bool isPredicate = new TargetingHead(code[operand]).Op >= TargetingOp.AnyOf;
            if (head.Op == TargetingOp.Or && isPredicate && places > before && direct++ > 0)
            {
                // Another operand of the same 'or': together they still are one place.
                places--;
            }

            operand += TargetingCode.NodeLength(code, operand);
        }

        return false;
    }
}
