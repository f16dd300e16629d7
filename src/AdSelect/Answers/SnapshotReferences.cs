// Elements of a snapshot as typed values that know which snapshot they belong to.
namespace AdSelect;

/// <summary>
/// A line item of one snapshot. A plain value: it may be kept and sent to another process, and resolves in the snapshots that have
/// its <see cref="AdSnapshot.Key"/> and in no other.
/// </summary>
/// <param name="SnapshotKey">The <see cref="AdSnapshot.Key"/> of the snapshot.</param>
/// <param name="Ordinal">
/// Its ordinal there, less than <see cref="AdSnapshot.LineItemCount"/>: an index for arrays that a host keeps beside the snapshot.
/// </param>
public readonly record struct LineItemRef(ulong SnapshotKey, int Ordinal);

/// <summary>A creative of one snapshot; see <see cref="LineItemRef"/>.</summary>
/// <param name="SnapshotKey">The <see cref="AdSnapshot.Key"/> of the snapshot.</param>
/// <param name="Ordinal">Its ordinal there, less than <see cref="AdSnapshot.CreativeCount"/>.</param>
public readonly record struct CreativeRef(ulong SnapshotKey, int Ordinal);

/// <summary>A campaign of one snapshot; see <see cref="LineItemRef"/>.</summary>
/// <param name="SnapshotKey">The <see cref="AdSnapshot.Key"/> of the snapshot.</param>
/// <param name="Ordinal">Its ordinal there, less than <see cref="AdSnapshot.CampaignCount"/>.</param>
public readonly record struct CampaignRef(ulong SnapshotKey, int Ordinal);

/// <summary>An advertiser of one snapshot; see <see cref="LineItemRef"/>.</summary>
/// <param name="SnapshotKey">The <see cref="AdSnapshot.Key"/> of the snapshot.</param>
/// <param name="Ordinal">Its ordinal there, less than <see cref="AdSnapshot.AdvertiserCount"/>.</param>
public readonly record struct AdvertiserRef(ulong SnapshotKey, int Ordinal);

/// <summary>A deal of one snapshot; see <see cref="LineItemRef"/>.</summary>
/// <param name="SnapshotKey">The <see cref="AdSnapshot.Key"/> of the snapshot.</param>
/// <param name="Ordinal">Its ordinal there.</param>
public readonly record struct DealRef(ulong SnapshotKey, int Ordinal);
