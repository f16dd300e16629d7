// Compiles targeting to delegates with System.Linq.Expressions: one delegate for each shape, the constants apart.
using System.Linq.Expressions;
using System.Text;

namespace AdSelect.Benchmarks.Peers;

/// <summary>A compiled test of one shape of targeting.</summary>
internal delegate bool TargetingTest(ParsedRequest request, Constants constants);

/// <summary>
/// Sharing delegates by shape is what makes a million line items possible at all (each delegate costs a tenth of a
/// millisecond and kilobytes to compile) and keeps their code in the instruction cache, in the peer's favour.
/// </summary>
internal sealed class TargetingDelegates(ValueNumbers numbers)
{
    private static readonly TargetingTest Always = (_, _) => true;
    private readonly Dictionary<string, TargetingTest> _byShape = [];

    public int ShapeCount => _byShape.Count;

    /// <summary>The test and the constants of one expression; null matches everybody.</summary>
    public (TargetingTest Test, Constants Constants) Compile(TargetingExpression? targeting)
    {
        var translation = new Translation(numbers);
        Expression? body = targeting is null ? null : translation.Translate(targeting);
        Constants constants = translation.Constants();
        if (body is null)
        {
            return (Always, constants);
        }

        if (!_byShape.TryGetValue(translation.Shape, out TargetingTest? test))
        {
            test = Expression.Lambda<TargetingTest>(body, Translation.Request, Translation.ConstantsParameter).Compile();
            _byShape.Add(translation.Shape, test);
        }

        return (test, constants);
    }

    private sealed class Translation(ValueNumbers numbers)
    {
        public static readonly ParameterExpression Request = Expression.Parameter(typeof(ParsedRequest));
        public static readonly ParameterExpression ConstantsParameter = Expression.Parameter(typeof(Constants));

        // The order in which the clauses of a conjunction are tested: those that fail most often and cost least first.
        private static readonly string[] MostSelectiveFirst = ["country", "region", "segments", "genre", "age", "device", "gender", "language"];

        private readonly StringBuilder _shape = new();
        private readonly List<int[]> _lists = [];
        private readonly List<long> _longs = [];
        private readonly List<Circle> _circles = [];

        public string Shape => _shape.ToString();

        public Constants Constants() => new() { Lists = [.. _lists], Numbers = [.. _longs], Circles = [.. _circles] };

        public Expression Translate(TargetingExpression expression) => expression switch
        {
            AndExpression all => Chain('&', all.Operands.OrderBy(Rank), Expression.AndAlso),
            OrExpression any => Chain('|', any.Operands, Expression.OrElse),
            NotExpression not => Not(not),
            AdSelect.ConstantExpression constant => Constant(constant),
            AnyOfPredicate anyOf => List(nameof(Clauses.AnyOf), anyOf.Attribute, anyOf.Values),
            AllOfPredicate allOf => List(nameof(Clauses.AllOf), allOf.Attribute, allOf.Values),
            RangePredicate range => Range(range),
            NearPredicate near => Near(near),
            KnownPredicate known => Known(known),
            _ => throw new NotSupportedException($"The linear scan does not know {expression.GetType().Name}."),
        };

        private static int Rank(TargetingExpression clause) => clause switch
        {
            AnyOfPredicate or RangePredicate => Position(((TargetingPredicate)clause).Attribute),
            NotExpression { Operand: AnyOfPredicate } => 100,
            NearPredicate => 200,
            _ => 300,
        };

        private static int Position(string attribute)
        {
            int index = Array.IndexOf(MostSelectiveFirst, attribute);
            return index < 0 ? MostSelectiveFirst.Length : index;
        }

        private Expression Chain(char sign, IEnumerable<TargetingExpression> operands, Func<Expression, Expression, Expression> combine)
        {
            _shape.Append(sign).Append('(');
            Expression chain = operands.Select(Translate).ToArray().Aggregate(combine);
            _shape.Append(')');
            return chain;
        }

        private Expression Not(NotExpression not)
        {
            _shape.Append('!');
            return Expression.Not(Translate(not.Operand));
        }

        private Expression Constant(AdSelect.ConstantExpression constant)
        {
            _shape.Append(constant.Value ? 'T' : 'F');
            return Expression.Constant(constant.Value);
        }

        private Expression List(string clause, string attribute, IEnumerable<AttributeValue> values)
        {
            int index = numbers.Attribute(attribute);
            _shape.Append(clause).Append(index);
            _lists.Add([.. values.Select(value => numbers.Value(index, value))]);
            return Expression.Call(
                typeof(Clauses),
                clause,
                null,
                OfRequest(nameof(ParsedRequest.Sets), index),
                OfConstants(nameof(Peers.Constants.Lists), _lists.Count - 1));
        }

        private Expression Range(RangePredicate range)
        {
            int index = numbers.Attribute(range.Attribute);
            _shape.Append("Range").Append(index);
            _longs.Add(range.Low.IsOpen ? long.MinValue : range.Low.Value.Integer + (range.Low.IsInclusive ? 0 : 1));
            _longs.Add(range.High.IsOpen ? long.MaxValue : range.High.Value.Integer - (range.High.IsInclusive ? 0 : 1));
            return Expression.Call(
                typeof(Clauses), nameof(Clauses.InRange), null, OfRequest(nameof(ParsedRequest.Integers), index),
                OfConstants(nameof(Peers.Constants.Numbers), _longs.Count - 2), OfConstants(nameof(Peers.Constants.Numbers), _longs.Count - 1));
        }

        private Expression Near(NearPredicate near)
        {
            _shape.Append("Near");
            _circles.Add(new Circle(double.DegreesToRadians(near.Latitude), double.DegreesToRadians(near.Longitude), near.Kilometers));
            return Expression.Call(
                typeof(Clauses), nameof(Clauses.Near), null, Expression.Property(Request, nameof(ParsedRequest.Positions)),
                OfConstants(nameof(Peers.Constants.Circles), _circles.Count - 1));
        }

        private Expression Known(KnownPredicate known)
        {
            int index = numbers.Attribute(known.Attribute);
            _shape.Append("Known").Append(index);
            return OfRequest(nameof(ParsedRequest.Known), index);
        }

        private static Expression OfRequest(string property, int index) =>
            Expression.ArrayIndex(Expression.Property(Request, property), Expression.Constant(index));

        private static Expression OfConstants(string property, int index) =>
            Expression.ArrayIndex(Expression.Property(ConstantsParameter, property), Expression.Constant(index));
    }
}
