// What targeting can say of one attribute: every kind of conjunct, one list or several.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>What a line item says of one attribute.</summary>
public enum ConjunctKind
{
    Known,
    NotKnown,
    Empty,
    AnyOf,
    LongAnyOf,
    NoneOf,
    LongNoneOf,
    AllOfOne,
    AllOf,
    NotAllOf,
    TwoLists,
    OverlappingLists,
    ThreeLists,
    ListAndNone,
    AllAndList,
    KnownAndList,
    EitherList,
    ListAndEither,
    ListOrBoth,
    NotBoth,
    ListOrOther,
    ListAndListOrOther,
    NotListAndOther,
    Range,
    NotRange,
    TwoRanges,
    ListAndRange,
    ListOrRange,
    OpenRange,
    Circle,
    NotCircle,
    TwoCircles,
    CircleOrOther,
}

public sealed class ConjunctGenerator(Draw draw)
{
    /// <summary>The kinds that an attribute's storage allows.</summary>
    public static IEnumerable<ConjunctKind> KindsOf(StoredAttribute attribute) => Enum.GetValues<ConjunctKind>().Where(kind => kind switch
    {
        ConjunctKind.Known or ConjunctKind.NotKnown => true,
        >= ConjunctKind.Circle => attribute.Storage == AttributeStorage.Places,
        ConjunctKind.OpenRange => attribute.Attribute.Kind is AttributeKind.Integer or AttributeKind.Decimal,
        >= ConjunctKind.Range => attribute.HasRanges,
        ConjunctKind.Empty => attribute.Storage != AttributeStorage.Places,
        _ => attribute.HasLists,
    });

    /// <summary>Operands of an 'and' that say this of the attribute.</summary>
    /// <param name="kind">What they say.</param>
    /// <param name="x">The attribute.</param>
    /// <param name="other">Something about another attribute.</param>
    public TargetingExpression[] Next(ConjunctKind kind, StoredAttribute x, TargetingExpression other) => kind switch
    {
        ConjunctKind.Known => [x.Known()],
        ConjunctKind.NotKnown => [!x.Known()],
        ConjunctKind.Empty => [draw.Chance(50) ? x.All() | x.In() : !x.In()],
        >= ConjunctKind.Circle => OfPlaces(kind, other),
        >= ConjunctKind.Range => OfNumbers(kind, x),
        >= ConjunctKind.EitherList => Nested(kind, x, other),
        _ => OfLists(kind, x),
    };

    private TargetingExpression[] OfLists(ConjunctKind kind, StoredAttribute x)
    {
        int[] shared = Some(1, 2);
        return kind switch
        {
            ConjunctKind.AnyOf => [x.In(Some(1, 3))],
            ConjunctKind.LongAnyOf => [x.In(Long(x))],
            ConjunctKind.NoneOf => [!x.In(Some(1, 3))],
            ConjunctKind.LongNoneOf => [!x.In(Long(x))],
            ConjunctKind.AllOfOne => [x.All(Some(1, 1))],
            ConjunctKind.AllOf => [x.All(Some(2, 3))],
            ConjunctKind.NotAllOf => [!x.All(Some(2, 2))],
            ConjunctKind.TwoLists => [x.In(Some(1, 5)), draw.Chance(80) ? x.In(Some(1, 5)) : x.In(Long(x))],
            ConjunctKind.OverlappingLists => [x.In([.. shared, .. Some(1, 2)]), x.In([.. shared, .. Some(1, 2)])],
            ConjunctKind.ThreeLists => [x.In(Some(2, 4)), x.In(Some(2, 4)), x.In(Some(2, 4))],
            ConjunctKind.ListAndNone => [x.In(Some(2, 4)), !x.In(Some(1, 2)), .. draw.Maybe(30, [!x.In(Some(1, 2))], 1)],
            ConjunctKind.AllAndList => [x.All(shared), x.In([.. draw.Chance(50) ? shared[..1] : [], .. Some(2, 4)])],
            _ => [x.Known(), x.In(Some(1, 3))],
        };
    }

    private TargetingExpression[] Nested(ConjunctKind kind, StoredAttribute x, TargetingExpression other) => kind switch
    {
        ConjunctKind.EitherList => [x.In(Some(1, 2)) | x.In(Some(1, 2))],
        ConjunctKind.ListAndEither => [x.In(Some(2, 5)), x.In(Some(2, 3)) | x.In(Some(1, 2))],
        ConjunctKind.ListOrBoth => [x.In(Some(1, 2)) | (x.In(Some(1, 3)) & x.In(Some(1, 3)))],
        ConjunctKind.NotBoth => [!(x.In(Some(2, 4)) & x.In(Some(2, 4)))],
        ConjunctKind.ListOrOther => [x.In(Some(1, 2)) | other],
        ConjunctKind.ListAndListOrOther => [x.In(Some(2, 4)), x.In(Some(1, 3)) | other],
        _ => [!(x.In(Some(1, 3)) & other), .. draw.Maybe(50, [x.In(Some(2, 4))], 1)],
    };

    private TargetingExpression[] OfNumbers(ConjunctKind kind, StoredAttribute x)
    {
        int low = draw.Between(0, StoredAttribute.Pool - 4);
        TargetingExpression range = x.Between(low, low + draw.Between(0, 3));
        return kind switch
        {
            ConjunctKind.Range => [range],
            ConjunctKind.NotRange => [!range],
            ConjunctKind.TwoRanges => [range, x.Between(low + draw.Between(0, 3), low + 6)],
            ConjunctKind.ListAndRange => [x.In(Some(3, 6)), draw.Chance(70) ? range : !range],
            ConjunctKind.ListOrRange => [x.In(Some(1, 2)) | range],
            _ => [new RangePredicate(x.Attribute.Name, default, default), .. x.HasLists ? draw.Maybe(50, [x.In(Some(1, 3))], 1) : []],
        };
    }

    private TargetingExpression[] OfPlaces(ConjunctKind kind, TargetingExpression other) => kind switch
    {
        ConjunctKind.Circle => [Circle()],
        ConjunctKind.NotCircle => [!Circle()],
        ConjunctKind.TwoCircles => [Circle(), Circle()],
        _ => [Circle() | other],
    };

    private TargetingExpression Circle()
    {
        GeoPoint center = draw.Pick(Domain.Points);
        return Domain.Position.Near(center.Latitude, center.Longitude, draw.Pick(Domain.Radii));
    }

    private int[] Some(int low, int high) => draw.Some([.. Enumerable.Range(0, StoredAttribute.Pool)], low, high);

    // Longer than a record has room for. Where every value has a class, none may be added.
    private int[] Long(StoredAttribute x) => x.Storage is AttributeStorage.ManyValues or AttributeStorage.ManyRanges
        ? [.. Some(2, 5), .. Enumerable.Range(0, draw.Between(6, 30)).Select(_ => x.Stray(draw)).Distinct()]
        : Some(7, 9);
}
