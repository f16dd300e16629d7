// What is wrong in a document is named: every error, by path, line and expectation.
using System.Text;

namespace AdSelect.Tests.Catalogs;

public sealed class CatalogJsonErrorTests
{
    [Theory]
    [InlineData("""{"id":1,"campaignId":"c"}""", ".id", "expected a text, found 1")]
    [InlineData("""{"campaignId":"c"}""", "", "property 'id' is missing")]
    [InlineData("""{"id":"x"}""", "", "'x': property 'campaignId' is missing")]
    [InlineData("""{"id":"x","campaignId":"c","color":"red"}""", ".color", "'x': unknown property 'color'")]
    [InlineData("""{"id":"x","campaignId":"c","Priority":3}""", ".Priority", "'x': unknown property 'Priority'; did you mean 'priority'?")]
    [InlineData("""{"id":"x","campaignId":"c","tageting":"true"}""", ".tageting", "'x': unknown property 'tageting'; did you mean 'targeting'?")]
    [InlineData(
        """{"id":"x","campaignId":"c","goal":{"evnet":"click","event":"click","count":1}}""",
        ".goal.evnet",
        "'x': unknown property 'evnet'; did you mean 'event'?")]
    [InlineData(
        """{"id":"x","campaignId":"c","kind":"guarantied"}""",
        ".kind",
        "'x': expected one of sponsorship, guaranteed, pricePriority, house, found 'guarantied'; did you mean 'guaranteed'?")]
    [InlineData("""{"id":"x","campaignId":"c","\ud800":1}""", ".\\ud800", "'x': unknown property '\\ud800'")]
    [InlineData("""{"\ud800":1,"id":"x","campaignId":"c"}""", ".\\ud800", "'x': unknown property '\\ud800'")]
    [InlineData("""{"id":"\udc00","campaignId":"c"}""", ".id", "'\\udc00': expected a text, found a text that is no valid Unicode, '\\udc00'")]
    [InlineData(
        """{"id":"x","campaignId":"c","kind":"\ud800"}""",
        ".kind",
        "'x': expected one of sponsorship, guaranteed, pricePriority, house, found a text that is no valid Unicode, '\\ud800'")]
    [InlineData(
        """{"id":"x","campaignId":"c","creatives":["\ud800"]}""",
        ".creatives[0]",
        "'x': expected the id of a creative, found a text that is no valid Unicode, '\\ud800'")]
    [InlineData("""{"id":"x","campaignId":"c","priority":3,"priority":4}""", ".priority", "'x': property 'priority' is repeated")]
    [InlineData("""{"id":"x","campaignId":"c","priority":3.5}""", ".priority", "'x': expected a whole number of 32 bits, found 3.5")]
    [InlineData("""{"id":"x","campaignId":"c","priority":"3"}""", ".priority", "'x': expected a whole number of 32 bits, found '3'")]
    [InlineData("""{"id":"x","campaignId":"c","priority":null}""", ".priority", "'x': null is not a value; leave the property out")]
    [InlineData("""{"id":"x","campaignId":"c","exclusionLabels":["a",null]}""", ".exclusionLabels[1]", "'x': null is not a value; leave the property out")]
    [InlineData("""{"id":"x","campaignId":"c","exclusionLabels":"a"}""", ".exclusionLabels", "'x': expected an array, found a text")]
    [InlineData("""{"id":"x","campaignId":"c","kind":"bonus"}""", ".kind", "'x': expected one of sponsorship, guaranteed, pricePriority, house, found 'bonus'")]
    [InlineData("""{"id":"x","campaignId":"c","kind":2}""", ".kind", "'x': expected one of sponsorship, guaranteed, pricePriority, house, found 2")]
    [InlineData("""{"id":"x","campaignId":"c","price":4}""", ".price", "'x': expected an object, found a number")]
    [InlineData(
        """{"id":"x","campaignId":"c","price":{"model":"cpm","amount":"4"}}""",
        ".price.amount",
        "'x': expected a number that a decimal holds exactly (28 digits), found '4'")]
    [InlineData(
        """{"id":"x","campaignId":"c","price":{"model":"cpm","amount":1e-40}}""",
        ".price.amount",
        "'x': expected a number that a decimal holds exactly (28 digits), found 1e-40")]
    [InlineData(
        """{"id":"x","campaignId":"c","price":{"model":"cpm","amount":1.00000000000000000000000000000001}}""",
        ".price.amount",
        "'x': expected a number that a decimal holds exactly (28 digits), found 1.00000000000000000000000000000001")]
    [InlineData("""{"id":"x","campaignId":"c","price":{"model":"cpm"}}""", ".price", "'x': property 'amount' is missing")]
    [InlineData("""{"id":"x","campaignId":"c","shareOfVoice":1e999}""", ".shareOfVoice", "'x': expected a number that a double can hold, found 1e999")]
    [InlineData("""{"id":"x","campaignId":"c","isPaused":"yes"}""", ".isPaused", "'x': expected true or false, found 'yes'")]
    [InlineData("""{"id":"x","campaignId":"c","goal":{"event":"click","count":1.5}}""", ".goal.count", "'x': expected a whole number of 64 bits, found 1.5")]
    [InlineData(
        """{"id":"x","campaignId":"c","flight":{"start":"2026-03-01T06:00:00"}}""",
        ".flight.start",
        "'x': expected an ISO 8601 time with its offset, such as 2026-03-01T06:00:00+01:00, found '2026-03-01T06:00:00'")]
    [InlineData(
        """{"id":"x","campaignId":"c","flight":{"start":"2026-03-01"}}""",
        ".flight.start",
        "'x': expected an ISO 8601 time with its offset, such as 2026-03-01T06:00:00+01:00, found '2026-03-01'")]
    [InlineData(
        """{"id":"x","campaignId":"c","recencySeconds":0.0005}""",
        ".recencySeconds",
        "'x': expected seconds, exact to the millisecond, 0 to 2147483647, found 0.0005")]
    [InlineData(
        """{"id":"x","campaignId":"c","recencySeconds":-1}""",
        ".recencySeconds",
        "'x': expected seconds, exact to the millisecond, 0 to 2147483647, found -1")]
    [InlineData(
        """{"id":"x","campaignId":"c","dayparts":[{"days":["all"],"from":"6:00","to":"10:00"}]}""",
        ".dayparts[0].from",
        "'x': expected a time of day as HH:mm, 00:00 to 24:00, found '6:00'")]
    [InlineData(
        """{"id":"x","campaignId":"c","dayparts":[{"days":["all"],"from":"06:00","to":"24:15"}]}""",
        ".dayparts[0].to",
        "'x': expected a time of day as HH:mm, 00:00 to 24:00, found '24:15'")]
    [InlineData(
        """{"id":"x","campaignId":"c","dayparts":[{"days":["all","none"],"from":"06:00","to":"07:00"}]}""",
        ".dayparts[0].days[1]",
        "'x': expected one of monday, tuesday, wednesday, thursday, friday, workdays, saturday, sunday, weekend, all, found 'none'")]
    [InlineData(
        """{"id":"x","campaignId":"c","caps":[{"limit":1}]}""",
        ".caps[0]",
        "'x': expected exactly one of per (a calendar or other named window) and perSeconds (a rolling window)")]
    [InlineData(
        """{"id":"x","campaignId":"c","caps":[{"limit":1,"per":"day","perSeconds":5}]}""",
        ".caps[0]",
        "'x': expected exactly one of per (a calendar or other named window) and perSeconds (a rolling window)")]
    [InlineData(
        """{"id":"x","campaignId":"c","creatives":["a",5]}""",
        ".creatives[1]",
        "'x': expected the id of a creative, or an object with creativeId and weight, found a number")]
    [InlineData(
        """{"id":"x","campaignId":"c","creatives":[{"creativeId":"a","weight":"2"}]}""",
        ".creatives[0].weight",
        "'x': expected a whole number of 32 bits, found '2'")]
    [InlineData("""{"id":"x","campaignId":"c","creatives":[{"creativeId":"a","share":2}]}""", ".creatives[0].share", "'x': unknown property 'share'")]
    [InlineData("[]", "", "expected an object, found an array")]
    [InlineData("null", "", "null is not a value; leave the property out")]
    [InlineData("\"x\"", "", "expected an object, found a text")]
    public void ALineItemErrorHasPathLineAndExpectation(string lineItem, string path, string message)
    {
        string json = $$"""
            {
              "lineItems": [
                {"id":"good","campaignId":"c"},
                {{lineItem}}
              ]
            }
            """;

        IReadOnlyList<CatalogJsonError> errors = CatalogSamples.ErrorsOf(json);

        Assert.Contains(new CatalogJsonError("lineItems[1]" + path, 4, message), errors);
    }

