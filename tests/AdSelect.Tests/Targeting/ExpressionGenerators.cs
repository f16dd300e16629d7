// Random targeting expressions over a given list of attributes, for every property test that needs them.
using FsCheck;
using FsCheck.Fluent;

namespace AdSelect.Tests.Targeting;

/// <summary>The attributes that generated expressions use.</summary>
/// <param name="Name">A declared attribute.</param>
/// <param name="Kind">Its kind; predicates and values fit it.</param>
public readonly record struct GeneratedAttribute(string Name, AttributeKind Kind);

public static class ExpressionGenerators
{
    /// <summary>Attributes of every kind; names include points and hyphens.</summary>
    public static IReadOnlyList<GeneratedAttribute> Sample { get; } =
    [
        new("country", AttributeKind.Keyword),
        new("site.section", AttributeKind.Keyword),
        new("_x-1", AttributeKind.Keyword),
        new("segments", AttributeKind.Integer),
        new("age", AttributeKind.Integer),
        new("bit-rate", AttributeKind.Decimal),
        new("position", AttributeKind.Location),
    ];

    /// <summary>
    /// Expressions that compile under a schema of the attributes. Values come from small pools (see the Common members),
    /// so that requests drawn from the same pools match often.
    /// </summary>
    public static Gen<TargetingExpression> Expressions(IReadOnlyList<GeneratedAttribute> attributes, int maxDepth = 4) =>
        Tree(Gen.Elements(attributes.ToArray()).SelectMany(CommonPredicate), maxDepth);

    /// <summary>Expressions with the values that are hardest to carry: quotes, escapes, extreme numbers, empty lists, mixed kinds.</summary>
    public static Gen<TargetingExpression> HardExpressions(IReadOnlyList<GeneratedAttribute> attributes, int maxDepth = 8) =>
        Tree(Gen.Elements(attributes.ToArray()).SelectMany(HardPredicate), maxDepth);

    /// <summary>Keywords that <see cref="Expressions"/> lists.</summary>
    public static Gen<string> CommonKeyword { get; } = Gen.Elements("US", "CA", "SE", "us", "news", "");

    /// <summary>Whole numbers that <see cref="Expressions"/> lists and compares with.</summary>
    public static Gen<long> CommonInteger { get; } = Gen.Choose(0, 8).Select(i => (long)i);

    /// <summary>Decimals that <see cref="Expressions"/> lists and compares with.</summary>
    public static Gen<double> CommonDecimal { get; } = Gen.Choose(-4, 12).Select(i => i / 4.0);

    /// <summary>Latitudes and longitudes around which <see cref="Expressions"/> draws circles, at the poles and the antimeridian too.</summary>
    public static Gen<(double Latitude, double Longitude)> CommonPoint { get; } =
        Gen.Elements((59.33, 18.06), (59.4, 18.1), (0.0, 180.0), (0.1, -179.9), (90.0, 0.0), (-89.9, 120.0));

    /// <summary>An arbitrary that shrinks to subexpressions and to fewer operands.</summary>
    public static Arbitrary<TargetingExpression> ToArbitrary(this Gen<TargetingExpression> expressions) => Arb.From(expressions, Shrink);

    private static Gen<TargetingExpression> Tree(Gen<TargetingExpression> leaf, int maxDepth)
    {
        Gen<TargetingExpression> constant = Gen.Elements(TargetingExpression.True, TargetingExpression.False);
        Gen<TargetingExpression> tree = Gen.Frequency((12, leaf), (1, constant));
        for (int depth = 2; depth <= maxDepth; depth++)
        {
            Gen<TargetingExpression> below = tree;
            Gen<TargetingExpression[]> operands = Gen.Choose(2, 4).SelectMany(count => Gen.ArrayOf(below, count));
            tree = Gen.Frequency(
                (3, below),
                (2, operands.Select(list => (TargetingExpression)new AndExpression(list))),
                (2, operands.Select(list => (TargetingExpression)new OrExpression(list))),
                (2, below.Select(operand => !operand)));
        }

        return tree;
    }

    private static Gen<TargetingExpression> CommonPredicate(GeneratedAttribute attribute) => attribute.Kind switch
    {
        AttributeKind.Keyword => Predicate(attribute.Name, CommonKeyword.Select(text => (AttributeValue)text), bounds: null, emptyLists: false),
        AttributeKind.Integer =>
            Predicate(
                attribute.Name,
                CommonInteger.Select(number => (AttributeValue)number),
                CommonInteger.Select(number => (AttributeValue)number),
                emptyLists: false),
        AttributeKind.Decimal =>
            Predicate(
                attribute.Name,
                CommonDecimal.Select(number => (AttributeValue)number),
                CommonDecimal.Select(number => (AttributeValue)number),
                emptyLists: false),
        _ => Gen.Frequency((1, Known(attribute.Name)), (4, Near(attribute.Name, CommonPoint, Gen.Elements(0.0, 5, 25, 500, 20_000)))),
    };

