// The size and depth limits of one targeting expression, checked on a tree that is already built.
namespace AdSelect.Targeting;

internal static class TargetingLimits
{
    public static readonly string TooDeep = $"the expression is nested deeper than {AdSelectLimits.MaxTargetingDepth} nodes";

    public static readonly string TooManyNodes = $"the expression has more than {AdSelectLimits.MaxTargetingNodes} operators and predicates";

    public static readonly string TooManyPredicateValues = $"one predicate lists more than {AdSelectLimits.MaxPredicateValues} values";

    public static readonly string TooManyValues = $"the predicates of the expression list more than {AdSelectLimits.MaxTargetingValues} values together";

    /// <summary>
    /// The first limit that the tree violates, as a message; null when it violates none. Recursion is bounded by the
    /// depth limit and work by the node limit, whatever the tree, also when it shares subtrees and so is far larger
    /// than its memory.
    /// </summary>
    public static string? FirstViolation(TargetingExpression expression)
    {
        int nodes = 0;
        int values = 0;
        return Visit(expression, 1, ref nodes, ref values);
    }

    private static string? Visit(TargetingExpression expression, int depth, ref int nodes, ref int values)
    {
        nodes++;
        if (depth > AdSelectLimits.MaxTargetingDepth)
        {
            return TooDeep;
        }

        if (nodes > AdSelectLimits.MaxTargetingNodes)
        {
            return TooManyNodes;
        }

        switch (expression)
        {
            case NotExpression negation:
                return Visit(negation.Operand, depth + 1, ref nodes, ref values);
            case AnyOfPredicate any:
                return Count(any.Values.Length, ref values);
            case AllOfPredicate all:
                return Count(all.Values.Length, ref values);
            case AndExpression or OrExpression:
                foreach (TargetingExpression operand in expression is AndExpression conjunction ? conjunction.Operands : ((OrExpression)expression).Operands)
                {
                    if (Visit(operand, depth + 1, ref nodes, ref values) is { } violation)
                    {
                        return violation;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static string? Count(int listed, ref int values)
    {
        values += Math.Min(listed, AdSelectLimits.MaxTargetingValues + 1);
        return listed > AdSelectLimits.MaxPredicateValues ? TooManyPredicateValues
            : values > AdSelectLimits.MaxTargetingValues ? TooManyValues
            : null;
    }
}
