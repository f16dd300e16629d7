// One attribute of a widened world: how the snapshot is made to store it, and its values by number.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>How the rows and tokens of an attribute come to be stored.</summary>
public enum AttributeStorage
{
    /// <summary>No targeting tells one value from another.</summary>
    KnownOnly,

    /// <summary>A class for every listed value.</summary>
    Values,

    /// <summary>As many listed values as can have a class each.</summary>
    MostValues,

    /// <summary>A class between every two bounds of ranges.</summary>
    Intervals,

    /// <summary>More listed values than can have classes: they share buckets.</summary>
    ManyValues,

    /// <summary>More bounds than can have classes between them: listed values share buckets, ranges are left to programs.</summary>
    ManyRanges,

    /// <summary>More listed values than there are tokens.</summary>
    BeyondTokens,

    /// <summary>A location: circles.</summary>
    Places,
}

/// <param name="Attribute">The attribute.</param>
/// <param name="Storage">How it is stored.</param>
public sealed record StoredAttribute(AdAttribute Attribute, AttributeStorage Storage)
{
    /// <summary>Values that line items and requests share, from 0; those after them are listed to fill up.</summary>
    public const int Pool = 9;

    private const int MostExactValues = 254;
    private const int FirstFiller = 1_000;
    private const int ListLength = AdSelectLimits.MaxPredicateValues;

    public bool HasRanges =>
        Attribute.Kind is AttributeKind.Integer or AttributeKind.Decimal && Storage is AttributeStorage.Intervals or AttributeStorage.ManyRanges;

    public bool HasLists => Storage is not (AttributeStorage.KnownOnly or AttributeStorage.Places);

    /// <summary>Storage that an attribute of a kind can have, without what takes seconds to compile.</summary>
    public static AttributeStorage[] Of(AttributeKind kind) => kind switch
    {
        AttributeKind.Location => [AttributeStorage.Places],
        AttributeKind.Keyword =>
        [
            AttributeStorage.KnownOnly,
            AttributeStorage.Values,
            AttributeStorage.MostValues,
            AttributeStorage.ManyValues,
            AttributeStorage.ManyValues,
        ],
        _ =>
        [
            AttributeStorage.KnownOnly,
            AttributeStorage.Values,
            AttributeStorage.MostValues,
            AttributeStorage.Intervals,
            AttributeStorage.ManyValues,
            AttributeStorage.ManyRanges,
        ],
    };

    public TargetingExpression In(params IEnumerable<int> numbers) => new AnyOfPredicate(Attribute.Name, numbers.Select(Value));

    public TargetingExpression All(params IEnumerable<int> numbers) => new AllOfPredicate(Attribute.Name, numbers.Select(Value));

    public TargetingExpression Between(int low, int high) =>
        new RangePredicate(Attribute.Name, RangeBound.Inclusive(Value(low)), RangeBound.Inclusive(Value(high)));

    public TargetingExpression Known() => Attribute.Known();

    public PlainValue Plain(int number) => Attribute.Kind == AttributeKind.Location
        ? new PlainValue(Attribute, default, Domain.Points[number % Domain.Points.Count])
        : new PlainValue(Attribute, Value(number), default);

    /// <summary>The number of a value that only fills up, or that no targeting lists.</summary>
    public int Stray(Draw draw) => FirstFiller + draw.Between(-5, 600);

    /// <summary>Targeting that brings the storage about, beside what line items ask of the pool.</summary>
    public IEnumerable<TargetingExpression> FillUp() => Storage switch
    {
        AttributeStorage.MostValues => [In(Enumerable.Range(FirstFiller, MostExactValues - Pool))],
        AttributeStorage.Intervals => [Between(FirstFiller, FirstFiller + 1)],
        AttributeStorage.ManyValues => [In(Enumerable.Range(FirstFiller, 500))],
        AttributeStorage.ManyRanges => [new OrExpression(Enumerable.Range(0, 150).Select(i => Between(FirstFiller + (4 * i), FirstFiller + (4 * i) + 1)))],

        // More line items list these than any value of the pool, so that it is the pool which has no tokens.
        AttributeStorage.BeyondTokens => Enumerable.Range(0, 200).Select(i => In(Enumerable.Range(FirstFiller + (i % 4 * ListLength), ListLength))),
        _ => [],
    };

    private AttributeValue Value(int number) => Attribute.Kind switch
    {
        AttributeKind.Keyword => AttributeValue.Of($"value {number}"),
        AttributeKind.Integer => AttributeValue.Of(number),
        _ => AttributeValue.Of(number + 0.1),
    };
}
