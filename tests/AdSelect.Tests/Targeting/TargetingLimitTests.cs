// The limits of depth and size: exactly at a limit all is well, one beyond is a clear error, and nothing overflows.
using System.Text.Json;
using AdSelect.Targeting;

namespace AdSelect.Tests.Targeting;

public sealed class TargetingLimitTests
{
    private const int Depth = AdSelectLimits.MaxTargetingDepth;

    [Fact]
    public void Deepest_trees_round_trip_and_one_more_is_refused()
    {
        foreach (Func<TargetingExpression, TargetingExpression> wrap in (Func<TargetingExpression, TargetingExpression>[])
            [
                inner => new NotExpression(inner),
                inner => new AndExpression(inner, TargetingExpression.True),
                inner => new OrExpression(TargetingExpression.True, inner),
                inner => inner is AndExpression ? new NotExpression(inner) : new AndExpression(inner, new AnyOfPredicate("y")),
            ])
        {
            TargetingExpression atLimit = Wrap(Depth, wrap);
            TargetingExpression beyond = wrap(atLimit);

            Assert.Null(TargetingLimits.FirstViolation(atLimit));
            Assert.Equal(atLimit, TargetingExpression.Parse(atLimit.ToString()));
            Assert.Equal(atLimit, TargetingExpression.FromJson(atLimit.ToJson()));
            Assert.Equal(TargetingLimits.TooDeep, TargetingLimits.FirstViolation(beyond));
            Assert.False(TargetingExpression.TryParse(beyond.ToString(), out _, out _));
            Assert.Equal(TargetingLimits.TooDeep, Assert.Throws<JsonException>(beyond.ToJson).Message);
        }
    }

    [Fact]
    public void Deepest_predicate_of_json_fits_the_json_depth()
    {
        TargetingExpression atLimit = new NearPredicate("p", 1, 2, 3);
        for (int depth = 1; depth < Depth; depth++)
        {
            atLimit = new AndExpression(TargetingExpression.True, atLimit);
        }

        Assert.Equal(atLimit, TargetingExpression.FromJson(atLimit.ToJson()));
    }

