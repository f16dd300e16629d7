// The attribute schema of the fictional streaming service: one typed handle per attribute.
namespace AdSelect.Workload;

/// <summary>What the service knows about a listener and what is playing.</summary>
public static class StreamingAttributes
{
    /// <summary>ISO 3166-1 country code, from the network address.</summary>
    public static readonly KeywordAttribute Country = new("country");

    /// <summary>ISO 3166-2 region code, consistent with the country.</summary>
    public static readonly KeywordAttribute Region = new("region");

    /// <summary>Age in years, where the listener told it.</summary>
    public static readonly IntegerAttribute Age = new("age");

    /// <summary><c>female</c>, <c>male</c> or <c>other</c>, where the listener told it.</summary>
    public static readonly KeywordAttribute Gender = new("gender");

    /// <summary>The kind of player, one of <see cref="Content.Devices"/>.</summary>
    public static readonly KeywordAttribute Device = new("device");

    /// <summary>Language of the player, ISO 639-1.</summary>
    public static readonly KeywordAttribute Language = new("language");

    /// <summary>Genres of what is playing, of <see cref="Content.Genres"/>.</summary>
    public static readonly KeywordAttribute Genre = new("genre");

    /// <summary>Topics of what is playing, of <see cref="Content.Topics"/>; line items mostly exclude some.</summary>
    public static readonly KeywordAttribute Topic = new("topic");

    /// <summary>Audience segments of the listener, of a <see cref="SegmentSet"/>. Personal data.</summary>
    public static readonly IntegerAttribute Segments = new("segments") { IsPersonal = true };

    /// <summary>Where the listener is, to about a city.</summary>
    public static readonly LocationAttribute Position = new("position");

    /// <summary>The whole schema, as a catalog declares it.</summary>
    public static IReadOnlyList<AdAttribute> All { get; } =
        [Country, Region, Age, Gender, Device, Language, Genre, Topic, Segments, Position];
}