    private static Gen<TargetingExpression> HardPredicate(GeneratedAttribute attribute)
    {
        Gen<AttributeValue> numbers = Gen.OneOf(
            Gen.Elements(0, -1, long.MinValue, long.MaxValue, 1L << 53).Select(number => (AttributeValue)number),
            Gen.Elements(0.0, -5.0, 0.1, 1e300, double.Epsilon, double.MaxValue, 123456789012345680.0, 1e16, -2.5e-7).Select(number => (AttributeValue)number),
            ArbMap.Default.GeneratorFor<long>().Select(number => (AttributeValue)number),
            ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Select(number => (AttributeValue)number));
        Gen<AttributeValue> texts = Gen.OneOf(
            Gen.Elements("\"", "\\", "\\\"", "a\nb\r\tc", "\0", "\u2028", "in", "5", "not known", "😀", "é", " ", "\u007f\u0085"),
            Gen.ArrayOf(Gen.Elements("\"\\nrtu0aé\n\u0001\ufffe '(),".ToCharArray())).Select(characters => new string(characters)))
                .Select(text => (AttributeValue)text);
        Gen<double> doubles = numbers.Select(number => number.Decimal);
        return Gen.OneOf(
            Predicate(attribute.Name, Gen.OneOf(numbers, texts), numbers, emptyLists: true),
            Near(attribute.Name, doubles.Zip(doubles), doubles));
    }

    private static Gen<TargetingExpression> Predicate(string name, Gen<AttributeValue> values, Gen<AttributeValue>? bounds, bool emptyLists)
    {
        Gen<AttributeValue[]> lists = Gen.Choose(emptyLists ? 0 : 1, 4).SelectMany(count => Gen.ArrayOf(values, count));
        Gen<TargetingExpression> any = lists.Select(list => (TargetingExpression)new AnyOfPredicate(name, list));
        Gen<TargetingExpression> all = lists.Select(list => (TargetingExpression)new AllOfPredicate(name, list));
        return bounds is null
            ? Gen.Frequency((4, any), (2, all), (1, Known(name)))
            : Gen.Frequency((4, any), (2, all), (1, Known(name)), (4, Range(name, bounds)));
    }

    private static Gen<TargetingExpression> Range(string name, Gen<AttributeValue> values)
    {
        Gen<RangeBound> bounds = Gen.Frequency(
            (1, Gen.Constant(RangeBound.Open)),
            (2, values.Select(RangeBound.Inclusive)),
            (2, values.Select(RangeBound.Exclusive)));
        return bounds.Zip(bounds).Select(ends => (TargetingExpression)new RangePredicate(name, ends.Item1, ends.Item2));
    }

    private static Gen<TargetingExpression> Near(string name, Gen<(double Latitude, double Longitude)> points, Gen<double> kilometers) =>
        points.Zip(kilometers).Select(circle => (TargetingExpression)new NearPredicate(name, circle.Item1.Latitude, circle.Item1.Longitude, circle.Item2));

    private static Gen<TargetingExpression> Known(string name) => Gen.Constant((TargetingExpression)new KnownPredicate(name));

    private static IEnumerable<TargetingExpression> Shrink(TargetingExpression expression) => expression switch
    {
        NotExpression negation => Shrink(negation.Operand).Select(operand => !operand).Prepend(negation.Operand),
        AndExpression conjunction => ShrinkOperands(conjunction.Operands, operands => new AndExpression(operands)),
        OrExpression disjunction => ShrinkOperands(disjunction.Operands, operands => new OrExpression(operands)),
        AnyOfPredicate { Values.Length: > 1 } any => any.Values.Select(value => new AnyOfPredicate(any.Attribute, value)),
        AllOfPredicate { Values.Length: > 1 } all => all.Values.Select(value => new AllOfPredicate(all.Attribute, value)),
        _ => [],
    };

    private static IEnumerable<TargetingExpression> ShrinkOperands(
        IReadOnlyList<TargetingExpression> operands,
        Func<IEnumerable<TargetingExpression>, TargetingExpression> make)
    {
        foreach (TargetingExpression operand in operands)
        {
            yield return operand;
        }

        for (int i = 0; i < operands.Count; i++)
        {
            if (operands.Count > 2)
            {
                yield return make(operands.Where((_, at) => at != i));
            }

            foreach (TargetingExpression smaller in Shrink(operands[i]))
            {
                yield return make(operands.Select((operand, at) => at == i ? smaller : operand));
            }
        }
    }
}
