// What each construct of the text form means, and how a tree is printed.
namespace AdSelect.Tests.Targeting;

public sealed class TargetingTextTests
{
    private static readonly TargetingExpression s_a = new KnownPredicate("a");
    private static readonly TargetingExpression s_b = new KnownPredicate("b");
    private static readonly TargetingExpression s_c = new KnownPredicate("c");

    public static TheoryData<string, TargetingExpression> Predicates => new()
    {
        { "country in (\"US\", \"CA\")", new AnyOfPredicate("country", "US", "CA") },
        { "segments in (12, 13)", new AnyOfPredicate("segments", 12L, 13L) },
        { "x in ()", new AnyOfPredicate("x") },
        { "x in (5, 5.0, -5, -2.5E-07)", new AnyOfPredicate("x", 5L, 5.0, -5L, -2.5e-7) },
        { "country not in (\"US\")", new NotExpression(new AnyOfPredicate("country", "US")) },
        { "segments all (12, 13)", new AllOfPredicate("segments", 12L, 13L) },
        { "age in 18..34", new RangePredicate("age", RangeBound.Inclusive(18L), RangeBound.Inclusive(34L)) },
        { "age not in 18..34", new NotExpression(new RangePredicate("age", RangeBound.Inclusive(18L), RangeBound.Inclusive(34L))) },
        { "age in >18..34", new RangePredicate("age", RangeBound.Exclusive(18L), RangeBound.Inclusive(34L)) },
        { "age in 18..<34", new RangePredicate("age", RangeBound.Inclusive(18L), RangeBound.Exclusive(34L)) },
        { "age in >18..<34", new RangePredicate("age", RangeBound.Exclusive(18L), RangeBound.Exclusive(34L)) },
        { "x in -5..-3", new RangePredicate("x", RangeBound.Inclusive(-5L), RangeBound.Inclusive(-3L)) },
        { "x in 1.5..2.0", new RangePredicate("x", RangeBound.Inclusive(1.5), RangeBound.Inclusive(2.0)) },
        { "x in ..", new RangePredicate("x", RangeBound.Open, RangeBound.Open) },
        { "age >= 18", new RangePredicate("age", RangeBound.Inclusive(18L), RangeBound.Open) },
        { "age > 18", new RangePredicate("age", RangeBound.Exclusive(18L), RangeBound.Open) },
        { "age <= 34", new RangePredicate("age", RangeBound.Open, RangeBound.Inclusive(34L)) },
        { "age < 65", new RangePredicate("age", RangeBound.Open, RangeBound.Exclusive(65L)) },
        { "position near (59.33, 18.06, 25km)", new NearPredicate("position", 59.33, 18.06, 25) },
        { "position near (-90, 180, 0.5km)", new NearPredicate("position", -90, 180, 0.5) },
        { "age known", new KnownPredicate("age") },
        { "site.section-2 known", new KnownPredicate("site.section-2") },
        { "true", TargetingExpression.True },
        { "false", TargetingExpression.False },
        { "t in (\"\\\"\\\\\\n\\t\\r\\u0000\")", new AnyOfPredicate("t", "\"\\\n\t\r\0") },
        { "x in (9223372036854775807, -9223372036854775808)", new AnyOfPredicate("x", long.MaxValue, long.MinValue) },
    };

    public static TheoryData<string, string> OtherSpellings => new()
    {
        { "age in 18..", "age >= 18" },
        { "age in ..34", "age <= 34" },
        { "age in >18..", "age > 18" },
        { "age in ..<34", "age < 34" },
        { "age not in ..34", "not age <= 34" },
        { "age = 5", "age in (5)" },
        { "country = \"US\"", "country in (\"US\")" },
        { "country != \"US\"", "country not in (\"US\")" },
        { "age not known", "not age known" },
        { "s not all (1)", "not s all (1)" },
        { "position not near (1, 2, 3km)", "not position near (1, 2, 3km)" },
        { "position near (59.33,18.06,800m)", "position near (59.33, 18.06, 0.8km)" },
        { "position near (59.33, 18.06, 25 KM)", "position near (59.33, 18.06, 25km)" },
        { "age>=18 AND Age<65", "age >= 18 and Age < 65" },
        { "x in 18 .. 34", "x in 18..34" },
        { "x in 18..and y known", "x >= 18 and y known" },
        { "x in (1e3, 1.50)", "x in (1000.0, 1.5)" },
        { "c in (\"\\u00E9\\uD83D\\uDE00\")", "c in (\"é😀\")" },
        { "((a known))", "a known" },
        { "(a known and b known) or c known", "a known and b known or c known" },
    };

