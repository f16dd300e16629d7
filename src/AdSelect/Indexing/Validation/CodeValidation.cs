// The targeting code: every program well formed, within its depth, and about things that exist.
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal ref struct CodeValidation
{
    private const double UnitTolerance = 1e-9;
    private const int RangesPerThread = 4;
    private const int LeastRangeWords = 1 << 16;

    private readonly ReadOnlySpan<AttributeRow> _attributes;
    private readonly ReadOnlySpan<uint> _code;
    private readonly int _circles;
    private int _nodes;
    private int _values;

    private CodeValidation(FrozenCatalog catalog)
    {
        _attributes = catalog.Attributes.Span;
        _code = catalog.Code.Span;
        _circles = catalog.Circles.Length;
    }

    /// <summary>Walks all programs, which follow each other without gaps; returns where one begins.</summary>
    public static ProgramStarts Validate(FrozenCatalog catalog)
    {
        var starts = new ProgramStarts(catalog.Code.Length);
        int[] seams = Seams(catalog);
        Ranges.Run(seams.Length - 1, 1, catalog.File.Threads, (range, _) => new CodeValidation(catalog).Walk(seams[range], seams[range + 1], starts));
        ValidateCircles(catalog);
        return starts;
    }

    // Programs have no table of their own, so where to cut is taken from some line items. They are not checked yet: a cut
    // that is no beginning of a program is found when the walk that comes from the left does not end there.
    private static int[] Seams(FrozenCatalog catalog)
    {
        int length = catalog.Code.Length;
        int threads = catalog.File.Threads;
        int ranges = threads <= 1 ? 1 : Math.Min(Math.Min(threads * RangesPerThread, length / LeastRangeWords), catalog.LineItems.Length);
        var seams = new SortedSet<int> { 0, length };
        for (int i = 1; i < ranges; i++)
        {
            int program = catalog.LineItems[(int)((long)i * catalog.LineItems.Length / ranges)].Program;
            if (program > 0 && program < length)
            {
                seams.Add(program);
            }
        }

        return [.. seams];
    }

    private void Walk(int from, int to, ProgramStarts starts)
    {
        int word = from >> 6;
        ulong bits = 0;
        int position = from;
        while (position < to)
        {
            if (position >> 6 != word)
            {
                starts.Add(word, bits);
                word = position >> 6;
                bits = 0;
            }

            bits |= 1UL << (position & 63);
            _nodes = 0;
            _values = 0;
            position = Node(position, 1);
        }

        Require(position == to, SectionId.TargetingCode, "programs follow each other, and line items refer to where one begins");
        if (bits != 0)
        {
            starts.Add(word, bits);
        }
    }

    private static void ValidateCircles(FrozenCatalog catalog)
    {
        foreach (ref readonly CircleRow circle in catalog.Circles.Span)
        {
            Require(Math.Abs(circle.Latitude) <= 90 && Math.Abs(circle.Longitude) <= 180 && circle.Kilometers is >= 0 and <= AdSelectLimits.MaxRadiusKilometers, SectionId.Circles, "circles lie on the earth");

            // Comparisons with NaN are false, so they are written such that NaN fails them.
            double length = (circle.X * circle.X) + (circle.Y * circle.Y) + (circle.Z * circle.Z);
            Require(Math.Abs(length - 1) <= UnitTolerance && circle.CosineOutside <= circle.CosineInside && circle.CosineInside - circle.CosineOutside <= UnitTolerance, SectionId.Circles, "circles have a unit vector and a narrow rim");
        }
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
                Require(head.Op <= TargetingOp.Known && head.Attribute < _attributes.Length, SectionId.TargetingCode, "operations are defined and test declared attributes");
                return Predicate(position, head, _attributes[head.Attribute]);
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
                Require(isLocation && position + 1 < _code.Length && _code[position + 1] < (uint)_circles, SectionId.TargetingCode, "'near' tests a location against a circle");
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
