// Turns frozen targeting programs back into an expression, to show people.
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal static class TargetingPrinting
{
    /// <summary>The targeting that begins at <paramref name="position"/> as text; −1 is everybody.</summary>
    public static string Text(FrozenCatalog catalog, int position) => position < 0 ? "true" : Read(catalog, position).ToString();

    /// <summary>The program or operand that begins at <paramref name="position"/>. Recursion is bounded by the depth limit, checked at load.</summary>
    public static TargetingExpression Read(FrozenCatalog catalog, int position)
    {
        int node = ProgramCode.Follow(catalog, position);
        var head = new ProgramHead(catalog.Code[node]);
        switch (head.Op)
        {
            case ProgramOp.True:
                return TargetingExpression.True;
            case ProgramOp.False:
                return TargetingExpression.False;
            case ProgramOp.Not:
                return !Read(catalog, node + 1);
            case ProgramOp.And:
                return new AndExpression(Operands(catalog, node));
            case ProgramOp.Or:
                return new OrExpression(Operands(catalog, node));
            default:
                TargetingExpression predicate = Predicate(catalog, in catalog.Code[node], head, catalog.AttributeNames[head.Attribute]);
                return head.IsNegated ? !predicate : predicate;
        }
    }

    private static List<TargetingExpression> Operands(FrozenCatalog catalog, int node)
    {
        List<TargetingExpression> operands = [];
        foreach (int operand in ProgramCode.Operands(catalog, node))
        {
            operands.Add(Read(catalog, operand));
        }

        return operands;
    }

    private static TargetingPredicate Predicate(FrozenCatalog catalog, ref readonly ushort node, ProgramHead head, string attribute)
    {
        AttributeRow row = catalog.Attributes[head.Attribute];
        switch (head.Op)
        {
            case ProgramOp.AnyOf or ProgramOp.AnyOfIds:
                return new AnyOfPredicate(attribute, Values(catalog, row, in node, head));
            case ProgramOp.AllOf or ProgramOp.AllOfIds:
                return new AllOfPredicate(attribute, Values(catalog, row, in node, head));
            case ProgramOp.Range:
                RangeBound low = Bound(row.Kind, ProgramCode.ReadLong(in node, 1), (head.Listed & 1) != 0 ? -1 : 0, long.MinValue);
                RangeBound high = Bound(row.Kind, ProgramCode.ReadLong(in node, 5), (head.Listed & 2) != 0 ? 1 : 0, long.MaxValue);
                return new RangePredicate(attribute, low, high);
            case ProgramOp.Near:
                CircleRow circle = catalog.Circles[ProgramCode.ReadInt(in node, 1)];
                return new NearPredicate(attribute, circle.Latitude, circle.Longitude, circle.Kilometers);
            default:
                return new KnownPredicate(attribute);
        }
    }

    private static List<AttributeValue> Values(FrozenCatalog catalog, in AttributeRow row, ref readonly ushort node, ProgramHead head)
    {
        List<AttributeValue> values = [];
        ReadOnlySpan<ushort> tokens = catalog.ValueTokens.Span.Slice(row.FirstValue, row.ValueCount);
        tokens = tokens[..(tokens.IndexOf(Tokens.Never) is >= 0 and int without ? without : tokens.Length)];
        bool areIds = head.Op is ProgramOp.AnyOfIds or ProgramOp.AllOfIds;
        int first = ProgramCode.ListStart(head);
        for (int i = 0; i < ProgramCode.ListCount(in node, head); i++)
        {
            // Within an attribute tokens ascend as the ids do.
            int id = areIds ? ProgramCode.ReadInt(in node, first + (2 * i)) : row.FirstValue + tokens.BinarySearch(ProgramCode.Word(in node, first + i));
            long bits = catalog.ValueBits[id];
            values.Add(row.Kind switch
            {
                AttributeKind.Keyword => AttributeValue.Of(catalog.Keywords[id]),
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
