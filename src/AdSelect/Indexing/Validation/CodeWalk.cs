// Walks clauses or programs that follow each other: every node well formed, within the limits, about things that exist.
using System.Runtime.CompilerServices;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

/// <summary>One thread's walk over some of them.</summary>
internal ref struct CodeWalk
{
    private const string AscendingValues = "lists hold ascending values of their attribute";

    private readonly ReadOnlySpan<AttributeRow> _attributes;
    private readonly ReadOnlySpan<ushort> _code;
    private readonly short[] _attributeOfToken;
    private readonly Extent[] _clauses;
    private readonly uint _circles;
    private int _clauseCount;
    private Extent _extent;

    public CodeWalk(FrozenCatalog catalog, short[] attributeOfToken, Extent[] clauses, int clauseCount)
    {
        _attributes = catalog.Attributes.Span;
        _code = catalog.Code.Span;
        _circles = (uint)catalog.Circles.Length;
        _attributeOfToken = attributeOfToken;
        _clauses = clauses;
        _clauseCount = clauseCount;
    }

    /// <summary>Walks the clauses, which stand first; returns where the last one ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Clauses(ReadOnlySpan<int> clauses, ProgramStarts starts)
    {
        var marker = new ProgramStarts.Marker(starts);
        int position = 0;
        foreach (int clause in clauses)
        {
            Require(clause == position && position < _code.Length, SectionId.TargetingClauses, "clauses follow each other from the first word");
            marker.Add(position);
            position = Clause(position);
        }

        marker.Flush();
        return position;
    }

    /// <summary>Walks the programs that stand from one position to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Programs(int from, int to, ProgramStarts starts)
    {
        var marker = new ProgramStarts.Marker(starts);
        int position = from;
        while (position < to)
        {
            marker.Add(position);
            position = Program(position);
        }

        marker.Flush();

        Require(position == to, SectionId.TargetingCode, "programs follow each other, and line items refer to where one begins");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Clause(int position)
    {
        _extent = default;

        // Clauses share nothing, so references do not chain.
        int end = Root(position, mayShare: false);
        CheckExtent();
        _clauses[_clauseCount++] = _extent;
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Program(int position)
    {
        ProgramHead head = At(position);
        if (head.Op == ProgramOp.Residual)
        {
            ProgramHead program = At(++position);
            Require(
                program.Op == ProgramOp.And && head.Count > 0 && (program.Count >= ProgramCode.ResidualOperands || head.Count < 1 << program.Count),
                SectionId.TargetingCode,
                "what rows leave undecided are operands of an 'and'");
        }

        _extent = default;
        int end = Root(position, mayShare: true);
        CheckExtent();
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Root(int position, bool mayShare) =>
        At(position).Op is ProgramOp.And or ProgramOp.Or ? Operands(position, 1, mayShare) : Operand(position, 1, mayShare);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Operands(int position, int depth, bool mayShare)
    {
        Enter(depth, 1);
        ProgramHead operators = At(position);
        Require(operators.Op is ProgramOp.And or ProgramOp.Or && operators.Count >= 2, SectionId.TargetingCode, "operators have two operands or more");
        int operand = position + 1;
        for (int i = operators.Count; i > 0; i--)
        {
            // Most operands are one of these two.
            ProgramHead head = At(operand);
            if (head.Op == ProgramOp.Shared && mayShare)
            {
                Share(head.Count, depth + 1);
                operand++;
            }
            else if (head.Op == ProgramOp.AnyOf && head.Listed < ProgramHead.LongList)
            {
                operand = ShortList(operand, head, depth + 1);
            }
            else
            {
                operand = Operand(operand, depth + 1, mayShare);
            }
        }

        return operand;
    }

    // What Predicate does, for a list whose length is in its head.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ShortList(int position, ProgramHead head, int depth)
    {
        int first = position + 1;
        int end = first + head.Listed;
        int negations = (head.Word >> 4) & 1;
        Require(
            head.Attribute < _attributes.Length && _attributes[head.Attribute].Kind != AttributeKind.Location && end <= _code.Length,
            SectionId.TargetingCode,
            "lists are of values of declared attributes, and within the section");
        Enter(depth + negations, 1 + negations);
        _extent.Values += head.Listed;
        Require(TokensFit(first, end, head.Attribute), SectionId.TargetingCode, AscendingValues);
        return end;
    }

    // Returns the position after the operand. Recursion is bounded by the depth that is checked.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                Require(
                    head.IsPredicate && head.Attribute < _attributes.Length,
                    SectionId.TargetingCode,
                    "operations are defined where they stand and test declared attributes");
                Enter(head.IsNegated ? depth + 1 : depth, head.IsNegated ? 2 : 1);
                return Predicate(position, head, _attributes[head.Attribute]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Group(int position, ProgramHead head, int depth)
    {
        int start = position + ProgramCode.GroupStart(head);
        Require(start < _code.Length, SectionId.TargetingCode, "groups are within the section");
        int length = head.Count == 0 ? ProgramCode.ReadInt(in _code[position], 1) : head.Count;
        int end = Operands(start, depth, mayShare: false);
        Require(end - start == length, SectionId.TargetingCode, "groups state their length");
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Shared(int position, ProgramHead head, int depth, bool mayShare)
    {
        int end = position + (head.Op == ProgramOp.Shared ? 1 : 2);
        Require(mayShare && end <= _code.Length, SectionId.TargetingCode, "only conjuncts of programs are shared");
        Share(ProgramCode.ClauseOf(in _code[position], head), depth);
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Share(int clause, int depth)
    {
        Require(clause < _clauseCount, SectionId.TargetingCode, "shared clauses exist");
        ref readonly Extent shared = ref _clauses[clause];
        Enter(depth + shared.Depth - 1, shared.Nodes);
        _extent.Values += shared.Values;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Predicate(int position, ProgramHead head, in AttributeRow attribute)
    {
        bool isLocation = attribute.Kind == AttributeKind.Location;
        switch (head.Op)
        {
            case ProgramOp.Known:
                return position + 1;
            case ProgramOp.Near:
                Require(
                    isLocation && position + ProgramCode.NearWords <= _code.Length && (uint)ProgramCode.ReadInt(in _code[position], 1) < _circles,
                    SectionId.TargetingCode,
                    "'near' tests a location against a circle");
                return position + ProgramCode.NearWords;
            case ProgramOp.Range:
                Require(
                    attribute.Kind is AttributeKind.Integer or AttributeKind.Decimal && position + ProgramCode.RangeWords <= _code.Length,
                    SectionId.TargetingCode,
                    "ranges test numbers");
                return position + ProgramCode.RangeWords;
            default:
                int first = position + ProgramCode.ListStart(head);
                Require(!isLocation && first <= _code.Length, SectionId.TargetingCode, "lists are of values, and within the section");
                int count = ProgramCode.ListCount(in _code[position], head);
                bool areIds = head.Op is ProgramOp.AnyOfIds or ProgramOp.AllOfIds;
                int end = first + (areIds ? 2 * count : count);
                Require(
                    end <= _code.Length && count <= AdSelectLimits.MaxPredicateValues,
                    SectionId.TargetingCode,
                    "lists are within the section and no longer than the limit");
                _extent.Values += count;
                Require(areIds ? IdsFit(first, end, attribute) : TokensFit(first, end, head.Attribute), SectionId.TargetingCode, AscendingValues);
                return end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool TokensFit(int first, int end, int attribute)
    {
        bool fits = true;
        int last = -1;
        foreach (ushort token in _code[first..end])
        {
            // The table has an element for every token that there can be.
            fits &= (_attributeOfToken[token] == attribute) & (token > last);
            last = token;
        }

        return fits;
    }

    private readonly ProgramHead At(int position)
    {
        Require(position < _code.Length, SectionId.TargetingCode, "programs end before the section does");
        return new ProgramHead(_code[position]);
    }

    // Depth bounds the recursion, so it is checked on the way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(int depth, int nodes)
    {
        _extent.Depth = Math.Max(_extent.Depth, depth);
        _extent.Nodes += nodes;
        Require(depth <= AdSelectLimits.MaxTargetingDepth, SectionId.TargetingCode, "programs are no deeper than the limit");
    }

    // Sums over one program. Nodes of the longest code that a file can hold may wrap, but not past 2³².
    private readonly void CheckExtent()
    {
        Require((uint)_extent.Nodes <= AdSelectLimits.MaxTargetingNodes, SectionId.TargetingCode, "programs have no more nodes than the limit");
        Require(_extent.Values <= AdSelectLimits.MaxTargetingValues, SectionId.TargetingCode, "programs list no more values than the limit");
    }

    /// <summary>How large a program or clause is.</summary>
    public struct Extent
    {
        public int Depth;
        public int Nodes;
        public int Values;
    }
}
