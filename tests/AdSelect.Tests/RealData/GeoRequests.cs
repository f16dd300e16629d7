// Real web hits as ad requests. What a hit does not state is derived from a hash of its user.
using System.Text.Json;
using AdSelect.Internals;
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.RealData;

/// <summary>
/// Stated by the data: instant, country, region, metro, postal code, position, operating system. Derived from the hash of
/// the user (so that a user stays the same over requests): age, gender, interests, segments, demographics, languages,
/// connection, district, consent, and the number of days by which the hits of May 2015 are moved into July 2018 to October
/// 2022, so that flights of all years are met. Derived from the number of the hit: what is offered and how it is priced.
/// </summary>
public sealed class GeoRequests
{
    private const int FirstFlightDays = 1_141;
    private const int FlightDays = 1_560;

    private readonly Dictionary<int, string> _metroNames;
    private readonly string[] _interests;
    private readonly string[] _demographics;
    private readonly string[] _languages;
    private readonly ILookup<string, string> _districtsByRegion;

    public GeoRequests(IReadOnlyList<SnapAd> ads)
    {
        string[] Vocabulary(string dimension) => [.. ads.SelectMany(ad => ad.Values(dimension)).Distinct().Order(StringComparer.Ordinal)];
        _interests = Vocabulary("interest");
        _demographics = Vocabulary("demographic");
        _languages = Vocabulary("language");
        _districtsByRegion = Vocabulary("district_in").ToLookup(name => string.Join(' ', name.Split(' ')[..^2]));
        _metroNames = ReadMetroNames();
    }

    public PlainRequest[] ReadAll() =>
    [
        .. File.ReadLines(DataFolder.File("requests-apache-geo", "requests.jsonl"))
            .Select((line, number) => Read(JsonDocument.Parse(line).RootElement, number)),
    ];

    private PlainRequest Read(JsonElement hit, int number)
    {
        string user = hit.GetProperty("user").GetString()!;
        double longitude = hit.GetProperty("lon").GetDouble();
        TimeSpan offset = TimeSpan.FromHours(Math.Round(longitude / 15));
        return new PlainRequest
        {
            Id = $"{user} {number}",
            Time = hit.GetProperty("ts").GetDateTimeOffset().AddDays(FirstFlightDays + (double)Of(user, "days", FlightDays)).ToOffset(offset),
            Values = [.. Stated(hit), .. Derived(user, hit)],
            Slots = Slots(number),
            PriceRule = number % 2 == 0 ? PriceRule.First : PriceRule.Second,
            PriceIncrementMicros = 10_000,
            FloorMicros = number % 5 == 0 ? 2_000_000 : 0,
            Consent = Of(user, "consent", 10) == 0 ? default : Consent.Full,
        };
    }

    private static PlainSlot[] Slots(int number)
    {
        var video = new PlainSlot(AdFormat.Video) { MaxDurationMilliseconds = 15_000 };
        var display = new PlainSlot(AdFormat.Display);
        return (number % 8) switch
        {
            < 4 => [video],
            4 or 5 => [new PlainSlot(AdFormat.Video)],
            6 => [display],
            _ => [video, display, video],
        };
    }

    private IEnumerable<PlainValue> Stated(JsonElement hit)
    {
        string? Text(string name) => hit.TryGetProperty(name, out JsonElement value) && value.GetString() is { Length: > 0 } text ? text : null;
        PlainValue?[] values =
        [
            Text("country") is { } country ? PlainValue.Of(SnapTargeting.Country, CountryNames.Of(country)) : null,
            Text("regionName") is { } region ? PlainValue.Of(SnapTargeting.Region, region) : null,
            Text("zipApprox") is { } postal ? PlainValue.Of(SnapTargeting.Postal, postal) : null,
            hit.TryGetProperty("metro", out JsonElement metro) && _metroNames.TryGetValue(metro.GetInt32(), out string? name)
                ? PlainValue.Of(SnapTargeting.Metro, name)
                : null,
            Text("os") is { } os ? PlainValue.Of(SnapTargeting.Os, os) : null,
            PlainValue.Of(SnapTargeting.Position, hit.GetProperty("lat").GetDouble(), hit.GetProperty("lon").GetDouble()),
        ];
        return values.OfType<PlainValue>();
    }

    private IEnumerable<PlainValue> Derived(string user, JsonElement hit)
    {
        if (Of(user, "age known", 10) > 0)
        {
            yield return PlainValue.Of(SnapTargeting.Age, 13 + Of(user, "age", 40));
        }

        yield return PlainValue.Of(SnapTargeting.Gender, Of(user, "gender", 2) == 0 ? "FEMALE" : "MALE");
        yield return PlainValue.Of(SnapTargeting.Language, Of(user, "english", 3) > 0 ? "en" : _languages[Of(user, "language", _languages.Length)]);
        yield return PlainValue.Of(SnapTargeting.Connection, Of(user, "connection", 2) == 0 ? "WIFI" : "CELL");
        if (Of(user, "segment", 2) == 0)
        {
            yield return PlainValue.Of(SnapTargeting.Segment, "Provided by Advertiser");
        }

        foreach (string interest in Some(user, "interests", _interests, 12))
        {
            yield return PlainValue.Of(SnapTargeting.Interest, interest);
        }

        foreach (string demographic in Some(user, "demographics", _demographics, 4))
        {
            yield return PlainValue.Of(SnapTargeting.Demographic, demographic);
        }

        string[] districts = hit.TryGetProperty("regionName", out JsonElement region) ? [.. _districtsByRegion[region.GetString()!]] : [];
        if (districts.Length > 0)
        {
            yield return PlainValue.Of(SnapTargeting.District, districts[Of(user, "district", districts.Length)]);
        }
    }

    private static IEnumerable<string> Some(string user, string what, string[] vocabulary, int high) =>
        Enumerable.Range(0, Of(user, what, high + 1)).Select(i => vocabulary[Of(user, $"{what} {i}", vocabulary.Length)]).Distinct();

    // A number from 0 to range − 1 that is the same for the same user and purpose.
    private static int Of(string user, string what, int range) => (int)(StableHash.Text($"{user} {what}") % (ulong)range);

    private static Dictionary<int, string> ReadMetroNames()
    {
        string[] lines = File.ReadAllLines(DataFolder.File("requests-apache-geo", "us-metro-code-to-snap-name.csv"));
        return lines.Skip(1).ToDictionary(line => int.Parse(line[..line.IndexOf(',')]), line => line[(line.IndexOf(',') + 1)..line.LastIndexOf(',')].Trim('"'));
    }
}
