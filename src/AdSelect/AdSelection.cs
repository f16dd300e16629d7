// The answer: one winner as a plain value.
namespace AdSelect;

/// <summary>
/// One winner. A plain value without references: ordinals of the snapshot that decided (resolve them with
/// <see cref="AdSnapshot.LineItemId"/> and its siblings), and a key that is stable across snapshots.
/// </summary>
public readonly record struct AdSelection
{
    /// <summary>Ordinal of the line item in the snapshot.</summary>
    public int LineItem { get; init; }

    /// <summary>Ordinal of the chosen creative in the snapshot.</summary>
    public int Creative { get; init; }

    /// <summary>Ordinal of the campaign in the snapshot.</summary>
    public int Campaign { get; init; }

    /// <summary>Ordinal of the advertiser in the snapshot.</summary>
    public int Advertiser { get; init; }

    /// <summary>Ordinal of the deal in the snapshot, or −1 when the line item holds none.</summary>
    public int Deal { get; init; }

    /// <summary>Index of the slot it fills; with one slot, its place in the ranking, 0 being the winner; in a break, its place in the order of play.</summary>
    public int Position { get; init; }

    /// <summary>Index of the fixed spot that it fills in a break; −1 in the free part. 0 outside of breaks.</summary>
    public int Spot { get; init; }

    /// <summary>Its priority, 1 to 16.</summary>
    public int Priority { get; init; }

    /// <summary>What <see cref="PriceMicros"/> is paid for.</summary>
    public PriceModel PriceModel { get; init; }

    /// <summary>What it pays, in micros of the catalog's currency, in its own unit (per thousand impressions, per click and so on).</summary>
    public long PriceMicros { get; init; }

    /// <summary>What it pays as effective CPM, in micros.</summary>
    public long EffectiveCpmMicros { get; init; }

    /// <summary>What it bid as effective CPM, in micros: at the predicted rate where a host predicted one.</summary>
    public long BidCpmMicros { get; init; }

    /// <summary>What it was ranked by inside its priority: effective CPM in micros (of a fixed deal what it asks) × quality × pacing multiplier.</summary>
    public double RankScore { get; init; }

    /// <summary>Length of the creative in milliseconds; 0 for display.</summary>
    public int DurationMilliseconds { get; init; }

    /// <summary>The companions served with the creative: bit n stands for its n-th. Resolve them with <see cref="AdSnapshot.Companion"/>.</summary>
    public uint Companions { get; init; }

    /// <summary>The 64-bit hash of the line item's id: the same in every snapshot.</summary>
    public ulong LineItemKey { get; init; }

    /// <summary>
    /// True for what would have won, were the unit not in the holdout arm of an experiment: not to be served
    /// (<see cref="AdSelector.Select(in AdRequest, Span{AdSelection}, Span{AdSelection}, out int)"/>).
    /// </summary>
    public bool IsGhost { get; init; }

    /// <summary>Whether the line item may stand beside another of its advertiser; later slots of the request ask.</summary>
    internal bool AllowsSameAdvertiser { get; init; }

    /// <summary>Whether it counts toward the caps of its campaign and advertiser; later slots of the request ask.</summary>
    internal bool CountsTowardParents { get; init; }

    /// <summary>Generation of the snapshot that decided.</summary>
    public long Generation { get; init; }
}
