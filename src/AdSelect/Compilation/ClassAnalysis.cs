// Says for which classes of an attribute a targeting code can be true, and which a request must have, whatever the other attributes are.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// Kleene's three-valued logic over sets: for every class of one attribute at once, whether the code can be true and
/// whether it can be false while all other attributes are unknown. A row built from "can be true" never loses a line
/// item, and where "can be true" and "can be false" do not overlap, the row alone decides.
/// </summary>
internal sealed class ClassAnalysis(FrozenSchema schema)
{
    private readonly ClassSet[] _all = Array.ConvertAll(schema.Attributes, static attribute => ClassSet.First(attribute.ClassCount));

    internal readonly record struct Verdicts(ClassSet CanBeTrue, ClassSet CanBeFalse);

    /// <summary>Analyses the node at <paramref name="position"/> for one attribute.</summary>
    public Verdicts Analyse(ReadOnlySpan<uint> code, int position, int attribute)
    {
        var head = new TargetingHead(code[position]);
        ClassSet all = _all[attribute];
        switch (head.Op)
        {
            case TargetingOp.True:
                return new Verdicts(all, default);
            case TargetingOp.False:
                return new Verdicts(default, all);
            case TargetingOp.Not:
                Verdicts operand = Analyse(code, position + 1, attribute);
                return new Verdicts(operand.CanBeFalse, operand.CanBeTrue);
            case TargetingOp.And or TargetingOp.Or:
                return AnalyseOperands(code, position, attribute, head);
            default:
                return head.Attribute == attribute ? AnalysePredicate(code, position, schema.Attributes[attribute], head) : new Verdicts(all, all);
        }
    }

    /// <summary>
    /// Classes of buckets such that a request with values of the attribute, one or several, has a value of one of them
    /// whenever the node (or its negation) is true. For buckets only, which need not decide anything.
    /// </summary>
    public ClassSet Witnesses(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated = false)
    {
        var head = new TargetingHead(code[position]);
        ClassSet known = _all[attribute].Except(ClassSet.First(1));
        switch (head.Op)
        {
            case TargetingOp.True or TargetingOp.False:
                return (head.Op == TargetingOp.True) != isNegated ? known : default;
            case TargetingOp.Not:
                return Witnesses(code, position + 1, attribute, !isNegated);
            case TargetingOp.And or TargetingOp.Or:
                return WitnessesOfOperands(code, position, attribute, isNegated);
            case TargetingOp.AnyOf when head.Attribute == attribute && !isNegated:
                return ClassesOf(code.Slice(position + 1, head.Count));
            case TargetingOp.AllOf when head.Attribute == attribute && !isNegated && head.Count > 0:
                // It has all of them; the last is the least listed one.
                return ClassesOf(code.Slice(position + head.Count, 1));
            default:
                return known;
        }
    }

    // Any operand of an 'and' has witnesses for all of it: the fewest. One operand of an 'or' is true: all together.
    private ClassSet WitnessesOfOperands(ReadOnlySpan<uint> code, int position, int attribute, bool isNegated)
    {
        var head = new TargetingHead(code[position]);
        bool isAnd = (head.Op == TargetingOp.And) != isNegated;
        ClassSet witnesses = isAnd ? _all[attribute].Except(ClassSet.First(1)) : default;
        int operand = position + 2;
        for (int i = 0; i < head.Count; i++)
        {
            ClassSet next = Witnesses(code, operand, attribute, isNegated);
            witnesses = !isAnd ? witnesses | next : next.Count < witnesses.Count ? next : witnesses;
            operand += TargetingCode.NodeLength(code, operand);
        }

        return witnesses;
    }

    private Verdicts AnalyseOperands(ReadOnlySpan<uint> code, int position, int attribute, TargetingHead head)
    {
        bool isAnd = head.Op == TargetingOp.And;
        ClassSet all = _all[attribute];
        ClassSet narrowed = all;
        ClassSet widened = default;
        int operand = position + 2;
        for (int i = 0; i < head.Count; i++)
        {
            if (IsAboutAnother(new TargetingHead(code[operand]), attribute))
            {
                // It can be true and false, whatever the class.
                widened = all;
            }
            else
            {
                Verdicts next = Analyse(code, operand, attribute);
                narrowed &= isAnd ? next.CanBeTrue : next.CanBeFalse;
                widened |= isAnd ? next.CanBeFalse : next.CanBeTrue;
            }

            operand += TargetingCode.NodeLength(code, operand);
        }

        return isAnd ? new Verdicts(narrowed, widened) : new Verdicts(widened, narrowed);
    }

    private static bool IsAboutAnother(TargetingHead head, int attribute) => head.Op >= TargetingOp.AnyOf && head.Attribute != attribute;

    private Verdicts AnalysePredicate(ReadOnlySpan<uint> code, int position, in AttributeRow row, TargetingHead head)
    {
        ClassSet all = _all[head.Attribute];
        ClassSet missing = ClassSet.First(1);
        ClassSet known = all.Except(missing);
        switch (head.Op)
        {
            case TargetingOp.Known:
                return new Verdicts(known, missing);
            case TargetingOp.AllOf when head.Count == 0:
                return new Verdicts(all, default);
            case TargetingOp.AllOf when head.Count > 1:
                // One value is never two; for requests with several there is the row of those that are kept.
                return new Verdicts(default, all);
            case TargetingOp.AnyOf or TargetingOp.AllOf:
                ClassSet listed = ClassesOf(code.Slice(position + 1, head.Count));
                return new Verdicts(listed, row.Mode == ClassMode.Buckets ? all : all.Except(listed));
            case TargetingOp.Range when row.Mode == ClassMode.Intervals:
                ClassSet inside = ClassesIn(row, TargetingCode.ReadLong(code, position + 1), TargetingCode.ReadLong(code, position + 3));
                return new Verdicts(inside, all.Except(inside));
            case TargetingOp.Range when TargetingCode.ReadLong(code, position + 1) > TargetingCode.ReadLong(code, position + 3):
                return new Verdicts(default, all);
            default:
                return new Verdicts(known, all);
        }
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

    private ClassSet ClassesIn(in AttributeRow row, long low, long high)
    {
        ClassSet classes = default;
        if (low <= high)
        {
            classes.AddRange(schema.IntervalClass(row, low), schema.IntervalClass(row, high));
        }

        return classes;
    }
}
