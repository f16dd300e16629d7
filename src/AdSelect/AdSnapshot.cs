// An immutable compiled catalog, ready for selecting.
namespace AdSelect;

/// <summary>
/// A compiled catalog: immutable, safe to share between any number of threads. Compile one with
/// <see cref="SnapshotCompiler"/>, write it with <see cref="Save(string)"/>, read it with <see cref="Load(string)"/>.
/// </summary>
public sealed partial class AdSnapshot
{
    /// <summary>Loads a snapshot file.</summary>
    /// <exception cref="SnapshotException">The file is not a snapshot, is damaged, or is of a newer version.</exception>
    public static AdSnapshot Load(string path) => throw new NotImplementedException();

    /// <summary>Loads a snapshot from a stream, to its end.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(Stream stream) => throw new NotImplementedException();

    /// <summary>Loads a snapshot from memory; the bytes are copied.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Writes the snapshot atomically: to a temporary file beside the target, flushed, then renamed.</summary>
    public void Save(string path) => throw new NotImplementedException();

    /// <summary>Writes the snapshot to a stream.</summary>
    public void Save(Stream stream) => throw new NotImplementedException();

    /// <summary>The author's number of this edition.</summary>
    public long Generation => throw new NotImplementedException();

    /// <summary>Currency of all prices: an ISO 4217 code.</summary>
    public string Currency => throw new NotImplementedException();

    /// <summary>Number of line items.</summary>
    public int LineItemCount => throw new NotImplementedException();

    /// <summary>Number of campaigns.</summary>
    public int CampaignCount => throw new NotImplementedException();

    /// <summary>Number of advertisers.</summary>
    public int AdvertiserCount => throw new NotImplementedException();

    /// <summary>Number of creatives.</summary>
    public int CreativeCount => throw new NotImplementedException();

    /// <summary>The attribute schema, ordered by name.</summary>
    public IReadOnlyList<AdAttribute> Attributes => throw new NotImplementedException();

    /// <summary>Size of the snapshot file in bytes.</summary>
    public long SizeBytes => throw new NotImplementedException();

    /// <summary>The id of a line item.</summary>
    public string LineItemId(int lineItem) => throw new NotImplementedException();

    /// <summary>The name of a line item; empty when it has none.</summary>
    public string LineItemName(int lineItem) => throw new NotImplementedException();

    /// <summary>The id of a creative.</summary>
    public string CreativeId(int creative) => throw new NotImplementedException();

    /// <summary>The id of a campaign.</summary>
    public string CampaignId(int campaign) => throw new NotImplementedException();

    /// <summary>The id of an advertiser.</summary>
    public string AdvertiserId(int advertiser) => throw new NotImplementedException();

    /// <summary>The name of an advertiser; empty when it has none.</summary>
    public string AdvertiserName(int advertiser) => throw new NotImplementedException();

    /// <summary>The id of a deal.</summary>
    public string DealId(int deal) => throw new NotImplementedException();

    /// <summary>The kind of sale of a line item.</summary>
    public LineItemKind LineItemKindOf(int lineItem) => throw new NotImplementedException();

    /// <summary>Finds a line item by id.</summary>
    public bool TryFindLineItem(string id, out int lineItem) => throw new NotImplementedException();

    /// <summary>The targeting of a line item as text; <c>true</c> when it has none.</summary>
    public string TargetingText(int lineItem) => throw new NotImplementedException();
}

/// <summary>Why a snapshot was refused.</summary>
public enum SnapshotError : byte
{
    /// <summary>The bytes are not an AdSelect snapshot.</summary>
    Foreign = 1,

    /// <summary>The file ends early or has bytes after its end.</summary>
    Truncated,

    /// <summary>A checksum does not fit: the bytes were altered.</summary>
    Altered,

    /// <summary>It was written by a newer major version.</summary>
    Newer,

    /// <summary>The checksums fit but the content contradicts itself.</summary>
    Inconsistent,

    /// <summary>It is beyond a limit of <see cref="AdSelectLimits"/>.</summary>
    TooLarge,
}

/// <summary>A snapshot was refused; nothing of it was used.</summary>
public sealed class SnapshotException : IOException
{
    /// <summary>Makes the exception.</summary>
    public SnapshotException(SnapshotError error, string message)
        : base(message) => Error = error;

    /// <summary>Why it was refused.</summary>
    public SnapshotError Error { get; }
}
