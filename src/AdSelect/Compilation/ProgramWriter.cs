// Writes targeting code as nodes of the frozen programs.
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>Appends nodes to <see cref="Words"/>. Recursion is bounded: the depth of expressions is.</summary>
internal sealed class ProgramWriter(FrozenSchema schema)
{
    /// <summary>What testing a circle costs, beside a bit test.</summary>
    private const int NearCost = 30;

    private const int RangeCost = 3;
    private const int ListCost = 2;

    public List<ushort> Words { get; } = [];

    /// <summary>Writes a node as a program, a clause or a residual: not as an operand.</summary>
    /// <param name="code">The code.</param>
    /// <param name="position">Where the node begins.</param>
    /// <param name="cheapestFirst">True puts operands that cost least first, for nodes that are run and never shown.</param>
    public void Write(ReadOnlySpan<uint> code, int position, bool cheapestFirst)
    {
        var head = new TargetingHead(code[position]);
        switch (head.Op)
        {
            case TargetingOp.And or TargetingOp.Or:
                Emit(ProgramHead.Of(head.Op == TargetingOp.And ? ProgramOp.And : ProgramOp.Or, head.Count));
                foreach (int operand in Operands(code, position, cheapestFirst))
                {
                    WriteOperand(code, operand, cheapestFirst);
                }

                break;
            case TargetingOp.Not when new TargetingHead(code[position + 1]).Op >= TargetingOp.AnyOf:
                WritePredicate(code, position + 1, isNegated: true);
                break;
            case TargetingOp.Not:
                Emit(ProgramHead.Of(ProgramOp.Not));
                WriteOperand(code, position + 1, cheapestFirst);
                break;
            case TargetingOp.True or TargetingOp.False:
                Emit(ProgramHead.Of(head.Op == TargetingOp.True ? ProgramOp.True : ProgramOp.False));
                break;
            default:
                WritePredicate(code, position, isNegated: false);
                break;
        }
    }

    /// <summary>Writes a node as an operand: an 'and' or 'or' in a group.</summary>
    public void WriteOperand(ReadOnlySpan<uint> code, int position, bool cheapestFirst)
    {
        if (new TargetingHead(code[position]).Op is not (TargetingOp.And or TargetingOp.Or))
        {
            Write(code, position, cheapestFirst);
            return;
        }

        int headAt = Words.Count;
        Words.Add(0);
        Write(code, position, cheapestFirst);
        int length = Words.Count - headAt - 1;
        bool isShort = length <= ProgramHead.MaxCount;
        Words[headAt] = ProgramHead.Of(ProgramOp.Group, isShort ? length : 0).Word;
        if (!isShort)
        {
            Words.InsertRange(headAt + 1, [(ushort)length, (ushort)(length >> 16)]);
        }
    }

    public void WriteShared(int clause)
    {
        if (clause <= ProgramHead.MaxCount)
        {
            Emit(ProgramHead.Of(ProgramOp.Shared, clause));
            return;
        }

        Emit(ProgramHead.Of(ProgramOp.SharedFar, clause >> 16));
        Words.Add((ushort)clause);
    }

    public void Emit(ProgramHead head) => Words.Add(head.Word);

    /// <summary>The operands of a conjunction or disjunction; with equal cost in their order.</summary>
    public static List<int> Operands(ReadOnlySpan<uint> code, int position, bool cheapestFirst)
    {
        List<int> operands = [];
        int operand = position + 2;
        for (int i = new TargetingHead(code[position]).Count; i > 0; i--)
        {
            operands.Add(operand);
            operand += TargetingCode.NodeLength(code, operand);
        }

        if (cheapestFirst)
        {
            SortByCost(code, operands);
        }

        return operands;
    }

    public static void SortByCost(ReadOnlySpan<uint> code, List<int> operands)
    {
        (int Cost, int Position)[] order = new (int, int)[operands.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (CostOf(code, operands[i]), operands[i]);
        }

        Array.Sort(order);
        for (int i = 0; i < order.Length; i++)
        {
            operands[i] = order[i].Position;
        }
    }

    private static int CostOf(ReadOnlySpan<uint> code, int position)
    {
        int cost = 0;
        int end = position + TargetingCode.NodeLength(code, position);
        while (position < end)
        {
            var head = new TargetingHead(code[position]);
            switch (head.Op)
            {
                case TargetingOp.And or TargetingOp.Or:
                    cost++;
                    position += 2;
                    break;
                case TargetingOp.Not:
                    position++;
                    break;
                default:
                    cost += head.Op switch
                    {
                        TargetingOp.AnyOf or TargetingOp.AllOf => ListCost + head.Count,
                        TargetingOp.Range => RangeCost,
                        TargetingOp.Near => NearCost,
                        _ => 1,
                    };
                    position += TargetingCode.NodeLength(code, position);
                    break;
            }
        }

        return cost;
    }

    private void WritePredicate(ReadOnlySpan<uint> code, int position, bool isNegated)
    {
        var head = new TargetingHead(code[position]);
        ReadOnlySpan<uint> rest = code.Slice(position + 1, TargetingCode.NodeLength(code, position) - 1);
        switch (head.Op)
        {
            case TargetingOp.AnyOf or TargetingOp.AllOf:
                WriteList(head, rest, isNegated);
                break;
            case TargetingOp.Range:
                Emit(ProgramHead.Predicate(ProgramOp.Range, head.Attribute, isNegated, head.Count));
                Words.AddRange(MemoryMarshal.Cast<uint, ushort>(rest));
                break;
            case TargetingOp.Near:
                Emit(ProgramHead.Predicate(ProgramOp.Near, head.Attribute, isNegated));
                Words.AddRange(MemoryMarshal.Cast<uint, ushort>(rest));
                break;
            default:
                Emit(ProgramHead.Predicate(ProgramOp.Known, head.Attribute, isNegated));
                break;
        }
    }

    // Tokens where all values have one; they ascend as the ids do.
    private void WriteList(TargetingHead head, ReadOnlySpan<uint> ids, bool isNegated)
    {
        bool areTokens = true;
        foreach (uint id in ids)
        {
            areTokens &= schema.ValueTokens[id] != Tokens.Never;
        }

        ProgramOp op = (head.Op == TargetingOp.AnyOf, areTokens) switch
        {
            (true, true) => ProgramOp.AnyOf,
            (true, false) => ProgramOp.AnyOfIds,
            (false, true) => ProgramOp.AllOf,
            _ => ProgramOp.AllOfIds,
        };
        Emit(ProgramHead.Predicate(op, head.Attribute, isNegated, ids.Length));
        if (ids.Length >= ProgramHead.LongList)
        {
            Words.Add((ushort)ids.Length);
        }

        if (!areTokens)
        {
            Words.AddRange(MemoryMarshal.Cast<uint, ushort>(ids));
            return;
        }

        foreach (uint id in ids)
        {
            Words.Add(schema.ValueTokens[id]);
        }
    }
}
