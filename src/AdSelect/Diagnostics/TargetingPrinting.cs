// Turns frozen targeting code back into an expression, to show people.
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal static class TargetingPrinting
{
    /// <summary>The targeting that begins at <paramref name="position"/> as text; −1 is everybody.</summary>
    public static string Text(FrozenCatalog catalog, int position) => position < 0 ? "true" : Read(catalog, position).ToString();

    private static TargetingExpression Read(FrozenCatalog catalog, int position)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        var head = new TargetingHead(code[position]);
        switch (head.Op)
        {
            case TargetingOp.True:
                return TargetingExpression.True;
            case TargetingOp.False:
                return TargetingExpression.False;
            case TargetingOp.Not:
                return !Read(catalog, position + 1);
            case TargetingOp.And:
                return new AndExpression(Operands(catalog, position, head.Count));
            case TargetingOp.Or:
                return new OrExpression(Operands(catalog, position, head.Count));
            default:
                return Predicate(catalog, position, head, catalog.AttributeNames[head.Attribute]);
        }
    }

    private static List<TargetingExpression> Operands(FrozenCatalog catalog, int position, int count)
    {
        List<TargetingExpression> operands = [];
        int operand = position + 2;
        for (int i = 0; i < count; i++)
        {
            operands.Add(Read(catalog, operand));
            operand += TargetingCode.NodeLength(catalog.Code.Span, operand);
        }

        return operands;
    }

    private static TargetingExpression Predicate(FrozenCatalog catalog, int position, TargetingHead head, string attribute)
    {
        ReadOnlySpan<uint> code = catalog.Code.Span;
        AttributeKind kind = catalog.Attributes[head.Attribute].Kind;
        switch (head.Op)
        {
            case TargetingOp.AnyOf:
                return new AnyOfPredicate(attribute, Values(catalog, kind, code.Slice(position + 1, head.Count)));
            case TargetingOp.AllOf:
                return new AllOfPredicate(attribute, Values(catalog, kind, code.Slice(position + 1, head.Count)));
            case TargetingOp.Range:
                RangeBound low = Bound(kind, TargetingCode.ReadLong(code, position + 1), (head.Count & 1) != 0 ? -1 : 0, long.MinValue);
                RangeBound high = Bound(kind, TargetingCode.ReadLong(code, position + 3), (head.Count & 2) != 0 ? 1 : 0, long.MaxValue);
                return new RangePredicate(attribute, low, high);
            case TargetingOp.Near:
                CircleRow circle = catalog.Circles[(int)code[position + 1]];
                return new NearPredicate(attribute, circle.Latitude, circle.Longitude, circle.Kilometers);
            default:
                return new KnownPredicate(attribute);
        }
    }

    private static List<AttributeValue> Values(FrozenCatalog catalog, AttributeKind kind, ReadOnlySpan<uint> ids)
    {
        List<AttributeValue> values = [];
        foreach (uint id in ids)
        {
            long bits = catalog.ValueBits[(int)id];
            values.Add(kind switch
            {
                AttributeKind.Keyword => AttributeValue.Of(catalog.Keywords[(int)id]),
                AttributeKind.Integer => AttributeValue.Of(bits),
                _ => AttributeValue.Of(BitConverter.Int64BitsToDouble(bits)),
            });
        }

        return values;
    }

    // The frozen bound is included; the step leads back to the excluded bound as it was written.
    private static RangeBound Bound(AttributeKind kind, long key, int step, long open)
    {
        if (key == open && step == 0)
        {
            return RangeBound.Open;
        }

        long written = unchecked(key + step);
        AttributeValue value = kind == AttributeKind.Decimal ? NumberKey.ToDouble(written) : (AttributeValue)written;
        return step == 0 ? RangeBound.Inclusive(value) : RangeBound.Exclusive(value);
    }
}
