// The JSON form: what is written, what is read, and what each mistake is called.
using System.Buffers;
using System.Text;
using System.Text.Json;
using AdSelect.Targeting;

namespace AdSelect.Tests.Targeting;

public sealed class TargetingJsonTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("country in (\"US\", \"CA\")", """{"attribute":"country","in":["US","CA"]}""")]
    [InlineData("country not in ()", """{"not":{"attribute":"country","in":[]}}""")]
    [InlineData("segments all (1, 2.0)", """{"attribute":"segments","all":[1,2.0]}""")]
    [InlineData("age in 18..34", """{"attribute":"age","from":18,"to":34}""")]
    [InlineData("age in >18..<34.5", """{"attribute":"age","above":18,"below":34.5}""")]
    [InlineData("age >= 18", """{"attribute":"age","from":18}""")]
    [InlineData("age < 65", """{"attribute":"age","below":65}""")]
    [InlineData("age in ..", """{"attribute":"age","from":null,"to":null}""")]
    [InlineData("position near (59.33, 18.06, 25km)", """{"attribute":"position","near":{"latitude":59.33,"longitude":18.06,"kilometers":25}}""")]
    [InlineData("age known", """{"attribute":"age","known":true}""")]
    [InlineData(
        "a known and (b known or not c known)",
        """{"and":[{"attribute":"a","known":true},{"or":[{"attribute":"b","known":true},{"not":{"attribute":"c","known":true}}]}]}""")]
    public void Tree_form(string text, string json)
    {
        TargetingExpression expression = TargetingExpression.Parse(text);

        Assert.Equal(json, expression.ToJson());
        Assert.Equal(expression, TargetingExpression.FromJson(json));
    }

    [Theory]
    [InlineData("\"age >= 18\"", "age >= 18")]
    [InlineData("""{"or":["a known",{"and":["b known",false]}]}""", "a known or b known and false")]
    [InlineData("""{"in":["US"],"attribute":"country"}""", "country in (\"US\")")]
    [InlineData("""{"attribute":"age","to":34,"from":null}""", "age <= 34")]
    [InlineData("""{"attribute":"x","in":[1e2,-0,5.0]}""", "x in (100.0, 0, 5.0)")]
    [InlineData("""{"attribute":"\u0078","in":["\u00e9"]}""", "x in (\"é\")")]
    public void Also_read(string json, string text) => Assert.Equal(text, TargetingExpression.FromJson(json).ToString());

    [Theory]
    [InlineData("null", "found null, expected an object, true, false or a string that holds the text form")]
    [InlineData("[]", "found an array, expected an object")]
    [InlineData("5", "found a number, expected an object")]
    [InlineData("{}", "the object is empty; an object is {and}, {or}, {not}, or {attribute} with one of")]
    [InlineData("\"age >\"", "line 1, column 6: found the end of the text, expected a number")]
    [InlineData("""{"and":["a known","b"]}""", "and[1]: line 1, column 2: found the end of the text")]
    [InlineData("""{"And":[]}""", "unknown property \"And\"; expected one of and, or, not, attribute")]
    [InlineData("""{"and":true}""", "and: found true, expected an array of expressions")]
    [InlineData("""{"or":[true]}""", "or: expected at least two operands, found 1")]
    [InlineData("""{"not":null}""", "not: found null, expected an object")]
    [InlineData("""{"not":true,"not":true}""", "not: the property stands twice")]
    [InlineData("""{"attribute":"x"}""", "\"attribute\" alone makes no expression")]
    [InlineData("""{"in":[1]}""", "\"in\" alone makes no expression")]
    [InlineData("""{"attribute":"x","in":[1],"all":[1]}""", "\"attribute\", \"in\" and \"all\" together make no expression")]
    [InlineData("""{"attribute":"x","from":1,"above":1}""", "\"attribute\", \"from\" and \"above\" together make no expression")]
    [InlineData("""{"attribute":"x","not":true}""", "\"not\" and \"attribute\" together make no expression")]
    [InlineData("""{"attribute":5,"known":true}""", "attribute: found a number, expected the name of an attribute")]
    [InlineData("""{"attribute":"x y","known":true}""", "attribute: \"x y\" is not an attribute name: a letter or '_'")]
    [InlineData("""{"attribute":"x","in":"US"}""", "in: found a string, expected an array of values")]
    [InlineData("""{"attribute":"x","in":["US",null]}""", "in[1]: found null, expected a text or a number")]
    [InlineData("""{"attribute":"x","in":[9223372036854775808]}""", "in[0]: the whole number is outside the 64-bit range")]
    [InlineData("""{"attribute":"x","in":[1e999]}""", "in[0]: the number is too large for a double")]
    [InlineData("""{"attribute":"x","in":["\uD800"]}""", "in[0]: the string is not well-formed Unicode")]
    [InlineData("""{"\uD800":1}""", "the string is not well-formed Unicode")]
    [InlineData("""{"attribute":"x","from":"1"}""", "from: found a string, expected a number, or null for an open end")]
    [InlineData("""{"attribute":"x","known":false}""", "known: found false, expected true")]
    [InlineData("""{"attribute":"x","near":[1,2,3]}""", "near: found an array, expected an object with latitude, longitude and kilometers")]
    [InlineData("""{"attribute":"x","near":{"latitude":1,"longitude":2}}""", "near: the property \"kilometers\" is missing")]
    [InlineData("""{"attribute":"x","near":{"latitude":1,"latitude":2}}""", "near.latitude: the property stands twice")]
    [InlineData("""{"attribute":"x","near":{"lat":1}}""", "near: unknown property \"lat\"; expected one of latitude, longitude, kilometers")]
    [InlineData("""{"attribute":"x","near":{"latitude":true}}""", "near.latitude: found true, expected a number")]
    [InlineData("""{"or":[true,{"and":[true,{"attribute":"x","in":[1,{}]}]}]}""", "or[1].and[1].in[1]: found an object, expected a text or a number")]
    public void Mistake_is_named(string json, string message)
    {
        var exception = Assert.Throws<JsonException>(() => TargetingExpression.FromJson(json));

        Assert.StartsWith(message, exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"and\":[true,")]
    [InlineData("true true")]
    [InlineData("true }")]
    [InlineData("\"\uD800\"")]
    public void What_is_no_single_document_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => TargetingExpression.FromJson(json));

    [Fact]
    public void Endless_nesting_is_refused()
    {
        string nots = string.Concat(Enumerable.Repeat("{\"not\":", 100_000));
        string ands = string.Concat(Enumerable.Repeat("{\"and\":[", 100_000));

        Assert.EndsWith(TargetingLimits.TooDeep, Assert.ThrowsAny<JsonException>(() => TargetingExpression.FromJson(nots)).Message);
        Assert.EndsWith(TargetingLimits.TooDeep, Assert.ThrowsAny<JsonException>(() => TargetingExpression.FromJson(ands)).Message);
    }

    [Fact]
    public void Texts_inside_a_tree_count_toward_its_depth()
    {
        string text = string.Concat(Enumerable.Repeat("not ", AdSelectLimits.MaxTargetingDepth - 1)) + "x known";

        Assert.NotNull(TargetingExpression.FromJson($"\"{text}\""));
        Assert.Equal(TargetingLimits.TooDeep, Assert.Throws<JsonException>(() => TargetingExpression.FromJson($$"""{"not":"{{text}}"}""")).Message);
    }

    [Fact]
    public void Numbers_split_over_two_buffers_keep_their_kind()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"attribute":"x","in":[12345.5,67890]}""");
        for (int cut = 1; cut < json.Length; cut++)
        {
            var first = new Segment(json.AsMemory(0, cut), null);
            var last = new Segment(json.AsMemory(cut), first);
            var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
            reader.Read();

            Assert.Equal(new AnyOfPredicate("x", 12345.5, 67890L), TargetingJsonReader.Read(ref reader));
        }
    }

    [Fact]
    public void What_json_cannot_carry_is_not_written()
    {
        TargetingExpression[] impossible =
        [
            new KnownPredicate("x y"),
            new AnyOfPredicate("x", double.NaN),
            new AnyOfPredicate("x", "\uDC00"),
            new RangePredicate("x", RangeBound.Inclusive("a"), RangeBound.Open),
            new NearPredicate("x", 0, double.NegativeInfinity, 1),
        ];

        Assert.All(impossible, expression => Assert.Contains("x", Assert.Throws<JsonException>(expression.ToJson).Message));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