    [Theory]
    [InlineData("(", ")", 32)]
    [InlineData("not ", "", 128)]
    [InlineData("not (", ")", 80)]
    public void Endless_nesting_is_an_error_with_a_position(string opening, string closing, int position)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 300_000)) + "x known" + string.Concat(Enumerable.Repeat(closing, 300_000));

        Assert.False(TargetingExpression.TryParse(text, out _, out TargetingSyntaxError? error));

        Assert.Equal("'not' and parentheses are nested deeper than 32", error.Message);
        Assert.Equal(position, error.Position);
    }

    [Fact]
    public void Depth_made_by_operators_is_an_error_with_a_position()
    {
        string text = string.Concat(Enumerable.Repeat("true and (", 31)) + "x not in (5)" + new string(')', 31);

        Assert.False(TargetingExpression.TryParse(text, out _, out TargetingSyntaxError? error));

        Assert.Equal(TargetingLimits.TooDeep, error.Message);
        Assert.Equal(0, error.Position);
    }

    [Fact]
    public void Nodes()
    {
        string atLimit = string.Join(" or ", Enumerable.Repeat("true", AdSelectLimits.MaxTargetingNodes - 1));
        string beyond = atLimit + " or x known";

        Assert.Null(TargetingLimits.FirstViolation(TargetingExpression.Parse(atLimit)));
        Assert.Equal(atLimit, TargetingExpression.Parse(atLimit).ToString());
        AssertRefused(beyond, TargetingLimits.TooManyNodes, 0);
        AssertRefused(beyond + " or y known", TargetingLimits.TooManyNodes, beyond.Length + 4);

        TargetingExpression built = new OrExpression(Enumerable.Repeat(TargetingExpression.True, 1_000_000));
        Assert.Equal(TargetingLimits.TooManyNodes, TargetingLimits.FirstViolation(built));
        Assert.EndsWith("true or ...", built.ToString());
        Assert.Equal(TargetingLimits.TooManyNodes, Assert.Throws<JsonException>(built.ToJson).Message);
    }

    [Fact]
    public void Values_of_one_predicate()
    {
        var atLimit = new AnyOfPredicate("x", Enumerable.Repeat((AttributeValue)1L, AdSelectLimits.MaxPredicateValues));
        var beyond = new AnyOfPredicate("x", [.. atLimit.Values, 7L]);

        Assert.Equal(atLimit, TargetingExpression.Parse(atLimit.ToString()));
        Assert.Equal(atLimit, TargetingExpression.FromJson(atLimit.ToJson()));
        Assert.Equal(TargetingLimits.TooManyPredicateValues, TargetingLimits.FirstViolation(beyond));
        string text = atLimit.ToString().Replace(")", ", 7)");
        AssertRefused(text, TargetingLimits.TooManyPredicateValues, text.Length - 2);
        string json = atLimit.ToJson().Replace("]", ",7]");
        Assert.Equal(
            $"in[{AdSelectLimits.MaxPredicateValues}]: {TargetingLimits.TooManyPredicateValues}",
            Assert.Throws<JsonException>(() => TargetingExpression.FromJson(json)).Message);
    }

    [Fact]
    public void Values_of_all_predicates()
    {
        var full = new AnyOfPredicate("x", Enumerable.Repeat((AttributeValue)1L, AdSelectLimits.MaxPredicateValues));
        var atLimit = new OrExpression(full, full, full, full);
        string beyond = atLimit + " or y = 7";

        Assert.Null(TargetingLimits.FirstViolation(atLimit));
        Assert.Equal(atLimit, TargetingExpression.Parse(atLimit.ToString()));
        AssertRefused(beyond, TargetingLimits.TooManyValues, beyond.Length - 1);
        Assert.Equal(TargetingLimits.TooManyValues, TargetingLimits.FirstViolation(new OrExpression(atLimit, new AllOfPredicate("y", 7L))));
        string json = atLimit.ToJson();
        string jsonBeyond = json[..^2] + ",{\"attribute\":\"y\",\"in\":[7]}]}";
        Assert.Equal($"or[4].in[0]: {TargetingLimits.TooManyValues}", Assert.Throws<JsonException>(() => TargetingExpression.FromJson(jsonBeyond)).Message);
    }

    [Fact]
    public void Length_of_the_text()
    {
        string atLimit = "x known".PadRight(AdSelectLimits.MaxTargetingTextLength);

        Assert.Equal(new KnownPredicate("x"), TargetingExpression.Parse(atLimit));
        AssertRefused(atLimit + " ", "the text has 2000001 characters; at most 2000000 are allowed", AdSelectLimits.MaxTargetingTextLength);
    }

    [Fact]
    public void Length_of_an_attribute_name()
    {
        string name = new('x', AdSelectLimits.MaxAttributeNameLength + 1);

        AssertRefused($"true and {name} known", $"the attribute name {new string('x', 40)}... has 65 characters; at most 64 are allowed", 9);
        Assert.Equal(new KnownPredicate(name[1..]), TargetingExpression.Parse(name[1..] + " known"));
    }

    [Fact]
    public void Trees_built_in_code_far_beyond_the_limits_are_refused_and_not_followed()
    {
        TargetingExpression chain = Wrap(1_000_000, inner => new NotExpression(inner));
        TargetingExpression shared = TargetingExpression.True;
        for (int level = 0; level < Depth - 1; level++)
        {
            shared = new AndExpression(shared, shared);
        }

        Assert.Equal(TargetingLimits.TooDeep, TargetingLimits.FirstViolation(chain));
        Assert.Equal(string.Concat(Enumerable.Repeat("not ", Depth)) + "...", chain.ToString());
        Assert.Equal(TargetingLimits.TooDeep, Assert.Throws<JsonException>(chain.ToJson).Message);
        Assert.Equal(TargetingLimits.TooManyNodes, TargetingLimits.FirstViolation(shared));
        Assert.Contains("...", shared.ToString());
        Assert.True(shared.ToString().Length < 200_000);
    }

    private static TargetingExpression Wrap(int nodes, Func<TargetingExpression, TargetingExpression> wrap)
    {
        TargetingExpression expression = new KnownPredicate("x");
        for (int depth = 1; depth < nodes; depth++)
        {
            expression = wrap(expression);
        }

        return expression;
    }

    private static void AssertRefused(string text, string message, int position)
    {
        Assert.False(TargetingExpression.TryParse(text, out _, out TargetingSyntaxError? error));
        Assert.Equal((message, position), (error.Message, error.Position));
    }
}
