// Who pays.
namespace AdSelect;

/// <summary>Who pays.</summary>
/// <param name="Id">Unique among advertisers.</param>
public sealed record Advertiser(string Id)
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Landing domains, matched against a request's blocked domains in one canonical form (<see cref="AdRequest.BlockDomain"/>): a blocked
    /// <c>example.com</c> also blocks <c>https://shop.example.com/</c>. What is no host name is an error.
    /// </summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>What is advertised: ids of <see cref="Category"/>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Caps over everything the advertiser shows.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// The least time between two exposures of the advertiser to one listener; zero means none. As a line item's
    /// <see cref="LineItem.Recency"/>.
    /// </summary>
    public TimeSpan Recency { get; init; }

    /// <summary>True stops all line items of the advertiser.</summary>
    public bool IsPaused { get; init; }
}
