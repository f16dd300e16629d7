// What the ad library's dimensions mean as targeting: values of one dimension or, dimensions and, excludes not.
using System.Text.Json;

namespace AdSelect.Tests.RealData;

public static class SnapTargeting
{
    public static readonly KeywordAttribute Country = new("country");
    public static readonly KeywordAttribute Region = new("region");
    public static readonly KeywordAttribute Metro = new("metro");
    public static readonly KeywordAttribute Postal = new("postal");
    public static readonly KeywordAttribute District = new("district");
    public static readonly LocationAttribute Position = new("position");
    public static readonly KeywordAttribute Place = new("place");
    public static readonly IntegerAttribute Age = new("age");
    public static readonly KeywordAttribute Gender = new("gender");
    public static readonly KeywordAttribute Interest = new("interest");
    public static readonly KeywordAttribute Segment = new("segment") { IsPersonal = true };
    public static readonly KeywordAttribute Language = new("language");
    public static readonly KeywordAttribute Demographic = new("demographic") { IsPersonal = true };
    public static readonly KeywordAttribute Os = new("os");
    public static readonly KeywordAttribute Connection = new("connection");
    public static readonly KeywordAttribute Carrier = new("carrier");

    // The library mixes units: no radius in kilometres is that large, no radius in metres that small.
    private const double LeastRadiusInMeters = 2_000;

    private static readonly (string Dimension, KeywordAttribute Attribute)[] Plain =
    [
        ("country", Country), ("gender", Gender), ("language", Language), ("interest", Interest), ("segment", Segment), ("demographic", Demographic),
        ("os", Os), ("connection", Connection), ("carrier", Carrier), ("locationCategory_in", Place),
    ];

    private static readonly (string Dimension, KeywordAttribute Attribute)[] Geographic =
        [("region", Region), ("metro", Metro), ("postal", Postal), ("district", District)];

    public static IReadOnlyList<AdAttribute> Attributes =>
        [Country, Region, Metro, Postal, District, Position, Place, Age, Gender, Interest, Segment, Language, Demographic, Os, Connection, Carrier];

    public static TargetingExpression? Of(SnapAd ad)
    {
        TargetingExpression[] clauses = [.. PlainClauses(ad), .. AgeClause(ad), .. Joined(Areas(ad, "_in"), any => new OrExpression(any)), .. Excludes(ad)];
        return Joined(clauses, all => new AndExpression(all)).SingleOrDefault();
    }

    private static IEnumerable<TargetingExpression> PlainClauses(SnapAd ad) =>
        from dimension in Plain
        let values = ad.Values(dimension.Dimension)
        where values.Length > 0
        select dimension.Attribute.In(values);

    private static IEnumerable<TargetingExpression> AgeClause(SnapAd ad)
    {
        if (!ad.Targeting.TryGetValue("age", out JsonElement age))
        {
            return [];
        }

        static RangeBound Bound(JsonElement end) => end.ValueKind == JsonValueKind.Null ? RangeBound.Open : RangeBound.Inclusive(end.GetInt64());
        return [new RangePredicate(Age.Name, Bound(age[0]), Bound(age[1]))];
    }

    /// <summary>All geographic kinds of one direction: each list and each circle is one alternative.</summary>
    private static TargetingExpression[] Areas(SnapAd ad, string direction) =>
    [
        .. from kind in Geographic
           let values = ad.Values(kind.Dimension + direction)
           where values.Length > 0
           select kind.Attribute.In(values),
        .. ad.Targeting.TryGetValue("circle" + direction, out JsonElement circles) ? circles.EnumerateArray().Select(Circle) : [],
    ];

    private static IEnumerable<TargetingExpression> Excludes(SnapAd ad)
    {
        string[] places = ad.Values("locationCategory_ex");
        IEnumerable<TargetingExpression> excluded = places.Length > 0 ? [.. Areas(ad, "_ex"), Place.In(places)] : Areas(ad, "_ex");
        return excluded.Select(area => !area);
    }

    private static TargetingExpression Circle(JsonElement circle)
    {
        double radius = circle[2].GetDouble();
        return Position.Near(circle[0].GetDouble(), circle[1].GetDouble(), radius >= LeastRadiusInMeters ? radius / 1_000 : radius);
    }

    private static TargetingExpression[] Joined(
        TargetingExpression[] parts,
        Func<TargetingExpression[], TargetingExpression> join) => parts.Length < 2 ? parts : [join(parts)];
}
