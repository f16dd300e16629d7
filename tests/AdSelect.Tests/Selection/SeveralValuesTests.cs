// Line items that want several values of one attribute, each by a list of its own, are found whatever mode the attribute's rows have.
using System.Text.RegularExpressions;
using AdSelect.Indexing;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class SeveralValuesTests
{
    private const string Others = "others";

    /// <summary>Values that the targeting of the tests lists.</summary>
    private const int OwnValues = 8;

    /// <summary>With so many listed values in all, or fewer, every value has a row of its own.</summary>
    private const int MostExactValues = 254;

    /// <summary>With so many ranges beside the values of the tests, or fewer, the numbers between two bounds have a row of their own.</summary>
    private const int MostExactRanges = 122;

    private static readonly KeywordAttribute s_texts = new("texts");
    private static readonly IntegerAttribute s_numbers = new("numbers");
    private static readonly DecimalAttribute s_decimals = new("decimals");
    private static readonly KeywordAttribute s_country = new("country");

    // By targeting over the values 1 to 9. Each is asked with every set of up to three of them, and some larger ones.
    private static readonly string[] s_targeting =
    [
        "x in (1) and x in (2)",
        "x in (1, 3) and x in (2, 3)",
        "x in (1, 2) and x in (2, 3) and x in (3, 4)",
        "x all (1) and x in (2, 3)",
        "x all (1, 2)",
        "x all (1, 2) and x in (3)",
        "x in (1) and x not in (2)",
        "x in (1) and x in (2) and x not in (3)",
        "x not in (1) and x not in (2)",
        "x in (1) and (x in (2) or x in (3))",
        "(x in (1) or x in (2)) and (x in (3) or x in (4))",
        "x in (1) and (x in (2) or country in (\"SE\"))",
        "(x in (1) or country in (\"SE\")) and (x in (2) or country in (\"NO\"))",
        "x in (1) and not (x in (2) and country in (\"SE\"))",
        "not (x in (1) and x in (2))",
        "not (x not in (1) or x not in (2))",
        "not x all (1, 2) and x in (1)",
        "x known and x in (1) and x in (2)",
        "x known and x in (1)",
        "x in (1, 2, 3, 4, 5, 6, 7) and x in (8)",
        "x in (8) and x in (1, 2, 3, 4, 5, 6, 7)",
        "x in (1) and country in (\"SE\") and x in (2)",
        "x in (1) or (x in (2) and x in (3))",
    ];

    private static readonly string[] s_ranges =
    [
        "x in (1) and x in 2..3",
        "x in 1..2 and x in 3..4",
        "x >= 2 and x <= 1",
        "x in 1..4 and x not in 2..3",
        "not (x in 1..2 or x in (5)) and x in (3)",
    ];

    public static TheoryData<string, int> Storage() => new()
    {
        { "texts", 0 },
        { "texts", MostExactValues },
        { "texts", MostExactValues + 1 },
        { "texts", 2_000 },
        { "numbers", 0 },
        { "numbers", MostExactValues },
        { "numbers", MostExactValues + 1 },
        { "decimals", MostExactValues },
        { "decimals", MostExactValues + 1 },
        { "ranges", 1 },
        { "ranges", MostExactRanges },
        { "ranges", MostExactRanges + 1 },
        { "ranges", 200 },
    };

    [Theory]
    [MemberData(nameof(Storage))]
    public void NoneIsLostAndNoneComesTooMuch(string kind, int size)
    {
        AdAttribute x = Attribute(kind);
        EveryWay.AssertEqualsTheOracle(Build(kind, size), [.. Requests(x)]);
    }

    [Theory]
    [InlineData("texts", MostExactValues, ClassMode.Values)]
    [InlineData("texts", MostExactValues + 1, ClassMode.Buckets)]
    [InlineData("ranges", MostExactRanges, ClassMode.Intervals)]
    [InlineData("ranges", MostExactRanges + 1, ClassMode.Buckets)]
    internal void SizesStandOnBothSidesOfTheModes(string kind, int size, ClassMode expected)
    {
        AttributeRow[] rows = Engine.Compile(Build(kind, size)).Catalog.Attributes.Span.ToArray();
        Assert.Equal(expected, rows.Single(row => row.Key == Attribute(kind).Key).Mode);
    }

    private static AdAttribute Attribute(string kind) => kind switch
    {
        "texts" => s_texts,
        "decimals" => s_decimals,
        _ => s_numbers,
    };

    private static Catalog Build(string kind, int size)
    {
        AdAttribute x = Attribute(kind);
        string[] targeting = kind == "ranges" ? [.. s_targeting, .. s_ranges] : s_targeting;
        LineItem[] items = [.. targeting.Select((text, i) => SmallCatalog.Item(text, i + 1) with { Targeting = Parse(text, x) })];
        LineItem others = SmallCatalog.Item(Others) with { Targeting = FillUp(kind, kind == "ranges" ? size : Math.Max(0, size - OwnValues)) };
        return SmallCatalog.Of([.. items, others]) with { Attributes = [x, s_country] };
    }

    // Decimals have a fraction: 1 is written 1.1.
    private static TargetingExpression Parse(string text, AdAttribute x)
    {
        string replacement = x.Kind switch { AttributeKind.Keyword => "\"$0\"", AttributeKind.Decimal => "$0.1", _ => "$0" };
        return TargetingExpression.Parse(Regex.Replace(text.Replace("x ", $"{x.Name} ", StringComparison.Ordinal), "[0-9]+", replacement));
    }

    // So many more values, or ranges between which numbers are unlike.
    private static TargetingExpression? FillUp(string kind, int size) => (size, kind) switch
    {
        (0, _) => null,
        (_, "texts") => s_texts.In(Enumerable.Range(100, size).Select(value => $"{value}")),
        (_, "numbers") => s_numbers.In(Enumerable.Range(100, size).Select(value => (long)value)),
        (_, "decimals") => s_decimals.In(Enumerable.Range(100, size).Select(value => value + 0.1)),
        (1, _) => s_numbers.Between(100, 101),
        _ => new OrExpression([.. Enumerable.Range(0, size).Select(range => s_numbers.Between(100 + (3 * range), 101 + (3 * range)))]),
    };

    private static IEnumerable<PlainRequest> Requests(AdAttribute x)
    {
        int[][] sets =
        [
            [],
            [1, 1],
            .. from a in Enumerable.Range(1, 4)
                from b in Enumerable.Range(a, 5 - a)
                from c in Enumerable.Range(b, 5 - b)
                select new[] { a, b, c }.Distinct().ToArray(),
            [1, 8],
            [1, 2, 99],
            [99, 98],
            [1, 2, 3, 4, 5, 6, 7, 8],
            [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ];
        foreach (int[] set in sets)
        {
            foreach (string country in (string[])["SE", "NO"])
            {
                yield return new PlainRequest { Values = [.. set.Select(value => Value(x, value)), PlainValue.Of(s_country, country)] };
            }
        }
    }

    private static PlainValue Value(AdAttribute x, int value) => x switch
    {
        KeywordAttribute texts => PlainValue.Of(texts, $"{value}"),
        IntegerAttribute numbers => PlainValue.Of(numbers, value),
        DecimalAttribute decimals => PlainValue.Of(decimals, value + 0.1),
        _ => throw new ArgumentOutOfRangeException(nameof(x)),
    };
}
