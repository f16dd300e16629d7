// Who advertises: industries with a two-level category tree, words for names, and the audience they buy.
namespace AdSelect.Workload;

/// <summary>A branch of business.</summary>
/// <param name="Id">The root category.</param>
/// <param name="Name">For people.</param>
/// <param name="Categories">Categories below the root, as the second part of their ids.</param>
/// <param name="Suffixes">Last words of company names.</param>
/// <param name="MinAge">Youngest listeners it may address; 0 means no limit.</param>
public sealed record Industry(string Id, string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Suffixes, int MinAge = 0)
{
    /// <summary>All industries, the biggest spenders first.</summary>
    public static IReadOnlyList<Industry> All { get; } =
    [
        new("retail", "Retail", ["grocery", "fashion", "furniture", "electronics", "pharmacy"], ["Market", "Stores", "Outlet", "Home"]),
        new("auto", "Automotive", ["cars", "electric", "parts", "leasing"], ["Motors", "Auto", "Mobility", "Drive"]),
        new("cpg", "Consumer goods", ["beverages", "snacks", "household", "beauty", "pet-food"], ["Foods", "Brands", "Drinks", "Care"]),
        new("telecom", "Telecommunications", ["mobile", "broadband", "devices"], ["Mobile", "Telecom", "Connect", "Fiber"]),
        new("finance", "Finance", ["banking", "insurance", "credit-cards", "investing"], ["Bank", "Insurance", "Capital", "Pay"], 18),
        new("entertainment", "Entertainment", ["film", "television", "games", "concerts", "books"], ["Pictures", "Studios", "Games", "Live"]),
        new("travel", "Travel", ["airlines", "hotels", "cruises", "rail"], ["Air", "Hotels", "Travel", "Lines"]),
        new("tech", "Technology", ["software", "hardware", "cloud", "apps"], ["Systems", "Labs", "Software", "Cloud"]),
        new("restaurants", "Restaurants", ["fast-food", "coffee", "delivery"], ["Burgers", "Coffee", "Kitchen", "Pizza"]),
        new("health", "Health", ["fitness", "medicine", "vision", "nutrition"], ["Health", "Fitness", "Clinic", "Wellness"]),
        new("education", "Education", ["universities", "courses", "languages"], ["University", "Academy", "Learning", "School"]),
        new("alcohol", "Alcohol", ["beer", "wine", "spirits"], ["Brewery", "Vineyards", "Distillers", "Cellars"], 21),
        new("gambling", "Gambling", ["lottery", "sportsbook", "casino"], ["Bet", "Lottery", "Casino", "Odds"], 21),
        new("politics", "Public sector", ["campaigns", "government", "charity"], ["Alliance", "Agency", "Foundation", "Forum"], 18),
        new("real-estate", "Real estate", ["rent", "sale", "moving"], ["Homes", "Estates", "Living", "Property"]),
        new("jobs", "Employment", ["job-boards", "staffing"], ["Careers", "Staffing", "Talent", "Jobs"], 16),
    ];

    /// <summary>First halves of fictional company names.</summary>
    public static IReadOnlyList<string> FirstWords { get; } =
    [
        "Nord", "Bright", "Silver", "Blue", "Green", "Alta", "Cedar", "Stone", "River", "Sun", "Iron", "Maple", "Wind", "Lumen", "Terra",
        "Vela", "Oak", "Amber", "Polar", "Coral", "Summit", "Harbor", "Willow", "Copper", "Falcon", "Meadow", "Onyx", "Pine", "Quartz", "Raven",
    ];

    /// <summary>Second halves of fictional company names.</summary>
    public static IReadOnlyList<string> SecondWords { get; } =
        [
            "field", "peak", "wood", "gate", "way", "crest", "bridge", "land", "point", "ford", "haven", "line", "mark", "well", "side",
            "view", "spring", "craft", "ton", "brook",
        ];

    /// <summary>The whole category tree: each industry as a root with its categories below.</summary>
    public static IEnumerable<Category> CategoryTree => All.SelectMany(industry =>
        industry.Categories
            .Select(category => new Category(industry.CategoryId(category), industry.Id) { Name = $"{industry.Name}: {category}" })
            .Prepend(new Category(industry.Id) { Name = industry.Name }));

    /// <summary>The full id of one of <see cref="Categories"/>.</summary>
    public string CategoryId(string category) => $"{Id}-{category}";
}
