// More listed values than there are tokens: those beyond the limit are found by their ids.
using AdSelect.Indexing;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class TokenLimitTests
{
    private const int ListLength = AdSelectLimits.MaxPredicateValues;
    private const int Lists = 5;

    private static readonly IntegerAttribute s_numbers = new("numbers");
    private static readonly Lazy<AdSelector> s_selector = new(() => new AdSelector(Engine.Compile(SmallCatalog.Of(Items) with { Attributes = [s_numbers] })));

    // The popular value is listed thrice, so it has a token; values of the last lists have none.
    private static IReadOnlyList<LineItem> Items =>
    [
        .. Enumerable.Range(0, Lists).Select(list => SmallCatalog.Item($"any{list}") with { Targeting = s_numbers.In(List(list)) }),
        SmallCatalog.Item("none") with { Targeting = !s_numbers.In(List(Lists - 1)) },
        SmallCatalog.Item("all") with { Targeting = s_numbers.All([-1, .. List(Lists - 1).Take(2)]) },
        SmallCatalog.Item("either") with { Targeting = s_numbers.In([-1, First(Lists - 1)]) | !s_numbers.All([-1, First(Lists - 1) + 2]) },
        SmallCatalog.Item("popular") with { Targeting = s_numbers.In([-1]) },
    ];

    [Fact]
    public void SomeValuesHaveNoToken()
    {
        FrozenCatalog catalog = s_selector.Value.Snapshot.Catalog;
        Assert.Contains(Tokens.Never, catalog.ValueTokens.Span.ToArray());
        Assert.Equal(Tokens.Limit, catalog.TokenCount);
    }

    [Theory]
    [InlineData(new long[0], "either none")]
    [InlineData(new long[] { -1 }, "either none popular")]
    [InlineData(new long[] { 0 }, "any0 either none")]
    [InlineData(new long[] { ListLength, 7 }, "any0 any1 either none")]
    [InlineData(new long[] { 4L * ListLength }, "any4 either")]
    [InlineData(new long[] { (5L * ListLength) - 1 }, "any4 either")]
    [InlineData(new long[] { -1, (4L * ListLength) + 2 }, "any4 either popular")]
    [InlineData(new long[] { (4L * ListLength) + 2, (4L * ListLength) + 1, 4L * ListLength, -1 }, "all any4 either popular")]
    [InlineData(new long[] { (4L * ListLength) + 1, 4L * ListLength }, "any4 either")]
    [InlineData(new long[] { -1, 4L * ListLength, (4L * ListLength) + 1, 99_999_999 }, "all any4 either popular")]
    public void ValuesAreFoundWithAndWithoutTokens(long[] values, string expected)
    {
        var request = new PlainRequest { Values = [.. values.Select(value => PlainValue.Of(s_numbers, value))] };
        Assert.Equal(expected.Split(' '), Engine.Match(s_selector.Value, request));
        AdSnapshot snapshot = s_selector.Value.Snapshot;
        Assert.Equal(
            expected.Split(' '),
            ProgramProperties.Run(snapshot, request)
                .Select((answer, i) => answer.Whole ? snapshot.LineItemId(i) : string.Empty)
                .Where(id => id.Length > 0)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ListsOfAllLengthsPrintTheirValues()
    {
        AdSnapshot snapshot = s_selector.Value.Snapshot;
        foreach (LineItem item in Items.Where(item => item.Targeting is AnyOfPredicate))
        {
            Assert.True(snapshot.TryFindLineItem(item.Id, out LineItemRef lineItem));
            var printed = (AnyOfPredicate)TargetingExpression.Parse(snapshot.TargetingText(lineItem));
            Assert.Equal(((AnyOfPredicate)item.Targeting!).Values.Select(value => value.Integer), printed.Values.Select(value => value.Integer).Order());
        }
    }

    private static long First(int list) => (long)list * ListLength;

    private static IEnumerable<long> List(int list) => Enumerable.Range(0, ListLength).Select(i => First(list) + i);
}
