// Whatever values authors list: the catalog compiles, so does a delta of it, and requests with these values match.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Values;

public sealed class ListedValueTests
{
    private static readonly IntegerAttribute s_integers = new("n");
    private static readonly DecimalAttribute s_decimals = new("price");
    private static readonly KeywordAttribute s_keywords = new("word");
    private static readonly int[] s_sizes = [1, 2, 3, 4, 5, 6, 7, 8, 31, 100, 254, 255, 256, 1_000, 12_000];

    public static TheoryData<string> Families => [.. ValueFamilies.All.Keys];

    [Fact]
    public void SixDecimalsCompile()
    {
        AdSnapshot snapshot = Engine.Compile(Catalog(SmallCatalog.Item("six") with { Targeting = TargetingExpression.Parse("price in (1, 2, 3, 4, 5, 6)") }));
        foreach (double price in (double[])[1, 2, 3, 4, 5, 6])
        {
            Assert.Equal(["six"], Matches(new AdSelector(snapshot), PlainValue.Of(s_decimals, price)));
        }

        Assert.Empty(Matches(new AdSelector(snapshot), PlainValue.Of(s_decimals, 7)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void EveryFamilyCompilesWholeAndAsADelta(string family)
    {
        foreach (int size in s_sizes)
        {
            long[] values = ValueFamilies.Take(family, size + 1);
            if (values.Length > 1)
            {
                AssertCompiles(values[..^1], values[^1]);
            }
        }
    }

    [Fact]
    public void RandomValuesOfFewBitsCompileWholeAndAsADelta()
    {
        var random = new Random(20270115);
        for (int i = 0; i < 60; i++)
        {
            long[] values = ValueFamilies.OfFewBits(random, random.Next(2, 600));
            if (values.Length > 1)
            {
                AssertCompiles(values[..^1], values[^1]);
            }
        }
    }

    // As whole numbers, as decimals where the bits are those of one, as keywords that are spelt alike.
    private static void AssertCompiles(long[] values, long unlisted)
    {
        double[] decimals = [.. values.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Distinct()];
        LineItem numbers = SmallCatalog.Item("numbers") with { Targeting = s_integers.In(values) };
        LineItem prices = SmallCatalog.Item("prices") with { Targeting = decimals.Length == 0 ? s_decimals.In(0) : s_decimals.In(decimals) };
        LineItem words = SmallCatalog.Item("words") with { Targeting = s_keywords.In(values.Select(static value => $"{value:x}")) };
        LineItem other = SmallCatalog.Item("other") with { Targeting = s_integers.In(unlisted ^ 1) };
        AdSnapshot whole = Engine.Compile(Catalog(numbers, prices, words));
        var selector = new AdSelector(whole);
        AssertMatches(selector, values, decimals, unlisted);

        Catalog ofBase = Catalog(other);
        selector = new DeltaCase(ofBase, Catalog(numbers, prices, words), ["other"], ofBase).Publish();
        AssertMatches(selector, values, decimals, unlisted);
    }

    private static void AssertMatches(AdSelector selector, long[] values, double[] decimals, long unlisted)
    {
        for (int i = 0; i < values.Length; i += 1 + (values.Length / 20))
        {
            Assert.Equal(["numbers"], Matches(selector, PlainValue.Of(s_integers, values[i])));
            Assert.Equal(["words"], Matches(selector, PlainValue.Of(s_keywords, $"{values[i]:x}")));
        }

        for (int i = 0; i < decimals.Length; i += 1 + (decimals.Length / 20))
        {
            Assert.Equal(["prices"], Matches(selector, PlainValue.Of(s_decimals, decimals[i])));
        }

        Assert.Empty(Matches(selector, PlainValue.Of(s_integers, unlisted)));
        Assert.Empty(Matches(selector, PlainValue.Of(s_keywords, $"{unlisted:x}")));
    }

    private static Catalog Catalog(params LineItem[] items) => SmallCatalog.Of(items) with { Attributes = [s_integers, s_decimals, s_keywords] };

    private static string[] Matches(AdSelector selector, PlainValue value) => Engine.Match(selector, new PlainRequest { Values = [value] });
}