    [Theory]
    [InlineData("""{"currency":5}""", "currency", "expected a text, found 5")]
    [InlineData("""{"generation":"5"}""", "generation", "expected a whole number of 64 bits, found '5'")]
    [InlineData(
        """{"firstDayOfWeek":"Monday"}""",
        "firstDayOfWeek",
        "expected one of sunday, monday, tuesday, wednesday, thursday, friday, saturday, found 'Monday'; did you mean 'monday'?")]
    [InlineData("""{"\ud800":1}""", "\\ud800", "unknown property '\\ud800'")]
    [InlineData("""{"lineitems":[]}""", "lineitems", "unknown property 'lineitems'; did you mean 'lineItems'?")]
    [InlineData("""{"timeZone":null}""", "timeZone", "null is not a value; leave the property out")]
    [InlineData("""{"advertisers":{"a":[1,{}]},"generation":1}""", "advertisers", "expected an array, found an object")]
    [InlineData("""{"extra":{"a":[1,{}]},"generation":1}""", "extra", "unknown property 'extra'")]
    [InlineData("""{"generation":1,"generation":1}""", "generation", "property 'generation' is repeated")]
    [InlineData("""{"trafficCurve":[1,"2"]}""", "trafficCurve[1]", "expected a number that a double can hold, found '2'")]
    [InlineData("""{"attributes":[{"name":"a","kind":"text"}]}""", "attributes[0].kind", "expected one of keyword, integer, decimal, location, found 'text'")]
    [InlineData(
        """{"creatives":[{"id":"k","advertiserId":"a","format":"audio","durationSeconds":"30"}]}""",
        "creatives[0].durationSeconds",
        "'k': expected seconds, exact to the millisecond, 0 to 2147483647, found '30'")]
    [InlineData("[]", "$", "expected an object, found an array")]
    public void ARootErrorHasPathAndExpectation(string json, string path, string message)
    {
        Assert.Equal(new CatalogJsonError(path, 1, message), Assert.Single(CatalogSamples.ErrorsOf(json)));
    }

