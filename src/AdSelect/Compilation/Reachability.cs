// Finds targeting that contradicts itself, for requests with any number of values.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// A request's values of an attribute are a set of classes. What a conjunction wants becomes facts about that set: it
/// holds one of these classes (any-of, range), or it holds none of those (their negations). The conjunction is
/// impossible when all classes of a wanted fact are forbidden. Two wanted facts never contradict each other, because a
/// request may have several values. Where classes do not tell (buckets, circles), nothing is assumed: an answer of
/// false is certain, true is not.
/// </summary>
internal sealed class Reachability(FrozenSchema schema)
{
    // Keeps the work linear; expressions with more conditions on one path are taken as possible.
    private const int MaxFacts = 256;

    private readonly List<Fact> _facts = [];

    private readonly record struct Fact(int Attribute, ClassSet Classes, bool IsWanted);

    private readonly bool[] _isTested = new bool[schema.Attributes.Length];

    /// <summary>False when no request makes the code that begins at the span's first word true.</summary>
    public bool CanBeTrue(ReadOnlySpan<uint> code)
    {
        if (TestsEveryAttributeOnce(code))
        {
            return true;
        }

        _facts.Clear();
        return Assume(code, 0, true);
    }

    // Most targeting: nothing in it can contradict anything else. Constants, and lists and ranges that are constant
    // because they are empty, could.
    private bool TestsEveryAttributeOnce(ReadOnlySpan<uint> code)
    {
        Array.Clear(_isTested);
        int end = TargetingCode.NodeLength(code, 0);
        for (int position = 0; position < end;)
        {
            var head = new TargetingHead(code[position]);
            switch (head.Op)
            {
                case TargetingOp.True or TargetingOp.False:
                case TargetingOp.AnyOf or TargetingOp.AllOf when head.Count == 0:
                case TargetingOp.Range when TargetingCode.ReadLong(code, position + 1) > TargetingCode.ReadLong(code, position + 3):
                    return false;
                case TargetingOp.And or TargetingOp.Or:
                    position += 2;
                    break;
                case TargetingOp.Not:
                    position++;
                    break;
                default:
                    if (_isTested[head.Attribute])
                    {
                        return false;
                    }

                    _isTested[head.Attribute] = true;
                    position += TargetingCode.NodeLength(code, position);
                    break;
            }
        }

        return true;
    }

    // False when the node cannot have the wanted value beside the facts; otherwise the facts may have grown.
    private bool Assume(ReadOnlySpan<uint> code, int position, bool value)
    {
        var head = new TargetingHead(code[position]);
        return head.Op switch
        {
            TargetingOp.True => value,
            TargetingOp.False => !value,
            TargetingOp.Not => Assume(code, position + 1, !value),
            TargetingOp.And or TargetingOp.Or when (head.Op == TargetingOp.And) == value => AssumeAll(code, position, value),
            TargetingOp.And or TargetingOp.Or => AssumeOne(code, position, value),
            _ => AssumePredicate(code, position, value),
        };
    }

    // Alternatives last: by then all that certainly holds is known.
    private bool AssumeAll(ReadOnlySpan<uint> code, int position, bool value) =>
        AssumeAll(code, position, value, alternatives: false) && AssumeAll(code, position, value, alternatives: true);

    private bool AssumeAll(ReadOnlySpan<uint> code, int position, bool value, bool alternatives)
    {
        int operand = position + 2;
        for (int i = new TargetingHead(code[position]).Count; i > 0; i--)
        {
            if (IsAlternative(code, operand, value) == alternatives && !Assume(code, operand, value))
            {
                return false;
            }

            operand += TargetingCode.NodeLength(code, operand);
        }

        return true;
    }

    private bool AssumeOne(ReadOnlySpan<uint> code, int position, bool value)
    {
        int known = _facts.Count;
        int operand = position + 2;
        for (int i = new TargetingHead(code[position]).Count; i > 0; i--)
        {
            bool isPossible = Assume(code, operand, value);
            _facts.RemoveRange(known, _facts.Count - known);
            if (isPossible)
            {
                return true;
            }

            operand += TargetingCode.NodeLength(code, operand);
        }

        return false;
    }

    private static bool IsAlternative(ReadOnlySpan<uint> code, int position, bool value)
    {
        var head = new TargetingHead(code[position]);
        while (head.Op == TargetingOp.Not)
        {
            value = !value;
            head = new TargetingHead(code[++position]);
        }

        return head.Op == (value ? TargetingOp.Or : TargetingOp.And);
    }

    private bool AssumePredicate(ReadOnlySpan<uint> code, int position, bool value)
    {
        var head = new TargetingHead(code[position]);
        ref readonly AttributeRow row = ref schema.Attributes[head.Attribute];
        ClassSet known = ClassSet.First(row.ClassCount).Except(ClassSet.First(1));
        switch (head.Op)
        {
            case TargetingOp.Known:
                return Add(new Fact(head.Attribute, known, value));
            case TargetingOp.AnyOf or TargetingOp.AllOf:
                return AssumeList(code.Slice(position + 1, head.Count), head, value);
            case TargetingOp.Range:
                long low = TargetingCode.ReadLong(code, position + 1);
                long high = TargetingCode.ReadLong(code, position + 3);
                if (low > high)
                {
                    return !value;
                }

                if (row.Mode == ClassMode.Intervals)
                {
                    return Add(new Fact(head.Attribute, Between(schema.IntervalClass(row, low), schema.IntervalClass(row, high)), value));
                }

                goto default;
            default:
                return !value || Add(new Fact(head.Attribute, known, IsWanted: true));
        }
    }

    private bool AssumeList(ReadOnlySpan<uint> ids, TargetingHead head, bool value)
    {
        bool isAll = head.Op == TargetingOp.AllOf;
        if (ids.IsEmpty)
        {
            return isAll == value;
        }

        if (isAll && value)
        {
            foreach (uint id in ids)
            {
                if (!Add(new Fact(head.Attribute, ClassesOf([id]), IsWanted: true)))
                {
                    return false;
                }
            }

            return true;
        }

        // A bucket also holds values that are not listed, and lacking one of several values forbids none of them.
        bool tellsNothing = !value && (!schema.Attributes[head.Attribute].RowsDecide || (isAll && ids.Length > 1));
        return tellsNothing || Add(new Fact(head.Attribute, ClassesOf(ids), value));
    }

    private bool Add(Fact fact)
    {
        ClassSet forbidden = default;
        foreach (Fact other in _facts)
        {
            forbidden |= other.Attribute == fact.Attribute && !other.IsWanted ? other.Classes : default;
        }

        if (fact.IsWanted)
        {
            if (fact.Classes.Except(forbidden).IsEmpty)
            {
                return false;
            }
        }
        else
        {
            forbidden |= fact.Classes;
            if (_facts.Exists(other => other.Attribute == fact.Attribute && other.IsWanted && other.Classes.Except(forbidden).IsEmpty))
            {
                return false;
            }
        }

        if (_facts.Count < MaxFacts)
        {
            _facts.Add(fact);
        }

        return true;
    }

    private ClassSet ClassesOf(ReadOnlySpan<uint> valueIds)
    {
        ClassSet classes = default;
        foreach (uint id in valueIds)
        {
            classes.Add(schema.ValueClasses[id]);
        }

        return classes;
    }

    private static ClassSet Between(int first, int last)
    {
        ClassSet classes = default;
        classes.AddRange(first, last);
        return classes;
    }
}
