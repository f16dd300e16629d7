// What the service plays and on what: genres, topics, devices and audience segments, the most popular first.
namespace AdSelect.Workload;

/// <summary>The vocabulary of content and players.</summary>
public static class Content
{
    /// <summary>How many audience segments exist; their ids are 1 to this number, 1 being the most common.</summary>
    public const int SegmentCount = 5_000;

    /// <summary>Kinds of player.</summary>
    public static IReadOnlyList<string> Devices { get; } =
        ["phone", "desktop", "connected-tv", "smart-speaker", "tablet", "car", "console", "wearable"];

    /// <summary>Genres of music, podcasts and video.</summary>
    public static IReadOnlyList<string> Genres { get; } =
    [
        "pop", "hip-hop", "rock", "comedy", "news", "dance", "true-crime", "indie", "latin", "rnb",
        "sports", "drama", "country-music", "metal", "documentary", "jazz", "classical", "k-pop", "business", "society",
        "technology", "afrobeats", "folk", "punk", "health-fitness", "kids-family", "reggae", "blues", "ambient", "soundtrack",
    ];

    /// <summary>Index in <see cref="Genres"/> of what is made for children.</summary>
    public static int ChildrenGenre { get; } = 25;

    /// <summary>Topics that advertisers care about, mostly to stay away from.</summary>
    public static IReadOnlyList<string> Topics { get; } =
    [
        "entertainment", "celebrity", "football", "politics", "crime", "relationships", "food", "travel", "war", "accidents",
        "health", "religion", "finance", "gaming", "adult-humor", "alcohol", "gambling", "firearms", "drugs", "tobacco",
    ];

    /// <summary>Index in <see cref="Topics"/> of each topic that advertisers commonly exclude.</summary>
    public static IReadOnlyList<int> SensitiveTopics { get; } = [3, 4, 8, 9, 11, 14, 15, 16, 17, 18, 19];
}
