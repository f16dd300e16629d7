// The targeting programs: every one well formed, within its depth, and about things that exist.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal ref struct CodeValidation
{
    private readonly FrozenCatalog _catalog;
    private readonly ReadOnlySpan<ushort> _code;
    private readonly short[] _attributeOfToken;
    private readonly Extent[] _clauses;
    private int _clauseCount;
    private Extent _extent;

    private CodeValidation(FrozenCatalog catalog)
    {
        _catalog = catalog;
        _code = catalog.Code.Span;
        _attributeOfToken = TokenValidation.AttributesOf(catalog);
        _clauses = new Extent[catalog.Clauses.Length];
    }

    /// <summary>Walks all clauses and then all programs, which follow each other without gaps; returns where one begins.</summary>
    public static bool[] Validate(FrozenCatalog catalog)
    {
        var validation = new CodeValidation(catalog);
        bool[] starts = new bool[catalog.Code.Length];
        int position = 0;
        foreach (int clause in catalog.Clauses.Span)
        {
            Require(clause == position && position < starts.Length, SectionId.TargetingClauses, "clauses follow each other from the first word");
            starts[position] = true;
            position = validation.Clause(position);
        }

        while (position < starts.Length)
        {
            starts[position] = true;
            position = validation.Program(position);
        }

        CircleValidation.Validate(catalog);
        return starts;
    }

    private int Clause(int position)
    {
        _extent = default;

        // Clauses share nothing, so references do not chain.
        int end = Root(position, mayShare: false);
        _clauses[_clauseCount++] = _extent;
        return end;
    }

    private int Program(int position)
    {
        ProgramHead head = At(position);
        if (head.Op == ProgramOp.Residual)
        {
            _extent = default;
            int end = Root(position + 1, mayShare: true);
            Require(end == position + 1 + head.Count, SectionId.TargetingCode, "what rows leave undecided has the length that is stated");
            position = end;
        }

        _extent = default;
        return Root(position, mayShare: true);
    }

    private int Root(int position, bool mayShare) =>
        At(position).Op is ProgramOp.And or ProgramOp.Or ? Operands(position, 1, mayShare) : Operand(position, 1, mayShare);

    private int Operands(int position, int depth, bool mayShare)
    {
        Enter(depth, 1);
        ProgramHead head = At(position);
        Require(head.Op is ProgramOp.And or ProgramOp.Or && head.Count >= 2, SectionId.TargetingCode, "operators have two operands or more");
        int operand = position + 1;
        for (int i = 0; i < head.Count; i++)
        {
            operand = Operand(operand, depth + 1, mayShare);
        }

        return operand;
    }

    // Returns the position after the operand. Recursion is bounded by the depth that is checked.
    private int Operand(int position, int depth, bool mayShare)
    {
        ProgramHead head = At(position);
        switch (head.Op)
        {
            case ProgramOp.True or ProgramOp.False:
                Enter(depth, 1);
                return position + 1;
            case ProgramOp.Not:
                Enter(depth, 1);
                return Operand(position + 1, depth + 1, mayShare: false);
            case ProgramOp.Group:
                return Group(position, head, depth);
            case ProgramOp.Shared or ProgramOp.SharedFar:
                return Shared(position, head, depth, mayShare);
            default:
                Require(head.IsPredicate && head.Attribute < _catalog.Attributes.Length, SectionId.TargetingCode, "operations are defined where they stand and test declared attributes");
                Enter(depth, 1);
                if (head.IsNegated)
                {
                    Enter(depth + 1, 1);
                }

                return Predicate(position, head, _catalog.Attributes[head.Attribute]);
        }
    }

    private int Group(int position, ProgramHead head, int depth)
    {
        int start = position + ProgramCode.GroupStart(head);
        Require(start < _code.Length, SectionId.TargetingCode, "groups are within the section");
        int length = head.Count == 0 ? ProgramCode.ReadInt(in _code[position], 1) : head.Count;
        int end = Operands(start, depth, mayShare: false);
        Require(end - start == length, SectionId.TargetingCode, "groups state their length");
        return end;
    }

    private int Shared(int position, ProgramHead head, int depth, bool mayShare)
    {
        int end = position + (head.Op == ProgramOp.Shared ? 1 : 2);
        Require(mayShare && end <= _code.Length, SectionId.TargetingCode, "only conjuncts of programs are shared");
        int clause = ProgramCode.ClauseOf(in _code[position], head);
        Require(clause < _clauseCount, SectionId.TargetingCode, "shared clauses exist");
        Extent shared = _clauses[clause];
        Enter(depth + shared.Depth - 1, shared.Nodes);
        List(shared.Values);
        return end;
    }

    private int Predicate(int position, ProgramHead head, in AttributeRow attribute)
    {
        bool isLocation = attribute.Kind == AttributeKind.Location;
        switch (head.Op)
        {
            case ProgramOp.Known:
                return position + 1;
            case ProgramOp.Near:
                Require(isLocation && position + ProgramCode.NearWords <= _code.Length && (uint)ProgramCode.ReadInt(in _code[position], 1) < (uint)_catalog.Circles.Length, SectionId.TargetingCode, "'near' tests a location against a circle");
                return position + ProgramCode.NearWords;
            case ProgramOp.Range:
                Require(attribute.Kind is AttributeKind.Integer or AttributeKind.Decimal && position + ProgramCode.RangeWords <= _code.Length, SectionId.TargetingCode, "ranges test numbers");
                return position + ProgramCode.RangeWords;
            default:
                int first = position + ProgramCode.ListStart(head);
                Require(!isLocation && first <= _code.Length, SectionId.TargetingCode, "lists are of values, and within the section");
                int count = ProgramCode.ListCount(in _code[position], head);
                bool areIds = head.Op is ProgramOp.AnyOfIds or ProgramOp.AllOfIds;
                int end = first + (areIds ? 2 * count : count);
                Require(end <= _code.Length && count <= AdSelectLimits.MaxPredicateValues, SectionId.TargetingCode, "lists are within the section and no longer than the limit");
                List(count);
                Require(areIds ? IdsFit(first, end, attribute) : TokensFit(first, end, head.Attribute), SectionId.TargetingCode, "lists hold ascending values of their attribute");
                return end;
        }
    }

    private readonly bool IdsFit(int first, int end, in AttributeRow attribute)
    {
        bool fits = true;
        int last = -1;
        for (int i = first; i < end; i += 2)
        {
            int id = ProgramCode.ReadInt(in _code[i], 0);
            fits &= (uint)(id - attribute.FirstValue) < (uint)attribute.ValueCount && id > last;
            last = id;
        }

        return fits;
    }

    private readonly bool TokensFit(int first, int end, int attribute)
    {
        bool fits = true;
        int last = -1;
        foreach (ushort token in _code[first..end])
        {
            fits &= token < _attributeOfToken.Length && _attributeOfToken[token] == attribute && token > last;
            last = token;
        }

        return fits;
    }

    private readonly ProgramHead At(int position)
    {
        Require(position < _code.Length, SectionId.TargetingCode, "programs end before the section does");
        return new ProgramHead(_code[position]);
    }

    private void Enter(int depth, int nodes)
    {
        _extent.Depth = Math.Max(_extent.Depth, depth);
        _extent.Nodes += nodes;
        Require(depth <= AdSelectLimits.MaxTargetingDepth, SectionId.TargetingCode, "programs are no deeper than the limit");
        Require(_extent.Nodes <= AdSelectLimits.MaxTargetingNodes, SectionId.TargetingCode, "programs have no more nodes than the limit");
    }

    private void List(int values)
    {
        _extent.Values += values;
        Require(_extent.Values <= AdSelectLimits.MaxTargetingValues, SectionId.TargetingCode, "programs list no more values than the limit");
    }

    /// <summary>How large a program or clause is.</summary>
    private struct Extent
    {
        public int Depth;
        public int Nodes;
        public int Values;
    }
}