    [Theory]
    [MemberData(nameof(Predicates))]
    public void Predicate_has_one_printed_form(string text, TargetingExpression expression)
    {
        Assert.Equal(expression, TargetingExpression.Parse(text));
        Assert.Equal(text, expression.ToString());
    }

    [Theory]
    [MemberData(nameof(OtherSpellings))]
    public void Other_spellings_mean_the_same(string text, string printed) => Assert.Equal(printed, TargetingExpression.Parse(text).ToString());

    [Fact]
    public void Not_binds_tighter_than_and_and_tighter_than_or()
    {
        Assert.Equal(new OrExpression(s_a, new AndExpression(new NotExpression(s_b), s_c)), TargetingExpression.Parse("a known or not b known and c known"));
        Assert.Equal(new AndExpression(new OrExpression(s_a, s_b), s_c), TargetingExpression.Parse("(a known or b known) and c known"));
        Assert.Equal(new NotExpression(new OrExpression(s_a, s_b)), TargetingExpression.Parse("not (a known or b known)"));
    }

    [Fact]
    public void Chains_are_one_node_and_parentheses_keep_nodes_apart()
    {
        var flat = new AndExpression(s_a, s_b, s_c);
        var nested = new AndExpression(new AndExpression(s_a, s_b), s_c);

        Assert.Equal("a known and b known and c known", flat.ToString());
        Assert.Equal("(a known and b known) and c known", nested.ToString());
        Assert.Equal(flat, TargetingExpression.Parse(flat.ToString()));
        Assert.Equal(nested, TargetingExpression.Parse(nested.ToString()));
        Assert.Equal(new OrExpression(s_a, new OrExpression(s_b, s_c)), TargetingExpression.Parse("a known or (b known or c known)"));
        Assert.Equal(new NotExpression(new NotExpression(s_a)), TargetingExpression.Parse("not not a known"));
    }

    [Fact]
    public void Whole_and_decimal_numbers_stay_apart()
    {
        Assert.NotEqual(TargetingExpression.Parse("x in (5)"), TargetingExpression.Parse("x in (5.0)"));
        Assert.Equal(AttributeValueKind.Decimal, ((AnyOfPredicate)TargetingExpression.Parse("x = 1e300")).Values[0].Kind);
    }

    [Fact]
    public void What_the_language_cannot_say_prints_as_something_it_refuses()
    {
        TargetingExpression[] unspeakable =
        [
            new KnownPredicate("x known or y"),
            new KnownPredicate("and"),
            new KnownPredicate(""),
            new AnyOfPredicate("x", double.NaN),
            new RangePredicate("x", RangeBound.Inclusive("a"), RangeBound.Open),
            new NearPredicate("x", double.PositiveInfinity, 0, 1),
            new AnyOfPredicate("x", "\uD800"),
        ];

        Assert.All(unspeakable, expression => Assert.False(TargetingExpression.TryParse(expression.ToString(), out _, out _), expression.ToString()));
    }

    [Theory]
    [InlineData("country", true)]
    [InlineData("_", true)]
    [InlineData("a.b-c_9", true)]
    [InlineData("inner", true)]
    [InlineData("", false)]
    [InlineData("9a", false)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("Known", false)]
    [InlineData("IN", false)]
    public void Attribute_names(string name, bool isValid) => Assert.Equal(isValid, AdSelect.Targeting.AttributeNames.IsValid(name));

    [Fact]
    public void Attribute_names_have_a_greatest_length()
    {
        Assert.True(AdSelect.Targeting.AttributeNames.IsValid(new string('a', AdSelectLimits.MaxAttributeNameLength)));
        Assert.False(AdSelect.Targeting.AttributeNames.IsValid(new string('a', AdSelectLimits.MaxAttributeNameLength + 1)));
    }
}