    [Fact]
    public void AllErrorsAreListedInTheOrderOfTheDocument()
    {
        string json = """
            {
              "currency": 1,
              "campaigns": [
                {
                  "id": "spring",
                  "budget": {
                    "amount": "much"
                  },
                  "color": "red"
                },
                { "id": "ok", "advertiserId": "a" },
                7
              ],
              "lineItems": [
                { "id": "a", "campaignId": 1, "priority": "x" }
              ],
              "unknown": 1
            }
            """;

        Assert.Equal(
            [
                "line 2: currency: expected a text, found 1",
                "line 4: campaigns[0]: 'spring': property 'advertiserId' is missing",
                "line 7: campaigns[0].budget.amount: 'spring': expected a number that a decimal holds exactly (28 digits), found 'much'",
                "line 9: campaigns[0].color: 'spring': unknown property 'color'",
                "line 12: campaigns[2]: expected an object, found a number",
                "line 15: lineItems[0].campaignId: 'a': expected a text, found 1",
                "line 15: lineItems[0].priority: 'a': expected a whole number of 32 bits, found 'x'",
                "line 17: unknown: unknown property 'unknown'",
            ],
            CatalogSamples.ErrorsOf(json).Select(error => error.ToString()));
    }

    [Fact]
    public void TheListOfErrorsIsBounded()
    {
        string json = $$"""{"lineItems":[{{string.Join(',', Enumerable.Repeat("1", 5000))}}]}""";

        Assert.Equal(AdSelectLimits.MaxListedDiagnostics, CatalogSamples.ErrorsOf(json).Count);
    }

