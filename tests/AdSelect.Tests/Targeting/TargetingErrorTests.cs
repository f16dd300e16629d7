// Every syntax error: where it is reported and what it says.
namespace AdSelect.Tests.Targeting;

public sealed class TargetingErrorTests
{
    [Theory]
    [InlineData("", 0, "found the end of the text, expected an attribute name, 'not', 'true', 'false' or '('")]
    [InlineData("  ", 2, "found the end of the text, expected an attribute name")]
    [InlineData("in (5)", 0, "found 'in', expected an attribute name")]
    [InlineData("\"x\" known", 0, "found the text \"x\", expected an attribute name")]
    [InlineData("x", 1, "found the end of the text, expected 'in', 'not in', 'all', 'near', 'known' or one of")]
    [InlineData("x is 5", 2, "found 'is', expected 'in', 'not in'")]
    [InlineData("x not 5", 6, "found the number 5, expected 'in', 'all', 'near' or 'known'")]
    [InlineData("x in", 4, "expected '(' or a range such as 18..34")]
    [InlineData("x in \"US\"", 5, "found the text \"US\", expected '(' or a range")]
    [InlineData("x in 5", 6, "found the end of the text, expected '..' (one value stands in parentheses")]
    [InlineData("x in >..5", 6, "found '..', expected a number")]
    [InlineData("x in 5..<", 9, "found the end of the text, expected a number")]
    [InlineData("x in (5 6)", 8, "found the number 6, expected ',' or ')'")]
    [InlineData("x in (5,)", 8, "found ')', expected a number or a text")]
    [InlineData("x in (y)", 6, "found 'y', expected a number, a text or ')'")]
    [InlineData("x in (5", 7, "found the end of the text, expected ',' or ')'")]
    [InlineData("x all 5", 6, "found the number 5, expected '('")]
    [InlineData("x > \"a\"", 4, "found the text \"a\", expected a number")]
    [InlineData("x = y", 4, "found 'y', expected a number or a text")]
    [InlineData("p near 5", 7, "expected '('")]
    [InlineData("p near (\"a\", 1, 1km)", 8, "expected the latitude in degrees")]
    [InlineData("p near (1 1, 1km)", 10, "expected ','")]
    [InlineData("p near (1, x, 1km)", 11, "found 'x', expected the longitude in degrees")]
    [InlineData("p near (1, 2, km)", 14, "found 'km', expected the radius, as in 25km or 800m")]
    [InlineData("p near (1, 2, 3)", 15, "found ')', expected 'km' or 'm'")]
    [InlineData("p near (1, 2, 3mi)", 15, "found 'mi', expected 'km' or 'm'")]
    [InlineData("p near (1, 2, 3km", 17, "expected ')'")]
    [InlineData("x known y known", 8, "found 'y', expected 'and', 'or' or the end of the text")]
    [InlineData("(x known y known)", 9, "found 'y', expected 'and', 'or' or ')'")]
    [InlineData("(x known", 8, "found the end of the text, expected 'and', 'or' or ')'")]
    [InlineData("x known)", 7, "found ')', expected 'and', 'or' or the end of the text")]
    [InlineData("x known and", 11, "found the end of the text, expected an attribute name")]
    [InlineData("x known && y known", 8, "found '&', expected 'and', 'or' or the end of the text")]
    [InlineData("not", 3, "found the end of the text, expected an attribute name")]
    [InlineData("x in ('US')", 6, "texts stand in straight double quotes")]
    [InlineData("x in (\u201CUS\u201D)", 6, "texts stand in straight double quotes")]
    [InlineData("x in (\"US", 9, "found the end of the text inside a quoted text, expected '\"'")]
    [InlineData("x in (\"a\nb\")", 8, "the line ends inside a text")]
    [InlineData("x in (\"a\\q\")", 8, "unknown escape; expected")]
    [InlineData("x in (\"a\\u12\")", 8, "unknown escape; expected")]
    [InlineData("x in (\"\\uD800\")", 6, "half of a surrogate pair")]
    [InlineData("x in (007)", 6, "found 007, but a number does not start with 0")]
    [InlineData("x = 9223372036854775808", 4, "the whole number 9223372036854775808 is outside the 64-bit range")]
    [InlineData("x = 1e999", 4, "the number 1e999 is too large for a double")]
    [InlineData("x = .5", 4, "found '.', expected a number or a text")]
    [InlineData("x = 5.", 5, "found '.', expected 'and', 'or' or the end of the text")]
    [InlineData("x = - 5", 4, "found '-', expected a number or a text")]
    [InlineData("x in 1...5", 8, "found '.', expected 'and', 'or' or the end of the text")]
    [InlineData("x known 😀", 8, "found '😀', expected")]
    public void Error_has_position_and_says_what_was_expected(string text, int position, string message)
    {
        Assert.False(TargetingExpression.TryParse(text, out TargetingExpression? expression, out TargetingSyntaxError? error));

        Assert.Null(expression);
        Assert.Contains(message, error.Message);
        Assert.Equal(position, error.Position);
    }

    [Theory]
    [InlineData("x known\nand ?", 2, 5)]
    [InlineData("x known\r\nand ?", 2, 5)]
    [InlineData("x known\rand ?", 2, 5)]
    [InlineData("\n\n\n", 4, 1)]
    [InlineData("x known\n", 1, 0)]
    public void Error_has_line_and_column(string text, int line, int column)
    {
        bool isParsed = TargetingExpression.TryParse(text, out _, out TargetingSyntaxError? error);

        Assert.Equal((isParsed, column == 0), (error is null, isParsed));
        Assert.True(isParsed || (error!.Line, error.Column) == (line, column), error?.ToString());
    }

    [Fact]
    public void Parse_throws_the_error_of_TryParse()
    {
        var exception = Assert.Throws<TargetingSyntaxException>(() => TargetingExpression.Parse("x known\nor"));

        Assert.Equal(
            new TargetingSyntaxError(10, 2, 3, "found the end of the text, expected an attribute name, 'not', 'true', 'false' or '('"),
            exception.Error);
        Assert.Equal("line 2, column 3: found the end of the text, expected an attribute name, 'not', 'true', 'false' or '('", exception.Message);
        Assert.Throws<ArgumentNullException>(() => TargetingExpression.Parse(null!));
    }

    [Fact]
    public void Long_tokens_are_shortened_in_messages()
    {
        Assert.False(TargetingExpression.TryParse("x known " + new string('y', 1_000_000), out _, out TargetingSyntaxError? error));
        Assert.True(error.Message.Length < 200, error.Message);
    }
}
