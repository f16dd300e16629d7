// Tells how targeting, seen as a function of one attribute's values, hangs together with what it says of each value alone.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// What the answer f(V) to a request with the values V of an attribute, two or more, has to do with the answers f({v})
/// to the same request with only one of them. The request's values of all other attributes stay as they are.
/// </summary>
[Flags]
internal enum ValueBonds
{
    None = 0,

    /// <summary>f(V) is never true unless f({v}) is for one v at least: who unites the line items of the single values loses none.</summary>
    NeedsOne = 1,

    /// <summary>f(V) is never true unless f({v}) is for every v. Implies <see cref="NeedsOne"/>.</summary>
    NeedsEach = 2,

    /// <summary>f(V) is true whenever f({v}) is for one v: who unites the line items of the single values has none too many.</summary>
    OneSuffices = 4,

    /// <summary>f(V) does not depend on V.</summary>
    All = NeedsOne | NeedsEach | OneSuffices,
}

/// <summary>
/// Finds the bonds by the shape of the code, negations taken inwards to the predicates:
/// <list type="bullet">
/// <item>An any-of, a range and 'near' are true of V when they are of one value: they need one, and one suffices.</item>
/// <item>Their negations are true of V when they are of every value: they need each.</item>
/// <item>An all-of with two values or more is never true of one: one suffices, as there is none. Its negation is always
/// true of one: it needs each. With one value it is an any-of, with none it is true.</item>
/// <item>'Known' is true of any value, and what is about another attribute is not about this one: all bonds.</item>
/// <item>'Or' has the bonds that all its operands have: the operand that is true of V (or of a v) is the witness.</item>
/// <item>'And' needs each, and one suffices, when so it is for all its operands. It needs one when all operands but at
/// most one need each, and that one needs one: the v of which that one is true, all others are true of as well. With two
/// operands that need one, the two may need different ones: <c>x in (1) and x in (2)</c> is true of {1, 2}, of neither alone.</item>
/// </list>
/// A bond that is found is there; one that is not found may be there too (<c>x in (1) and x in (1, 2)</c>).
/// </summary>
internal static class ValueDependence
{
    /// <summary>The bonds of the node at <paramref name="position"/>, or of its negation.</summary>
    public static ValueBonds Of(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated = false)
    {
        var head = new TargetingHead(code[position]);
        return head.Op switch
        {
            TargetingOp.True or TargetingOp.False => ValueBonds.All,
            TargetingOp.Not => Of(code, position + 1, attribute, !isNegated),
            TargetingOp.And or TargetingOp.Or => OfOperands(code, position, attribute, isNegated),
            _ when head.Attribute != attribute => ValueBonds.All,
            TargetingOp.Known => ValueBonds.All,
            TargetingOp.AllOf or TargetingOp.AnyOf when head.Count == 0 => ValueBonds.All,
            _ when isNegated => ValueBonds.NeedsOne | ValueBonds.NeedsEach,
            TargetingOp.AllOf when head.Count > 1 => ValueBonds.OneSuffices,
            _ => ValueBonds.NeedsOne | ValueBonds.OneSuffices,
        };
    }

    private static ValueBonds OfOperands(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated)
    {
        var head = new TargetingHead(code[position]);
        bool isAnd = (head.Op == TargetingOp.And) != isNegated;
        ValueBonds common = ValueBonds.All;
        int withoutEach = 0;
        bool needOne = true;
        int operand = position + 2;
        for (int i = 0; i < head.Count; i++)
        {
            ValueBonds next = Of(code, operand, attribute, isNegated);
            common &= next;
            needOne &= next.HasFlag(ValueBonds.NeedsOne);
            withoutEach += next.HasFlag(ValueBonds.NeedsEach) ? 0 : 1;
            operand += TargetingCode.NodeLength(code, operand);
        }

        return isAnd && (!needOne || withoutEach > 1) ? common & ~ValueBonds.NeedsOne : common;
    }
}
