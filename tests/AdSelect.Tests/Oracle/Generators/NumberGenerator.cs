// Targeting and values over a wide stretch of whole and decimal numbers: many bounds, many listed values.
namespace AdSelect.Tests.Oracle.Generators;

/// <param name="draw">Where choices come from.</param>
/// <param name="width">Numbers run from −width to width.</param>
public sealed class NumberGenerator(Draw draw, int width)
{
    public TargetingExpression NextTargeting() => draw.Between(0, 9) switch
    {
        < 4 => Predicate(),
        4 or 5 => !Predicate(),
        6 => Predicate() | Predicate(),
        _ => Predicate() & !Predicate(),
    };

    public IEnumerable<PlainValue> NextValues() =>
    [
        .. Enumerable.Range(0, draw.Pick(0, 1, 1, 1, 3, 40)).Select(_ => PlainValue.Of(Domain.Age, Whole())),
        .. Enumerable.Range(0, draw.Pick(0, 1, 1, 1, 3, 40)).Select(_ => PlainValue.Of(Domain.Score, Half())),
    ];

    private TargetingExpression Predicate()
    {
        long low = Whole();
        long high = Math.Min(width, low + draw.Between(0, width));
        return draw.Between(0, 9) switch
        {
            0 => Domain.Age.GreaterThan(low),
            1 => Domain.Age.LessThan(low),
            2 or 3 => Domain.Age.Between(low, high),
            4 => Domain.Age.In(Enumerable.Range(0, draw.Pick(1, 5, 12, 450)).Select(_ => (long)Whole())),
            5 => Domain.Age.All(Whole()),
            6 => Domain.Score.GreaterThan(Half()),
            7 => Domain.Score.In(Enumerable.Range(0, draw.Pick(1, 8, 130)).Select(_ => Half())),
            _ => Domain.Score.Between(low - 0.5, high),
        };
    }

    private int Whole() => draw.Between(-width, width);

    private double Half() => draw.Between(-2 * width, 2 * width) / 2.0;
}
