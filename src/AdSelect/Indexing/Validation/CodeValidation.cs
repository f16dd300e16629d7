// The targeting code: every program well formed, within its depth, and about things that exist.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal ref struct CodeValidation
{
    private const double UnitTolerance = 1e-9;

    private readonly FrozenCatalog _catalog;
    private readonly ReadOnlySpan<uint> _code;
    private int _nodes;
    private int _values;

    private CodeValidation(FrozenCatalog catalog)
    {
        _catalog = catalog;
        _code = catalog.Code.Span;
    }

    /// <summary>Walks all programs, which follow each other without gaps; returns where one begins.</summary>
    public static bool[] Validate(FrozenCatalog catalog)
    {
        var validation = new CodeValidation(catalog);
        bool[] starts = new bool[catalog.Code.Length];
        for (int position = 0; position < starts.Length;)
        {
            starts[position] = true;
            validation._nodes = 0;
            validation._values = 0;
            position = validation.Node(position, 1);
        }

        foreach (ref readonly CircleRow circle in catalog.Circles.Span)
        {
            Require(Math.Abs(circle.Latitude) <= 90 && Math.Abs(circle.Longitude) <= 180 && circle.Kilometers is >= 0 and <= AdSelectLimits.MaxRadiusKilometers, SectionId.Circles, "circles lie on the earth");

            // Comparisons with NaN are false, so they are written such that NaN fails them.
            double length = (circle.X * circle.X) + (circle.Y * circle.Y) + (circle.Z * circle.Z);
            Require(Math.Abs(length - 1) <= UnitTolerance && circle.CosineOutside <= circle.CosineInside && circle.CosineInside - circle.CosineOutside <= UnitTolerance, SectionId.Circles, "circles have a unit vector and a narrow rim");
        }

        return starts;
    }

    // Returns the position after the node. Recursion is bounded by the depth it checks.
    private int Node(int position, int depth)
    {
        Require(depth <= AdSelectLimits.MaxTargetingDepth, SectionId.TargetingCode, "programs are no deeper than the limit");
        Require(position < _code.Length, SectionId.TargetingCode, "programs end before the section does");
        Require(++_nodes <= AdSelectLimits.MaxTargetingNodes, SectionId.TargetingCode, "programs have no more nodes than the limit");
        var head = new TargetingHead(_code[position]);
        switch (head.Op)
        {
            case TargetingOp.True or TargetingOp.False:
                return position + 1;
            case TargetingOp.Not:
                return Node(position + 1, depth + 1);
            case TargetingOp.And or TargetingOp.Or:
                return Operands(position, depth, head.Count);
            default:
                Require(head.Op <= TargetingOp.Known && head.Attribute < _catalog.Attributes.Length, SectionId.TargetingCode, "operations are defined and test declared attributes");
                return Predicate(position, head, _catalog.Attributes[head.Attribute]);
        }
    }

    private int Operands(int position, int depth, int count)
    {
        Require(count >= 2 && position + 1 < _code.Length, SectionId.TargetingCode, "operators have two operands or more");
        int operand = position + 2;
        for (int i = 0; i < count; i++)
        {
            operand = Node(operand, depth + 1);
        }

        Require(_code[position + 1] == (uint)(operand - position), SectionId.TargetingCode, "operators state their length");
        return operand;
    }

    private int Predicate(int position, TargetingHead head, in AttributeRow attribute)
    {
        bool isLocation = attribute.Kind == AttributeKind.Location;
        switch (head.Op)
        {
            case TargetingOp.Known:
                return position + 1;
            case TargetingOp.Near:
                Require(isLocation && position + 1 < _code.Length && _code[position + 1] < (uint)_catalog.Circles.Length, SectionId.TargetingCode, "'near' tests a location against a circle");
                return position + 2;
            case TargetingOp.Range:
                Require(attribute.Kind is AttributeKind.Integer or AttributeKind.Decimal && position + TargetingCode.RangeWords <= _code.Length, SectionId.TargetingCode, "ranges test numbers");
                return position + TargetingCode.RangeWords;
            default:
                Require(!isLocation && position + 1 + head.Count <= _code.Length, SectionId.TargetingCode, "lists are within the section");
                _values += head.Count;
                Require(head.Count <= AdSelectLimits.MaxPredicateValues && _values <= AdSelectLimits.MaxTargetingValues, SectionId.TargetingCode, "lists are no longer than the limits");
                RequireValues(_code.Slice(position + 1, head.Count), attribute);
                return position + 1 + head.Count;
        }
    }

    private static void RequireValues(ReadOnlySpan<uint> ids, in AttributeRow attribute)
    {
        bool fits = true;
        for (int i = 0; i < ids.Length; i++)
        {
            fits &= ids[i] - (uint)attribute.FirstValue < (uint)attribute.ValueCount && (i == 0 || ids[i - 1] < ids[i]);
        }

        Require(fits, SectionId.TargetingCode, "lists hold ascending values of their attribute");
    }
}
