// Countries and places of the service, with language, currency and clock; the largest markets first.
using System.Globalization;

namespace AdSelect.Workload;

/// <summary>A region with its chief city.</summary>
/// <param name="Region">ISO 3166-2 code.</param>
/// <param name="City">Name of the city.</param>
/// <param name="Latitude">Degrees north of the city's centre.</param>
/// <param name="Longitude">Degrees east of the city's centre.</param>
/// <param name="OffsetMinutes">Standard time's offset from UTC.</param>
public sealed record Place(string Region, string City, double Latitude, double Longitude, int OffsetMinutes);

/// <summary>A country in which the service sells.</summary>
/// <param name="Code">ISO 3166-1 code.</param>
/// <param name="Language">ISO 639-1 code of the language most listeners use.</param>
/// <param name="Currency">The currency advertisers of this country book in.</param>
/// <param name="Places">Its regions, the largest first.</param>
public sealed record MarketCountry(string Code, string Language, string Currency, IReadOnlyList<Place> Places);

/// <summary>The geography of the service.</summary>
public static partial class Market
{
    /// <summary>The instant around which flights are planned and listeners listen: a Wednesday in March.</summary>
    public static DateTimeOffset ReferenceTime { get; } = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The countries, the largest market first.</summary>
    public static IReadOnlyList<MarketCountry> Countries { get; } = [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseCountry)];

    /// <summary>Rates to US dollars, the catalog's currency, on the reference day.</summary>
    public static IReadOnlyList<CurrencyRate> CurrencyRates { get; } =
    [
        new("EUR", 1.0850m), new("GBP", 1.2710m), new("CAD", 0.7020m), new("AUD", 0.6350m), new("SEK", 0.0965m), new("NOK", 0.0921m),
        new("DKK", 0.1454m), new("CHF", 1.1320m), new("PLN", 0.2560m), new("BRL", 0.1740m), new("MXN", 0.0491m), new("JPY", 0.0067m), new("INR", 0.0116m),
    ];

    // code language currency offset | region city latitude longitude [offset of its own] | ...
    private static MarketCountry ParseCountry(string line)
    {
        string[] parts = line.Split('|');
        string[] head = Words(parts[0]);
        int offset = int.Parse(head[3], CultureInfo.InvariantCulture);
        return new MarketCountry(head[0], head[1], head[2], [.. parts.Skip(1).Select(part => ParsePlace(head[0], offset, Words(part)))]);
    }

    private static Place ParsePlace(string country, int offset, string[] words) => new(
        $"{country}-{words[0]}",
        words[1].Replace('_', ' '),
        double.Parse(words[2], CultureInfo.InvariantCulture),
        double.Parse(words[3], CultureInfo.InvariantCulture),
        words.Length > 4 ? int.Parse(words[4], CultureInfo.InvariantCulture) : offset);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
