// A winner in ids: what a host keeps, sends and records of it, whatever is published meanwhile.
namespace AdSelect;

/// <summary>
/// A winner described in ids and plain numbers, by <see cref="AdSnapshot.Describe"/>. It depends on no snapshot: keep it, send it to another
/// process (as JSON, say), and make exposures of it when the line item has long left the catalog.
/// </summary>
public sealed record AdDescription
{
    /// <summary>Id of the line item.</summary>
    public required string LineItemId { get; init; }

    /// <summary>Id of the chosen creative.</summary>
    public required string CreativeId { get; init; }

    /// <summary>Id of the campaign.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Id of the advertiser.</summary>
    public required string AdvertiserId { get; init; }

    /// <summary>Id of the deal; null when the line item holds none.</summary>
    public string? DealId { get; init; }

    /// <summary>Ids of the companions that are served with the creative, in the creative's order.</summary>
    public IReadOnlyList<string> Companions { get; init; } = [];

    /// <summary>As <see cref="AdSelection.Position"/>.</summary>
    public int Position { get; init; }

    /// <summary>As <see cref="AdSelection.Spot"/>.</summary>
    public int Spot { get; init; }

    /// <summary>Its priority, 1 to 16.</summary>
    public int Priority { get; init; }

    /// <summary>What <see cref="PriceMicros"/> is paid for.</summary>
    public PriceModel PriceModel { get; init; }

    /// <summary>What it pays, in micros of <see cref="Currency"/>, in its own unit (per thousand impressions, per click and so on).</summary>
    public long PriceMicros { get; init; }

    /// <summary>What it pays as effective CPM, in micros.</summary>
    public long EffectiveCpmMicros { get; init; }

    /// <summary>Currency of the prices: an ISO 4217 code.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Length of the creative in milliseconds; 0 for display.</summary>
    public int DurationMilliseconds { get; init; }

    /// <summary>Generation of the snapshot that chose it.</summary>
    public long Generation { get; init; }

    /// <summary>As <see cref="AdSelection.IsGhost"/>: not to be served.</summary>
    public bool IsGhost { get; init; }

    /// <summary>False: its exposures do not count toward caps of the campaign and the advertiser.</summary>
    public bool CountsTowardParents { get; init; } = true;

    /// <summary>The categories of the creative that caps of the snapshot are over, as exposures state them.</summary>
    public IReadOnlyList<ExposureKey> CappedCategories { get; init; } = [];

    /// <summary>
    /// What to record when something happens to the ad; equals what
    /// <see cref="AdSnapshot.CreateExposure(in AdSelection, AdEvent, ExposureKey, DateTimeOffset)"/> makes of the winner.
    /// </summary>
    /// <param name="kind">What happened.</param>
    /// <param name="id">Identifies the event; recorded twice it counts once.</param>
    /// <param name="time">When it happened.</param>
    /// <returns>
    /// The exposure. Add <see cref="Exposure.SessionId"/> and <see cref="Exposure.BreakId"/> with <c>with</c> where windows of sessions or
    /// breaks are used.
    /// </returns>
    /// <exception cref="InvalidOperationException">It has more than <see cref="AdSelectLimits.MaxExposureCategories"/> capped categories.</exception>
    public Exposure CreateExposure(AdEvent kind, ExposureKey id, DateTimeOffset time)
    {
        var exposure = new Exposure
        {
            Event = kind,
            Id = id,
            Time = time,
            LineItemKey = ExposureKey.Of(LineItemId).Value,
            CreativeKey = ExposureKey.Of(CreativeId).Value,
            CampaignKey = ExposureKey.Of(CampaignId).Value,
            AdvertiserKey = ExposureKey.Of(AdvertiserId).Value,
            CountsTowardParents = CountsTowardParents,
        };
        foreach (ExposureKey category in CappedCategories)
        {
            exposure = exposure.WithCategory(category);
        }

        return exposure;
    }
}
