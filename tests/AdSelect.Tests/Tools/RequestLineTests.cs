// Every field of a request line arrives in the request.
using System.Text;
using AdSelect.Tool.Requests;

namespace AdSelect.Tests.Tools;

public class RequestLineTests
{
    internal static readonly AdAttribute[] Schema =
    [
        new KeywordAttribute("country"),
        new IntegerAttribute("age"),
        new IntegerAttribute("segments"),
        new DecimalAttribute("loudness"),
        new LocationAttribute("position"),
    ];

    [Fact]
    public void Fills_the_request_that_the_same_calls_in_code_make()
    {
        RequestLine line = Parse("""
            {"id":"r1","time":"2026-03-01T08:15:00+01:00",
             "attributes":{"country":["SE","NO"],"age":27,"segments":[1,2,3],"loudness":-0.5,"position":{"longitude":18.1,"latitude":59.3},"weather":["rain",{"a":1}]},
             "deals":[{"id":"d1","floor":5},{"id":"d2"}],"blockedDomains":["Volt.example."],"blockedCategories":["food"],"blockedLineItems":["x"]}
            """);
        var actual = new AdRequest(new Term[64]);
        line.Fill(ref actual);

        var expected = new AdRequest(new Term[64]);
        expected.Add((KeywordAttribute)Schema[0], new[] { "SE", "NO" });
        expected.Add((IntegerAttribute)Schema[1], 27);
        expected.Add((IntegerAttribute)Schema[2], new[] { 1, 2, 3 });
        expected.Add((DecimalAttribute)Schema[3], -0.5);
        expected.Add((LocationAttribute)Schema[4], 59.3, 18.1);
        expected.AddDeal("d1", 5_000_000);
        expected.AddDeal("d2");
        expected.BlockDomain("volt.example");
        expected.BlockCategory("food");
        expected.BlockLineItem("x");
        Assert.Equal(expected.Terms.ToArray(), actual.Terms.ToArray());
        Assert.Equal(RequestId.Of("r1"), actual.Id);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 15, 0, TimeSpan.FromHours(1)), actual.Time);
        Assert.Equal(TimeSpan.FromHours(1), actual.Time.Offset);
    }

    [Fact]
    public void Fills_prices_consent_and_flags()
    {
        RequestLine line = Parse("""
            {"id":42,"floor":1.25,"priceRule":"second","priceIncrement":0.01,"consent":{"personalData":true,"purposes":[1,24]},
             "childDirected":true,"dealsOnly":true,"dealsFirst":true,"dynamicAllocation":true,"blockedCreativeAttributes":[1,63],"experimentUnit":"listener-7"}
            """);
        var request = new AdRequest([]);
        line.Fill(ref request);
        Assert.Equal(42ul, request.Id.Value);
        Assert.Equal(1_250_000, request.FloorMicros);
        Assert.Equal(PriceRule.Second, request.PriceRule);
        Assert.Equal(10_000, request.PriceIncrementMicros);
        Assert.Equal(new Consent(true, (1u << 23) | 1), request.Consent);
        Assert.True(request.IsChildDirected);
        Assert.True(request.DealsOnly);
        Assert.Equal("listener-7", request.ExperimentUnit.ToString());
        Assert.Equal(AdComSet.Of(1, 63), request.BlockedCreativeAttributes);
    }

    [Fact]
    public void Fills_one_slot()
    {
        Slot slot = Parse("""
            {"id":"r","slot":{"format":"video","minSeconds":6,"maxSeconds":30.5,"floor":2.5,"skippable":"forbidden","mimeTypes":["Video/MP4"],
             "apiFrameworks":[7],"blockedCreativeAttributes":[1,2],"durationFloors":[{"fromSeconds":1,"toSeconds":15,"floor":5}]}}
            """).Slot!.Value;
        Assert.Equal(AdFormat.Video, slot.Format);
        Assert.Equal(6_000, slot.MinDurationMilliseconds);
        Assert.Equal(30_500, slot.MaxDurationMilliseconds);
        Assert.Equal(2_500_000, slot.FloorMicros);
        Assert.Equal(Skippability.Forbidden, slot.Skippability);
        Assert.Equal(AdComSet.Of(7), slot.ApiFrameworks);
        Assert.Equal(AdComSet.Of(1, 2), slot.BlockedCreativeAttributes);
        Assert.Equal([new Slot.DurationFloor(1_000, 15_000, 5_000_000)], slot.DurationFloors.ToArray());

        var same = default(Slot);
        same.AllowMimeType("video/mp4");
        Assert.Equal(same.MimeTypes.ToArray(), slot.MimeTypes.ToArray());
    }

    [Fact]
    public void Fills_several_slots_in_order()
    {
        RequestLine line = Parse("""{"id":"r","slots":[{"format":"audio","requiredSeconds":[15,30]},{"format":"display","floorPerSecond":0.2}]}""");
        var request = new AdRequest([]);
        line.Fill(ref request);
        Assert.Equal(2, request.Slots.Length);
        Assert.Equal([15_000, 30_000], request.Slots[0].RequiredDurations.ToArray());
        Assert.Equal(AdFormat.Display, request.Slots[1].Format);
        Assert.Equal(200_000, request.Slots[1].FloorPerSecondMicros);
        Assert.False(request.HasSlot);
    }

    [Fact]
    public void Forgets_the_line_before()
    {
        var parser = new RequestLineParser(Schema);
        var line = new RequestLine();
        parser.Parse(
            """{"id":"a","time":"2026-03-01T08:15:00Z","slot":{"format":"audio"},"attributes":{"age":1},"floor":1,"dealsOnly":true,"deals":[{"id":"d"}],"blockedDomains":["x"],"experimentUnit":"u"}"""u8,
            line);
        parser.Parse("""{"id":7,"attributes":{}}"""u8, line);
        var request = new AdRequest(new Term[8]);
        line.Fill(ref request);
        Assert.Equal(7ul, request.Id.Value);
        Assert.Empty(request.Terms.ToArray());
        Assert.Equal(default, request.Time);
        Assert.Equal(0, request.FloorMicros);
        Assert.True(request.ExperimentUnit.IsEmpty);
        Assert.False(request.DealsOnly || request.HasSlot);
    }

    internal static RequestLine Parse(string json)
    {
        var line = new RequestLine();
        new RequestLineParser(Schema).Parse(Encoding.UTF8.GetBytes(json), line);
        return line;
    }
}
