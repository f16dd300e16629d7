// The parts of a targeting program: the operands of its outermost 'and', and the predicates of each.
using AdSelect.Indexing;

namespace AdSelect.Matching.Full;

/// <summary>Positions are where a part stands in its program, whether it is spelled out there or shared.</summary>
internal sealed class ProgramShape(FrozenCatalog catalog)
{
    private readonly List<int> _conjuncts = [];
    private readonly List<int> _predicates = [];

    /// <summary>The head of what stands at a position: past groups, to the shared clause.</summary>
    public ProgramHead HeadOf(int position) => new(catalog.Code[ProgramCode.Follow(catalog, position)]);

    /// <summary>The operands of the outermost 'and', or the whole program when there is none. Valid until the next call.</summary>
    public List<int> ConjunctsOf(int program)
    {
        _conjuncts.Clear();
        int start = ProgramCode.Follow(catalog, program);
        if (new ProgramHead(catalog.Code[start]).Op == ProgramOp.And)
        {
            AddOperands(start, _conjuncts);
        }
        else
        {
            _conjuncts.Add(program);
        }

        return _conjuncts;
    }

    /// <summary>All predicates below a position. Valid until the next call.</summary>
    public List<int> PredicatesOf(int position)
    {
        _predicates.Clear();
        AddPredicates(position);
        return _predicates;
    }

    // Recursion is bounded by the depth limit, checked at load.
    private void AddPredicates(int position)
    {
        int start = ProgramCode.Follow(catalog, position);
        var head = new ProgramHead(catalog.Code[start]);
        if (head.IsPredicate)
        {
            _predicates.Add(position);
        }
        else if (head.Op == ProgramOp.Not)
        {
            AddPredicates(start + 1);
        }
        else if (head.Op is ProgramOp.And or ProgramOp.Or)
        {
            var operands = new List<int>();
            AddOperands(start, operands);
            operands.ForEach(AddPredicates);
        }
    }

    private void AddOperands(int node, List<int> operands)
    {
        int operand = node + 1;
        for (int left = new ProgramHead(catalog.Code[node]).Count; left > 0; left--)
        {
            operands.Add(operand);
            operand += ProgramCode.Length(in catalog.Code[operand]);
        }
    }
}
