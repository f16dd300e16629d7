// Says for which classes of an attribute a targeting code can be true, whatever the other attributes are.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>
/// Kleene's three-valued logic over sets: for every class of one attribute at once, whether the code can be true and
/// whether it can be false while all other attributes are unknown. A row built from "can be true" never loses a line
/// item, and where "can be true" and "can be false" do not overlap, the row alone decides.
/// </summary>
internal sealed class ClassAnalysis(FrozenSchema schema)
{
    internal readonly record struct Verdicts(ClassSet CanBeTrue, ClassSet CanBeFalse);

    /// <summary>Analyses the node at <paramref name="position"/> for one attribute.</summary>
    public Verdicts Analyse(ReadOnlySpan<uint> code, int position, int attribute)
    {
        var head = new TargetingHead(code[position]);
        ref readonly AttributeRow row = ref schema.Attributes[attribute];
        ClassSet all = ClassSet.First(row.ClassCount);
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
                return head.Attribute == attribute ? AnalysePredicate(code, position, row, head) : new Verdicts(all, all);
        }
    }

    private Verdicts AnalyseOperands(ReadOnlySpan<uint> code, int position, int attribute, TargetingHead head)
    {
        Verdicts result = default;
        int operand = position + 2;
        for (int i = 0; i < head.Count; i++)
        {
            Verdicts next = Analyse(code, operand, attribute);
            result = i == 0 ? next
                : head.Op == TargetingOp.And ? new Verdicts(result.CanBeTrue & next.CanBeTrue, result.CanBeFalse | next.CanBeFalse)
                : new Verdicts(result.CanBeTrue | next.CanBeTrue, result.CanBeFalse & next.CanBeFalse);
            operand += TargetingCode.NodeLength(code, operand);
        }

        return result;
    }

    private Verdicts AnalysePredicate(ReadOnlySpan<uint> code, int position, in AttributeRow row, TargetingHead head)
    {
        ClassSet all = ClassSet.First(row.ClassCount);
        ClassSet missing = ClassSet.First(1);
        ClassSet known = all.Except(missing);
        switch (head.Op)
        {
            case TargetingOp.Known:
                return new Verdicts(known, missing);
            case TargetingOp.AllOf when head.Count == 0:
                return new Verdicts(all, default);
            case TargetingOp.AllOf when head.Count > 1:
                // One value is never two; requests with several values take the row of the undecided.
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
