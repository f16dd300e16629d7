// Who advertises this evening: a small catalog with the rules that breaks are about.
using AdSelect;

namespace ListeningSession;

internal static class Brands
{
    private static readonly FrequencyCap TwiceASession = new(2, CapWindow.Session) { Identity = CapIdentity.Session };

    /// <summary>One line item for each brand.</summary>
    public static Catalog Catalog()
    {
        Brand[] brands =
        [
            new("Fizz Cola", "cola", 30, 11.00m),
            new("Pop Cola", "cola", 15, 10.50m),
            new("Volt Electric", "electric cars", 30, 9.80m),
            new("Wagon Family Cars", "family cars", 20, 9.20m),
            new("North Bank", "banks", 30, 8.40m) { Exclusion = "money" },
            new("Quick Loans", "banks", 15, 8.60m) { Exclusion = "money" },
            new("Dragon Quest", "games", 20, 7.90m) { Spacing = "loud" },
            new("Thunder Racing", "games arcade", 15, 7.60m) { Spacing = "loud" },
            new("Green Grocer", "groceries", 20, 6.10m),
            new("Museum of Trains", "culture", 15, 5.20m),
            new("Lake Holidays", "travel", 30, 4.80m),
            new("Paperback Club", "books", 15, 3.90m),
        ];
        return new Catalog
        {
            Categories = [new("drinks"), new("cola", "drinks"), new("cars"), new("electric cars", "cars"), new("family cars", "cars")],
            Advertisers = [.. brands.Select(brand => new Advertiser(brand.Name)), new("Talk More"), new("The Station")],
            Campaigns = [.. brands.Select(brand => new Campaign(brand.Name, brand.Name)), new("Talk More", "Talk More"), new("The Station", "The Station")],
            Creatives =
            [
                .. brands.Select(brand =>
                    new Creative(brand.Name, brand.Name, AdFormat.Audio) { Duration = TimeSpan.FromSeconds(brand.Seconds), Categories = [brand.Category] }),
                new Creative("Talk More", "Talk More", AdFormat.Audio) { Duration = TimeSpan.FromSeconds(10) },
                new Creative("Jingle", "The Station", AdFormat.Audio) { Duration = TimeSpan.FromSeconds(4) },
            ],
            LineItems =
            [
                .. brands.Select(brand => new LineItem(brand.Name, brand.Name)
                {
                    Price = Price.Cpm(brand.Cpm),
                    Caps = [TwiceASession],
                    Recency = TimeSpan.FromMinutes(9),
                    ExclusionLabels = brand.Exclusion is null ? [] : [brand.Exclusion],
                    SpacingLabels = brand.Spacing is null ? [] : [brand.Spacing],
                    Creatives = [brand.Name],
                }),

                // A sponsor that speaks first or not at all, and the station's own opener.
                new LineItem("Talk More", "Talk More")
                {
                    Kind = LineItemKind.Sponsorship,
                    Price = Price.Cpm(12),
                    BreakPosition = BreakPosition.First,
                    Caps = [new FrequencyCap(3, CapWindow.Session) { Identity = CapIdentity.Session }],
                    Creatives = ["Talk More"],
                },
                new LineItem("Jingle", "The Station") { Kind = LineItemKind.House, Creatives = ["Jingle"] },
            ],
        };
    }

    private sealed record Brand(string Name, string Category, int Seconds, decimal Cpm)
    {
        public string? Exclusion { get; init; }

        public string? Spacing { get; init; }
    }
}
