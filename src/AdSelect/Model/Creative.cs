// The media.
namespace AdSelect;

/// <summary>Whether a creative may serve.</summary>
public enum CreativeApproval : byte
{
    /// <summary>It may serve.</summary>
    Approved = 0,

    /// <summary>Nobody has decided yet; it does not serve.</summary>
    Pending = 1,

    /// <summary>It was refused; it does not serve.</summary>
    Rejected = 2,
}

/// <summary>The media that is played or shown.</summary>
/// <param name="Id">Unique among creatives.</param>
/// <param name="AdvertiserId">The advertiser who owns it; line items of other advertisers cannot attach it.</param>
/// <param name="Format">The media format; it serves only in slots of the same format.</param>
public sealed record Creative(string Id, string AdvertiserId, AdFormat Format)
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Length, whole milliseconds; required for audio and video, zero for display.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Width in pixels, up to <see cref="AdSelectLimits.MaxPixels"/>; display only, together with <see cref="Height"/>. 0 means none stated.</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels, up to <see cref="AdSelectLimits.MaxPixels"/>; display only, together with <see cref="Width"/>. 0 means none stated.</summary>
    public int Height { get; init; }

    /// <summary>
    /// Ids of display creatives of the same advertiser that are shown beside this one, the most wanted first; at most
    /// <see cref="AdSelectLimits.MaxCompanions"/>, none with companions of its own.
    /// </summary>
    public IReadOnlyList<string> Companions { get; init; } = [];

    /// <summary>MIME type such as <c>audio/mpeg</c>, matched case-insensitively; null is accepted only by slots that list no MIME types.</summary>
    public string? MimeType { get; init; }

    /// <summary>AdCOM creative attributes, each 1 to <see cref="AdSelectLimits.MaxAdComValue"/>; a request may block some.</summary>
    public IReadOnlyList<int> Attributes { get; init; } = [];

    /// <summary>AdCOM API frameworks that the creative needs, each 1 to <see cref="AdSelectLimits.MaxAdComValue"/>; a slot must support all of them.</summary>
    public IReadOnlyList<int> ApiFrameworks { get; init; } = [];

    /// <summary>True when the listener can skip it.</summary>
    public bool IsSkippable { get; init; }

    /// <summary>BCP 47 language of the content; descriptive (target the listener's language in the line item).</summary>
    public string? Language { get; init; }

    /// <summary>What this creative advertises, beside its advertiser's categories: ids of <see cref="Category"/>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether it may serve.</summary>
    public CreativeApproval Approval { get; init; }

    /// <summary>When it may serve; null means always.</summary>
    public Flight? Flight { get; init; }

    /// <summary>Caps over every line item that shares the creative.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// The least time between two exposures of the creative, by whichever line item, to one listener; zero means none. As a line
    /// item's <see cref="LineItem.Recency"/>.
    /// </summary>
    public TimeSpan Recency { get; init; }
}
