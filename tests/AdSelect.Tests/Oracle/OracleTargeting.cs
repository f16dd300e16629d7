// SEMANTICS 3: does a targeting expression match a request? Each node becomes one closure that says what the table says.
namespace AdSelect.Tests.Oracle;

public static class OracleTargeting
{
    /// <summary>The expression as a function of the request's values.</summary>
    public static Func<RequestValues, bool> Compile(TargetingExpression expression, IReadOnlyDictionary<string, AdAttribute> schema)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                return _ => constant.Value;
            case NotExpression not:
                Func<RequestValues, bool> operand = Compile(not.Operand, schema);
                return values => !operand(values);
            case AndExpression and:
                Func<RequestValues, bool>[] all = CompileAll(and.Operands, schema);
                return values => Array.TrueForAll(all, part => part(values));
            case OrExpression or:
                Func<RequestValues, bool>[] any = CompileAll(or.Operands, schema);
                return values => Array.Exists(any, part => part(values));
            case TargetingPredicate predicate:
                Func<AttributeValues, bool> test = CompilePredicate(predicate, schema[predicate.Attribute].Kind);
                string name = predicate.Attribute;
                return values => test(values[name]);
            default:
                throw new NotSupportedException($"No rule for {expression.GetType().Name}.");
        }
    }

    /// <summary>Names of all attributes that the expression mentions.</summary>
    public static IEnumerable<string> AttributesOf(TargetingExpression? expression) => expression switch
    {
        NotExpression not => AttributesOf(not.Operand),
        AndExpression and => and.Operands.SelectMany(AttributesOf),
        OrExpression or => or.Operands.SelectMany(AttributesOf),
        TargetingPredicate predicate => [predicate.Attribute],
        _ => [],
    };

    // The order of operands cannot change an answer, so the cheap ones go first.
    private static Func<RequestValues, bool>[] CompileAll(IEnumerable<TargetingExpression> operands, IReadOnlyDictionary<string, AdAttribute> schema) =>
        [.. operands.OrderBy(Cost).Select(operand => Compile(operand, schema))];

    private static int Cost(TargetingExpression expression) => expression switch
    {
        NearPredicate => 10,
        NotExpression not => Cost(not.Operand),
        AndExpression and => and.Operands.Sum(Cost),
        OrExpression or => or.Operands.Sum(Cost),
        _ => 1,
    };

    private static Func<AttributeValues, bool> CompilePredicate(TargetingPredicate predicate, AttributeKind kind) => predicate switch
    {
        AnyOfPredicate anyOf => AnyOf(anyOf, kind),
        AllOfPredicate allOf => AllOf(allOf, kind),
        RangePredicate range => Range(range, kind),
        NearPredicate near => Near(near),
        KnownPredicate => values => values.Any,
        _ => throw new NotSupportedException($"No rule for {predicate.GetType().Name}."),
    };

    private static Func<AttributeValues, bool> AnyOf(AnyOfPredicate predicate, AttributeKind kind)
    {
        switch (kind)
        {
            case AttributeKind.Keyword:
                Predicate<string> isListedText = predicate.Values.Select(value => value.Text).ToHashSet().Contains;
                return values => Array.Exists(values.Texts, isListedText);
            case AttributeKind.Integer:
                Predicate<long> isListedInteger = predicate.Values.Select(value => value.Integer).ToHashSet().Contains;
                return values => Array.Exists(values.Integers, isListedInteger);
            default:
                Predicate<double> isListedDecimal = predicate.Values.Select(value => value.Decimal).ToHashSet().Contains;
                return values => Array.Exists(values.Decimals, isListedDecimal);
        }
    }

    private static Func<AttributeValues, bool> AllOf(AllOfPredicate predicate, AttributeKind kind) => kind switch
    {
        AttributeKind.Keyword => values => predicate.Values.All(listed => values.Texts.Contains(listed.Text)),
        AttributeKind.Integer => values => predicate.Values.All(listed => values.Integers.Contains(listed.Integer)),
        _ => values => predicate.Values.All(listed => values.Decimals.Contains(listed.Decimal)),
    };

    private static Func<AttributeValues, bool> Range(RangePredicate predicate, AttributeKind kind)
    {
        RangeBound low = predicate.Low;
        RangeBound high = predicate.High;
        Predicate<long> isInsideInteger = value => IsInside(value.CompareTo(low.Value.Integer), low, value.CompareTo(high.Value.Integer), high);
        Predicate<double> isInsideDecimal = value => IsInside(value.CompareTo(low.Value.Decimal), low, value.CompareTo(high.Value.Decimal), high);
        return kind == AttributeKind.Integer
            ? values => Array.Exists(values.Integers, isInsideInteger)
            : values => Array.Exists(values.Decimals, isInsideDecimal);
    }

    private static bool IsInside(int againstLow, RangeBound low, int againstHigh, RangeBound high) =>
        (low.IsOpen || againstLow > 0 || (low.IsInclusive && againstLow == 0))
        && (high.IsOpen || againstHigh < 0 || (high.IsInclusive && againstHigh == 0));

    private static Func<AttributeValues, bool> Near(NearPredicate predicate)
    {
        var center = new GeoPoint(predicate.Latitude, predicate.Longitude);
        Predicate<GeoPoint> isWithin = point => GeoPoint.Kilometers(center, point) <= predicate.Kilometers;
        return values => Array.Exists(values.Points, isWithin);
    }
}
