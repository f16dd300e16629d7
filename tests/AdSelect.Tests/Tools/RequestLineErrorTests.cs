// What is wrong with a request line is said with the path of the field.
using AdSelect.Tool.Requests;

namespace AdSelect.Tests.Tools;

public class RequestLineErrorTests
{
    [Theory]
    [InlineData("""[]""", "", "expected an object that is a request, found a list")]
    [InlineData("""{"id":"r",}""", "", "not valid JSON at byte")]
    [InlineData("""{"id":"r"} {}""", "", "not valid JSON at byte")]
    [InlineData("""{"id":"r","attributes":{"age":[1""", "", "not valid JSON at byte")]
    [InlineData("""{"id":"r","attributes":{"age":NaN}}""", "", "not valid JSON at byte")]
    [InlineData("""{}""", "id", "the field is required")]
    [InlineData("""{"id":""}""", "id", "the text is empty")]
    [InlineData("""{"id":0}""", "id", "expected text or a whole number above 0, found the number 0")]
    [InlineData("""{"id":"\ud800"}""", "id", "half of a surrogate pair")]
    [InlineData("""{"id":"r","id":"r"}""", "id", "occurs twice")]
    [InlineData("""{"id":"r","geo":1}""", "geo", "there is no such field")]
    [InlineData("""{"id":"r","time":"2026-03-01T08:15:00"}""", "time", "expected a time with an offset")]
    [InlineData("""{"id":"r","time":"2026-03-01"}""", "time", "expected a time with an offset")]
    [InlineData("""{"id":"r","time":1772349300}""", "time", "expected text, found the number 1772349300")]
    [InlineData("""{"id":"r","floor":-1}""", "floor", "expected an amount from 0 to 1000000000 with at most 6 decimals, found -1")]
    [InlineData("""{"id":"r","floor":0.0000001}""", "floor", "found 0.0000001")]
    [InlineData("""{"id":"r","floor":"2.5"}""", "floor", "expected a number, found text")]
    [InlineData("""{"id":"r","priceRule":"third"}""", "priceRule", "'third' is none of first, second")]
    [InlineData("""{"id":"r","childDirected":1}""", "childDirected", "expected true or false, found the number 1")]
    [InlineData("""{"id":"r","consent":{"purposes":[25]}}""", "consent.purposes[0]", "expected a whole number from 1 to 24, found 25")]
    [InlineData("""{"id":"r","blockedCreativeAttributes":[0]}""", "blockedCreativeAttributes[0]", "expected a whole number from 1 to 63, found 0")]
    [InlineData("""{"id":"r","consent":{"all":true}}""", "consent.all", "there is no such field")]
    [InlineData("""{"id":"r","deals":[{"floor":1}]}""", "deals[0].id", "the field is required")]
    [InlineData("""{"id":"r","deals":[{"id":"a"},{"id":"b","floor":-1}]}""", "deals[1].floor", "found -1")]
    [InlineData("""{"id":"r","experimentUnit":7}""", "experimentUnit", "expected text, found the number 7")]
    [InlineData("""{"id":"r","blockedDomains":"volt.example"}""", "blockedDomains", "expected a list, found text")]
    [InlineData("""{"id":"r","blockedDomains":["a",""]}""", "blockedDomains[1]", "the text is empty")]
    [InlineData("""{"id":"r","blockedCreativeAttributes":[64]}""", "blockedCreativeAttributes[0]", "expected a whole number from 1 to 63")]
    public void Names_the_field_of_the_request(string json, string path, string message) => AssertError(json, path, message);

