// Loads at the edges: what the library must answer in bounded time, and which limit bounds it.
using AdSelect.Workload;
using static AdSelect.Workload.StreamingAttributes;

namespace AdSelect.Benchmarks.WorstCases;

/// <summary>One load.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Bound">What bounds its cost.</param>
/// <param name="Catalog">Its catalog of a size.</param>
/// <param name="Fill">The values of one of its requests.</param>
/// <param name="Matches">How many line items of a catalog of a size match, where that is the point of the case.</param>
internal sealed record WorstCase(string Name, string Bound, Func<int, Catalog> Catalog, Func<int, FillValues> Fill, Func<int, int>? Matches = null)
{
    private const int PostalCodes = 40_000;
    private const int CodesPerLineItem = 4_000;
    private const int CirclesPerLineItem = 455;
    private const int SpecialLineItems = 100;
    private const int IdenticalLineItems = 1_331;
    private const int ManySegments = 1_000;
    private const int BlockedEntries = 3_000;

    private static readonly KeywordAttribute Postal = new("postal");

    public static IReadOnlyList<WorstCase> All { get; } =
    [
        new(
            "nothing matches: another country", "rows × blocks, skipped by their summaries",
            size =>
                WorstCatalogs.Changed(
                    size,
                    (lineItem, _) => lineItem with { Targeting = Country.In("SE", "NO") & (lineItem.Targeting ?? TargetingExpression.True) }),
            number => Values("AQ", number), Matches: _ => 0),
        new(
            "nothing matches: the last clause fails for all", "MaxLineItems records",
            size => WorstCatalogs.Plain(size, index => Country.In("SE") & Segments.In(1 + (index % 2_000), 2_001 + (index % 2_000))),
            number => Values("SE", number, segments: Numbers(4_500 + (number % 400), 75)), Matches: _ => 0),
        new(
            "nothing matches: an expression fails for all", "MaxLineItems expressions of MaxTargetingNodes",
            size =>
                WorstCatalogs.Plain(
                    size,
                    index => Country.In("SE") & (Segments.All(1 + (index % 50), 60 + (index % 50)) | Position.Near(-40 - (index % 20), 20, 5))),
            number => Values("SE", number, segments: Numbers(1, 50)), Matches: _ => 0),
        new(
            "everything matches", "MaxWinners for Select, MaxLineItems for Match",
            size => WorstCatalogs.Plain(size, _ => null),
            number => Values("SE", number), Matches: size => size),
        new(
            "only the weakest of all matches", "MaxLineItems records",
            size =>
                WorstCatalogs.Plain(
                    size,
                    index => Country.In("SE") & (index == size - 1 ? Segments.In(5_000) : Segments.In(1 + (index % 2_000), 2_001 + (index % 2_000)))),
            number => Values("SE", number, segments: [.. Numbers(4_500 + (number % 400), 75), 5_000]), Matches: _ => 1),
        new(
            $"{IdenticalLineItems:N0} line items of one targeting and price", "MaxLineItems in one tie",
            size =>
                WorstCatalogs.ChangedServable(
                    size,
                    (lineItem, index) => index < IdenticalLineItems
                        ? WorstCatalogs.Strong(lineItem) with { Targeting = Country.In("SE") & Genre.In("pop") }
                        : lineItem),
            number => Values("SE", number)),
        new(
            $"{SpecialLineItems} line items with {CodesPerLineItem:N0} postal codes each", "MaxPredicateValues, MaxTargetingValues",
            size =>
                WithPostalCodes(WorstCatalogs.ChangedServable(
                    size,
                    (lineItem, index) => index < SpecialLineItems ? WorstCatalogs.Strong(lineItem) with { Targeting = Postal.In(Codes(index)) } : lineItem)),
            number => Values("SE", number, postalCode: $"{10_000 + (number * 37 % PostalCodes)}")),
        new(
            $"{SpecialLineItems} line items with {CirclesPerLineItem} circles each", "MaxTargetingNodes",
            size =>
                WorstCatalogs.ChangedServable(
                    size,
                    (lineItem, index) => index < SpecialLineItems ? WorstCatalogs.Strong(lineItem) with { Targeting = Circles(index) } : lineItem),
            number => Values("SE", number)),
        new(
            $"a listener with {ManySegments:N0} segments", "MaxRequestTerms",
            size => CatalogGenerator.Create(size),
            number => Values("US", number, segments: Numbers(1 + (number % 64), ManySegments, step: 4))),
        new(
            $"{BlockedEntries:N0} blocked domains, categories and line items", "MaxRequestTerms",
            size => CatalogGenerator.Create(size),
            number => Blocks(number)),
    ];

    private static long[] Numbers(int first, int count, int step = 1) => [.. Enumerable.Range(0, count).Select(i => (long)first + (i * step))];

    private static string[] Codes(int index) => [.. Enumerable.Range(0, CodesPerLineItem).Select(i => $"{10_000 + (((index * 399) + i) % PostalCodes)}")];

    private static Catalog WithPostalCodes(Catalog catalog) => catalog with { Attributes = [.. catalog.Attributes, Postal] };

    // A chain of shops over the northern hemisphere: near to nobody who asks here, but far from nobody either.
    private static OrExpression Circles(int index) =>
        new(Enumerable.Range(0, CirclesPerLineItem).Select(i => Position.Near(30 + (((i * 7) + index) % 350 / 10.0), ((i * 13) % 360) - 180, 20)));

    private static FillValues Values(string country, int number, long[]? segments = null, string? postalCode = null) => (ref AdRequest request) =>
    {
        request.Add(Country, country);
        request.Add(Device, Content.Devices[number % Content.Devices.Count]);
        request.Add(Genre, "pop");
        request.Add(Language, "sv");
        request.Add(Age, 20 + (number % 40));
        request.Add(Position, 59.33, 18.06 + (number / 1_000.0));
        request.Add(Segments, segments ?? Numbers(1 + (number * 7 % 4_000), 75));
        if (postalCode is not null)
        {
            request.Add(Postal, postalCode);
        }
    };

    private static FillValues Blocks(int number) => (ref AdRequest request) =>
    {
        Values("US", number)(ref request);
        for (int i = 0; i < BlockedEntries / 3; i++)
        {
            request.BlockDomain($"nobody-{i}.example");
            request.BlockCategory($"none-{i}");
            request.BlockLineItem($"li-{(i * 7) + number:D7}");
        }
    };
}
