// The small world that generated catalogs and requests share, so that they often meet.
namespace AdSelect.Tests.Oracle.Generators;

public static class Domain
{
    public static readonly KeywordAttribute Country = new("country");
    public static readonly KeywordAttribute Genre = new("genre");
    public static readonly KeywordAttribute City = new("city");
    public static readonly IntegerAttribute Age = new("age");
    public static readonly IntegerAttribute Segments = new("segments") { IsPersonal = true };
    public static readonly DecimalAttribute Score = new("score");
    public static readonly LocationAttribute Position = new("position");

    /// <summary>Requests give these; no catalog declares them.</summary>
    public static readonly KeywordAttribute Weather = new("weather");
    public static readonly LocationAttribute Birthplace = new("birthplace");

    public static readonly IReadOnlyList<AdAttribute> Declared = [Country, Genre, City, Age, Segments, Score, Position];

    /// <summary>Attributes that widened worlds store in every way.</summary>
    public static readonly IReadOnlyList<AdAttribute> Stored =
    [
        new KeywordAttribute("topics"),
        new IntegerAttribute("levels"),
        new DecimalAttribute("rates"),
        Position,
    ];

    public static readonly IReadOnlyList<string> Countries = ["SE", "NO", "US"];
    public static readonly IReadOnlyList<string> Genres = ["rock", "pop", "jazz", "news", "Rock", ""];
    public static readonly IReadOnlyList<string> ManyCities = [.. Enumerable.Range(0, 700).Select(i => $"city {i}")];
    public static readonly IReadOnlyList<string> FewCities = [.. ManyCities.Take(5), "Malmö", "São Paulo,  BR", "東京"];
    public static readonly IReadOnlyList<long> Ages = [.. Enumerable.Range(10, 31).Select(age => (long)age)];
    public static readonly IReadOnlyList<long> SegmentIds = [1, 2, 3, 4, 5, 6, 7, long.MaxValue];
    public static readonly IReadOnlyList<double> Scores = [-2.5, -0.0, 0, 0.1, 0.25, 1, 3, 1e300, double.Epsilon];

    /// <summary>Two clusters of an ordinary town, both sides of the antimeridian, both poles and an antipode.</summary>
    public static readonly IReadOnlyList<GeoPoint> Points =
    [
        new(59.33, 18.06), new(59.34, 18.07), new(59.40, 18.30), new(57.71, 11.97),
        new(-17.8, 179.95), new(-17.8, -179.95), new(-17.8, 180), new(-17.8, -180), new(52, 179.999),
        new(90, 0), new(89.95, 10), new(89.95, -170), new(-90, 45), new(-89.99, 120), new(-59.33, -161.94), new(0, 0),
    ];

    public static readonly IReadOnlyList<double> Radii = [0, 1.3, 25, 60, 400, 5_000, 20_040];

    public static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly IReadOnlyList<int> DurationsMilliseconds = [10_000, 15_000, 30_000, 29_999];
    public static readonly IReadOnlyList<string> MimeTypes = ["audio/mpeg", "audio/ogg", "video/mp4", "image/png"];
    public static readonly IReadOnlyList<string> Domains =
    [
        "example.com", "shop.example.com", "Example.COM.", "other.org", "notexample.com", "com", "a.b.other.org",
    ];

    /// <summary>"toys" is no entry of the tree: its own root.</summary>
    public static readonly IReadOnlyList<string> CategoryIds = ["food", "fruit", "apples", "cars", "vans", "toys"];

    public static readonly IReadOnlyList<Category> CategoryTree = [new("food"), new("fruit", "food"), new("apples", "fruit"), new("cars"), new("vans", "cars")];
    public static readonly IReadOnlyList<string> DealIds = ["deal-1", "deal-2", "deal-3"];
}