    [Theory]
    [InlineData("""{"id":"r","slot":{}}""", "slot.format", "the field is required")]
    [InlineData("""{"id":"r","slot":{"format":"radio"}}""", "slot.format", "'radio' is none of audio, video, display")]
    [InlineData("""{"id":"r","slot":{"format":"audio","length":30}}""", "slot.length", "there is no such field")]
    [InlineData("""{"id":"r","slot":{"format":"audio","minSeconds":"6"}}""", "slot.minSeconds", "expected a number, found text")]
    [InlineData("""{"id":"r","slot":{"format":"audio","maxSeconds":0.0001}}""", "slot.maxSeconds", "at most 3 decimals")]
    [InlineData("""{"id":"r","slot":{"format":"audio","minSeconds":31,"maxSeconds":30}}""", "slot.minSeconds", "exceeds maxSeconds")]
    [InlineData("""{"id":"r","slot":{"format":"audio","requiredSeconds":[15],"maxSeconds":30}}""", "slot.requiredSeconds", "exclude each other")]
    [InlineData("""{"id":"r","slot":{"format":"audio","requiredSeconds":[0]}}""", "slot.requiredSeconds[0]", "longer than 0")]
    [InlineData("""{"id":"r","slot":{"format":"audio","requiredSeconds":[1,2,3,4,5,6,7,8,9]}}""", "slot.requiredSeconds", "more than 8 entries")]
    [InlineData(
        """{"id":"r","slot":{"format":"audio","floorPerSecond":1,"durationFloors":[{"fromSeconds":1,"toSeconds":2,"floor":1}]}}""",
        "slot.durationFloors",
        "exclude each other")]
    [InlineData("""{"id":"r","slot":{"format":"audio","durationFloors":[{"fromSeconds":1,"floor":1}]}}""", "slot.durationFloors[0]", "expected fromSeconds")]
    [InlineData("""{"id":"r","slots":[]}""", "slots", "the list is empty")]
    [InlineData("""{"id":"r","slots":[{"format":"audio"},{"format":"audio","floor":true}]}""", "slots[1].floor", "expected a number, found true")]
    [InlineData("""{"id":"r","slot":{"format":"audio"},"slots":[{"format":"audio"}]}""", "slots", "either 'slot' or 'slots'")]
    public void Names_the_field_of_the_slot(string json, string path, string message) => AssertError(json, path, message);

    [Theory]
    [InlineData("""{"country":1}""", "attributes.country", "expected text, as the snapshot declares a keyword attribute, found the number 1")]
    [InlineData("""{"country":["SE",null]}""", "attributes.country[1]", "found null")]
    [InlineData("""{"age":"27"}""", "attributes.age", "expected a whole number of 64 bits, as the snapshot declares an integer attribute, found text")]
    [InlineData("""{"age":27.5}""", "attributes.age", "found the number 27.5")]
    [InlineData("""{"age":9223372036854775808}""", "attributes.age", "found the number 9223372036854775808")]
    [InlineData("""{"loudness":1e999}""", "attributes.loudness", "found the number 1e999")]
    [InlineData("""{"position":[59.3,18.1]}""", "attributes.position[0]", "expected an object with latitude and longitude")]
    [InlineData("""{"position":{"latitude":90.1,"longitude":0}}""", "attributes.position.latitude", "expected degrees from -90 to 90, found 90.1")]
    [InlineData("""{"position":[{"latitude":0,"longitude":-180.1}]}""", "attributes.position[0].longitude", "expected degrees from -180 to 180")]
    [InlineData("""{"position":{"latitude":1}}""", "attributes.position", "a location has latitude and longitude")]
    [InlineData("""{"position":{"lat":1}}""", "attributes.position.lat", "there is no such field")]
    [InlineData("""{"age":1,"age":2}""", "attributes.age", "occurs twice")]
    [InlineData("""{"weather":true}""", "attributes.weather", "expected text, a number, a location or a list of these, found true")]
    [InlineData("""[]""", "attributes", "expected an object, found a list")]
    public void Names_the_attribute(string attributes, string path, string message) =>
        AssertError($$$"""{"id":"r","attributes":{{{attributes}}}}""", path, message);

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        byte[] bytes = [.. "{\"id\":\""u8, 0xFF, .. "\"}"u8];
        var error = Assert.Throws<RequestLineException>(() => new RequestLineParser([]).Parse(bytes, new RequestLine()));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_slot_too_many()
    {
        string slots = string.Join(',', Enumerable.Repeat("""{"format":"audio"}""", AdSelectLimits.MaxSlots + 1));
        AssertError($$"""{"id":"r","slots":[{{slots}}]}""", "slots", "more than 32 slots");
    }

    private static void AssertError(string json, string path, string message)
    {
        var error = Assert.Throws<RequestLineException>(() => RequestLineTests.Parse(json));
        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
