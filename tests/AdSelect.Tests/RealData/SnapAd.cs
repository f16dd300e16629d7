// One line of the political ad library, as its file states it.
using System.IO.Compression;
using System.Text.Json;

namespace AdSelect.Tests.RealData;

/// <summary>An ad that ran: who paid, what was spent, when, and whom it addressed.</summary>
public sealed record SnapAd(string Id, string Advertiser, string Payer, string Currency, decimal Spend, decimal Cpm)
{
    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset? End { get; init; }

    public required string[] Media { get; init; }

    /// <summary>Dimensions by name: <c>country</c>, <c>region_in</c>, <c>postal_ex</c> and so on.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Targeting { get; init; }

    /// <summary>The values of a dimension, which may be one text or a list; empty when it has none.</summary>
    public string[] Values(string dimension) => !Targeting.TryGetValue(dimension, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : [value.GetString()!];

    public static SnapAd[] ReadAll(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        List<SnapAd> ads = [];
        while (reader.ReadLine() is { } line)
        {
            ads.Add(Read(JsonDocument.Parse(line).RootElement));
        }

        return [.. ads];
    }

    private static SnapAd Read(JsonElement ad)
    {
        string Text(string name) => ad.GetProperty(name).GetString()!;
        JsonElement end = ad.GetProperty("end");
        return new SnapAd(
            Text("id"),
            Text("advertiser"),
            Text("payer"),
            Text("currency"),
            ad.GetProperty("spend").GetDecimal(),
            ad.GetProperty("cpm").GetDecimal())
        {
            Start = ad.GetProperty("start").GetDateTimeOffset(),
            End = end.ValueKind == JsonValueKind.Null ? null : end.GetDateTimeOffset(),
            Media = [.. ad.GetProperty("media").EnumerateArray().Select(media => media.GetString()!)],
            Targeting = ad.GetProperty("targeting").EnumerateObject().ToDictionary(property => property.Name, property => property.Value),
        };
    }
}
