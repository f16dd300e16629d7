// Random targeting over the shared domain: mostly the conjunctions that people write, sometimes any nesting at all.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class TargetingGenerator(Draw draw, IReadOnlyList<string> cities)
{
    public TargetingExpression? Next() => draw.Between(0, 19) switch
    {
        0 or 1 => null,
        2 => draw.Chance(50) ? TargetingExpression.True : TargetingExpression.False,
        < 15 => Conjunction(),
        _ => Nested(draw.Between(1, 4)),
    };

    private TargetingExpression Conjunction()
    {
        TargetingExpression[] clauses = [.. Enumerable.Range(0, draw.Between(1, 4)).Select(_ => Clause())];
        return clauses.Length == 1 ? clauses[0] : new AndExpression(clauses);
    }

    private TargetingExpression Clause() => draw.Between(0, 9) switch
    {
        < 6 => Predicate(),
        < 8 => !Predicate(),
        8 => Predicate() | Predicate(),
        _ => !(Predicate() | Predicate()),
    };

    private TargetingExpression Nested(int depth)
    {
        if (depth == 0)
        {
            return draw.Chance(6) ? draw.Pick(TargetingExpression.True, TargetingExpression.False) : Predicate();
        }

        TargetingExpression[] operands = [.. Enumerable.Range(0, draw.Between(2, 3)).Select(_ => Nested(depth - 1))];
        return draw.Between(0, 3) switch
        {
            0 => !operands[0],
            1 => new AndExpression(operands),
            2 => new OrExpression(operands),
            _ => operands[0],
        };
    }

    private TargetingExpression Predicate() => draw.Between(0, 11) switch
    {
        0 or 1 => Domain.Country.In(draw.Some(Domain.Countries, 1, 2)),
        2 => draw.Chance(75) ? Domain.Genre.In(Listed(Domain.Genres, 3)) : Domain.Genre.All(Listed(Domain.Genres, 2)),
        3 => CityPredicate(),
        4 or 5 => AgePredicate(),
        6 or 7 => draw.Chance(70) ? Domain.Segments.In(Listed(Domain.SegmentIds, 8)) : Domain.Segments.All(Listed(Domain.SegmentIds, 3)),
        8 => ScorePredicate(),
        9 => PositionPredicate(),
        10 => draw.Pick(Domain.Declared).Known(),
        _ => new AnyOfPredicate(Domain.Score.Name, [AttributeValue.Of(draw.Between(0, 3)), AttributeValue.Of(0.25)]),
    };

    // An empty list is legal: any of nothing is false, all of nothing is true.
    private T[] Listed<T>(IReadOnlyList<T> items, int high) => draw.Some(items, draw.Chance(3) ? 0 : 1, high);

    private TargetingExpression CityPredicate() => draw.Between(0, 9) switch
    {
        0 => Domain.City.All(Listed(cities, 2)),
        1 or 2 => Domain.City.In(draw.Some(cities, 7, 40)),
        3 => Domain.City.In(draw.Some(cities, 101, 300)),
        _ => Domain.City.In(draw.Some(cities, 1, 6)),
    };

    private TargetingExpression AgePredicate()
    {
        long low = draw.Pick(Domain.Ages);
        long high = draw.Between((int)low, 40);
        return draw.Between(0, 7) switch
        {
            0 => Domain.Age.AtLeast(low),
            1 => Domain.Age.AtMost(low),
            2 => Domain.Age.GreaterThan(low),
            3 => Domain.Age.LessThan(low),
            4 => Domain.Age.In(draw.Some(Domain.Ages, 1, 12)),
            5 =>
                draw.Pick(
                    Domain.Age.GreaterThan(long.MaxValue),
                    Domain.Age.AtLeast(long.MinValue),
                    Domain.Age.Between(high + 1, low),
                    new RangePredicate(Domain.Age.Name, default, default)),
            _ => Domain.Age.Between(low, high),
        };
    }

    private TargetingExpression ScorePredicate()
    {
        double low = draw.Pick(Domain.Scores);
        double high = draw.Pick(Domain.Scores);
        return draw.Between(0, 5) switch
        {
            0 => Domain.Score.In(Listed(Domain.Scores, 3)),
            1 => Domain.Score.All(Listed(Domain.Scores, 2)),
            2 => Domain.Score.GreaterThan(low),
            3 => Domain.Score.LessThan(low),
            4 => new RangePredicate(Domain.Score.Name, RangeBound.Exclusive(draw.Between(-1, 1)), RangeBound.Open),
            _ => Domain.Score.Between(Math.Min(low, high), Math.Max(low, high)),
        };
    }

    private TargetingExpression PositionPredicate()
    {
        GeoPoint center = draw.Pick(Domain.Points);
        return Domain.Position.Near(center.Latitude, center.Longitude, draw.Pick(Domain.Radii));
    }
}
