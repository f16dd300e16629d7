// Whatever is printed or written is read back as the same expression.
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdSelect.Tests.Targeting;

public sealed class TargetingRoundTripTests
{
    private static Arbitrary<TargetingExpression> Hard => ExpressionGenerators.HardExpressions(ExpressionGenerators.Sample).ToArbitrary();

    private static Arbitrary<TargetingExpression> Common => ExpressionGenerators.Expressions(ExpressionGenerators.Sample).ToArbitrary();

    [Property(MaxTest = 1_000)]
    public Property Text_of_hard_expressions() => Prop.ForAll(Hard, expression => TargetingExpression.Parse(expression.ToString()).Equals(expression));

    [Property(MaxTest = 500)]
    public Property Text_of_common_expressions() => Prop.ForAll(Common, expression => TargetingExpression.Parse(expression.ToString()).Equals(expression));

    [Property(MaxTest = 1_000)]
    public Property Json_of_hard_expressions() => Prop.ForAll(Hard, expression => TargetingExpression.FromJson(expression.ToJson()).Equals(expression));

    [Property(MaxTest = 300)]
    public Property Json_string_that_holds_the_text() => Prop.ForAll(Hard, expression =>
        TargetingExpression.FromJson($"\"{JsonEncodedText.Encode(expression.ToString())}\"").Equals(expression));

    [Property(MaxTest = 300)]
    public Property White_space_between_tokens_means_nothing() => Prop.ForAll(Common, expression =>
        TargetingExpression.Parse("\r\n\t" + expression.ToString().Replace("(", "\n( ").Replace(")", " )\t").Replace(", ", "\n,\n")).Equals(expression));

    [Property(MaxTest = 300)]
    public Property Keywords_ignore_case() => Prop.ForAll(Common, expression =>
    {
        string text = expression.ToString();
        foreach (string word in (string[])["and", "or", "not", "in", "all", "near", "known", "true", "false"])
        {
            text = text.Replace($" {word} ", $" {word.ToUpperInvariant()} ");
        }

        return TargetingExpression.Parse(text).Equals(expression);
    });

    [Fact]
    public void Same_expression_serializes_as_a_property_of_another_document()
    {
        TargetingExpression expression = TargetingExpression.Parse("country in (\"SE\") and not age < 21");

        string json = JsonSerializer.Serialize(new Holder(expression));

        Assert.Equal(expression, JsonSerializer.Deserialize<Holder>(json)!.Targeting);
        Assert.Null(JsonSerializer.Deserialize<Holder>("{\"Targeting\":null}")!.Targeting);
    }

    private sealed record Holder(TargetingExpression? Targeting);
}
