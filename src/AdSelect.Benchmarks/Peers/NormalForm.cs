// Targeting as a disjunction of conjunctions of literals, the form that inverted indexes of expressions want.
namespace AdSelect.Benchmarks.Peers;

/// <summary>A predicate or its negation.</summary>
internal readonly record struct Literal(TargetingPredicate Predicate, bool IsNegated);

/// <summary>
/// Literals that must all hold. With <paramref name="NeedsCheck"/> they are necessary and not sufficient: the whole
/// expression must be evaluated before the line item counts.
/// </summary>
internal sealed record Conjunction(IReadOnlyList<Literal> Literals, bool NeedsCheck);

internal static class NormalForm
{
    private static readonly Conjunction Always = new([], NeedsCheck: false);

    /// <summary>
    /// At most <paramref name="limit"/> conjunctions; what would make more is left out and marked for checking. None
    /// when the expression can never be true.
    /// </summary>
    public static IReadOnlyList<Conjunction> Of(TargetingExpression? targeting, int limit) =>
        targeting is null ? [Always] : Expand(targeting, isNegated: false, limit);

    private static List<Conjunction> Expand(TargetingExpression expression, bool isNegated, int limit) => expression switch
    {
        ConstantExpression constant => constant.Value != isNegated ? [Always] : [],
        NotExpression not => Expand(not.Operand, !isNegated, limit),
        AndExpression and => isNegated ? Union(and.Operands, isNegated, limit) : Product(and.Operands, isNegated, limit),
        OrExpression or => isNegated ? Product(or.Operands, isNegated, limit) : Union(or.Operands, isNegated, limit),
        TargetingPredicate predicate => [new Conjunction([new Literal(predicate, isNegated)], NeedsCheck: false)],
        _ => throw new NotSupportedException($"The normal form does not know {expression.GetType().Name}."),
    };

    private static List<Conjunction> Union(IEnumerable<TargetingExpression> operands, bool isNegated, int limit)
    {
        List<Conjunction> all = [.. operands.SelectMany(operand => Expand(operand, isNegated, limit))];
        return all.Count <= limit ? all : [new Conjunction([], NeedsCheck: true)];
    }

    private static List<Conjunction> Product(IEnumerable<TargetingExpression> operands, bool isNegated, int limit)
    {
        List<Conjunction> product = [Always];
        foreach (TargetingExpression operand in operands)
        {
            List<Conjunction> factor = Expand(operand, isNegated, limit);
            product = product.Count * factor.Count <= limit
                ? [.. product.SelectMany(left => factor.Select(right => Join(left, right)))]
                : [.. product.Select(left => left with { NeedsCheck = true })];
        }

        return product;
    }

    private static Conjunction Join(Conjunction left, Conjunction right) =>
        new([.. left.Literals, .. right.Literals], left.NeedsCheck || right.NeedsCheck);
}
