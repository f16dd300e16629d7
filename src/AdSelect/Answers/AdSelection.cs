// The answer: one winner as a plain value.
namespace AdSelect;

/// <summary>
/// One winner. A plain value without references. What it names (<see cref="LineItem"/>, <see cref="Creative"/> and so on) belongs to the
/// snapshot that chose it, which selecting gives back: <see cref="AdSnapshot.Describe"/> there tells all ids at once, and any other
/// snapshot refuses. <see cref="LineItemKey"/> is the same in every snapshot.
/// </summary>
public readonly record struct AdSelection
{
    // Members stand by the size of their fields, so that none is padded.
    /// <summary>What it pays, in micros of the catalog's currency, in its own unit (per thousand impressions, per click and so on).</summary>
    public long PriceMicros { get; init; }

    /// <summary>What it pays as effective CPM, in micros.</summary>
    public long EffectiveCpmMicros { get; init; }

    /// <summary>What it bid as effective CPM, in micros: at the predicted rate where a host predicted one.</summary>
    public long BidCpmMicros { get; init; }

    /// <summary>What it was ranked by inside its priority: effective CPM in micros (of a fixed deal what it asks) × quality × pacing multiplier.</summary>
    public double RankScore { get; init; }

    /// <summary>The 64-bit hash of the line item's id: the same in every snapshot.</summary>
    public ulong LineItemKey { get; init; }

    /// <summary>The <see cref="AdSnapshot.Key"/> of the snapshot that chose it.</summary>
    public ulong SnapshotKey { get; internal init; }

    /// <summary>Generation of the snapshot that chose it.</summary>
    public long Generation { get; init; }

    /// <summary>Index of the slot it fills; with one slot, its place in the ranking, 0 being the winner; in a break, its place in the order of play.</summary>
    public int Position { get; init; }

    /// <summary>Length of the creative in milliseconds; 0 for display.</summary>
    public int DurationMilliseconds { get; init; }

    /// <summary>
    /// The companions served with the creative: bit n stands for its n-th. Resolve them with
    /// <see cref="AdSnapshot.Companion(CreativeRef, int)"/>.
    /// </summary>
    public uint Companions { get; init; }

    /// <summary>Ordinal of the line item.</summary>
    internal int LineItemOrdinal { get; init; }

    /// <summary>Ordinal of the chosen creative.</summary>
    internal int CreativeOrdinal { get; init; }

    /// <summary>Ordinal of the campaign.</summary>
    internal int CampaignOrdinal { get; init; }

    /// <summary>Ordinal of the advertiser.</summary>
    internal int AdvertiserOrdinal { get; init; }

    /// <summary>Ordinal of the deal, or −1 when the line item holds none.</summary>
    internal int DealOrdinal { get; init; }

    private readonly short _spot;
    private readonly byte _priority;

    /// <summary>What <see cref="PriceMicros"/> is paid for.</summary>
    public PriceModel PriceModel { get; init; }

    /// <summary>
    /// True for what would have won, were the unit not in the holdout arm of an experiment: not to be served
    /// (<see cref="AdAnswer.Ghosts"/>).
    /// </summary>
    public bool IsGhost { get; init; }

    /// <summary>Whether the line item may stand beside another of its advertiser; later slots of the request ask.</summary>
    internal bool AllowsSameAdvertiser { get; init; }

    /// <summary>Whether it counts toward the caps of its campaign and advertiser; later slots of the request ask.</summary>
    internal bool CountsTowardParents { get; init; }

    /// <summary>Index of the fixed spot that it fills in a break; −1 in the free part. 0 outside of breaks.</summary>
    public int Spot
    {
        get => _spot;
        init => _spot = checked((short)value);
    }

    /// <summary>Its priority, 1 to 16.</summary>
    public int Priority
    {
        get => _priority;
        init => _priority = checked((byte)value);
    }

    /// <summary>The line item.</summary>
    public LineItemRef LineItem => new(SnapshotKey, LineItemOrdinal);

    /// <summary>The chosen creative.</summary>
    public CreativeRef Creative => new(SnapshotKey, CreativeOrdinal);

    /// <summary>The campaign.</summary>
    public CampaignRef Campaign => new(SnapshotKey, CampaignOrdinal);

    /// <summary>The advertiser.</summary>
    public AdvertiserRef Advertiser => new(SnapshotKey, AdvertiserOrdinal);

    /// <summary>The deal; null when the line item holds none.</summary>
    public DealRef? Deal => DealOrdinal < 0 ? null : new DealRef(SnapshotKey, DealOrdinal);
}