    [Theory]
    [InlineData("{\n \"lineItems\": [\n  {\"id\": }\n ]}", "lineItems[0]", 3, "malformed JSON at column 10: ")]
    [InlineData("{\"currency\": \"EUR\",}", "currency", 1, "malformed JSON at column 20: ")]
    [InlineData("{} x", "$", 1, "malformed JSON at column 4: ")]
    [InlineData("// catalog\n{}", "$", 1, "malformed JSON at column 1: ")]
    [InlineData("", "$", 1, "malformed JSON at column 1: ")]
    public void MalformedJsonIsOneErrorWithLineAndColumn(string json, string path, long line, string message)
    {
        CatalogJsonError error = Assert.Single(CatalogSamples.ErrorsOf(json));

        Assert.Equal((path, line), (error.Path, error.Line));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnElementLargerThanTheLimitIsRefused()
    {
        string json = $$"""{"lineItems":[{"id":"{{new string('x', 17 * 1024 * 1024)}}","campaignId":"c"}]}""";

        CatalogJsonError error = Assert.Single(CatalogSamples.ErrorsOf(json));

        Assert.Equal("lineItems[0]", error.Path);
        Assert.Contains("larger than 16777216 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        string json = "{\"lineItems\":[{\"targeting\":" + new string('[', 100_000);

        Assert.Single(CatalogSamples.ErrorsOf(json));
    }

    [Fact]
    public void TruncatedAnywhereItIsRefusedAsADocument()
    {
        byte[] document = CatalogSamples.Save(CatalogSamples.Everything());
        int length = document.AsSpan().LastIndexOf((byte)'}');
        for (int kept = 0; kept <= length; kept++)
        {
            byte[] part = document[..kept];
            Assert.Throws<CatalogJsonException>(() => CatalogJson.Load(new MemoryStream(part)));
            Assert.Throws<CatalogJsonException>(() => CatalogJson.Open(new MemoryStream(part)).LineItems.Count());
        }
    }

    [Fact]
    public void AlteredAnywhereItLoadsOrIsRefusedAsADocument()
    {
        byte[] document = CatalogSamples.Save(CatalogSamples.Everything());
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] altered = [.. document];
            altered[random.Next(altered.Length)] = (byte)random.Next(256);
            altered[random.Next(altered.Length)] = (byte)"\"\\{}[],:0n"[random.Next(10)];
            try
            {
                CatalogJson.Load(new MemoryStream(altered));
            }
            catch (CatalogJsonException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 3_000);
    }

    [Fact]
    public void TextThatIsNoUnicodeIsAnError()
    {
        byte[] json = [.. """{"lineItems":[{"id":"a","campaignId":"b","name":"?"},{"id":"\ud800","campaignId":"b"}]}"""u8];
        json[json.AsSpan().IndexOf((byte)'?')] = 0xFF;

        var exception = Assert.Throws<CatalogJsonException>(() => CatalogJson.Load(new MemoryStream(json)));

        Assert.Equal(["lineItems[0].name", "lineItems[1].id"], exception.Errors.Select(error => error.Path));
    }
}
