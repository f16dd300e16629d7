// An immutable compiled catalog, ready for selecting.
using AdSelect.Diagnostics;
using AdSelect.Indexing;
using AdSelect.Indexing.Validation;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Full;
using AdSelect.Snapshots;

namespace AdSelect;

/// <summary>
/// A compiled catalog: immutable, safe to share between any number of threads. Compile one with
/// <see cref="SnapshotCompiler"/>, write it with <see cref="Save(string)"/>, read it with <see cref="Load(string)"/>.
/// </summary>
public sealed class AdSnapshot
{
    private readonly FrozenCatalog _catalog;
    private readonly Lock _preparing = new();
    private MatchIndex? _matchIndex;

    /// <summary>Takes a verified file and checks that its content is consistent.</summary>
    internal AdSnapshot(SnapshotFile file)
    {
        _catalog = new FrozenCatalog(file);
        SnapshotValidator.Validate(_catalog);
        Lookup = new AttributeLookup(_catalog);
        PrimaryMask = MatchMask.Build(_catalog);
        Attributes = ReadAttributes();
    }

    /// <summary>The author's number of this edition.</summary>
    public long Generation => _catalog.File.Header.Generation;

    /// <summary>Currency of all prices: an ISO 4217 code.</summary>
    public string Currency => _catalog.File.Header.Currency;

    /// <summary>Number of line items.</summary>
    public int LineItemCount => _catalog.LineItems.Length;

    /// <summary>Number of campaigns.</summary>
    public int CampaignCount => _catalog.Campaigns.Length;

    /// <summary>Number of advertisers.</summary>
    public int AdvertiserCount => _catalog.Advertisers.Length;

    /// <summary>Number of creatives.</summary>
    public int CreativeCount => _catalog.Creatives.Length;

    /// <summary>The attribute schema, ordered by name.</summary>
    public IReadOnlyList<AdAttribute> Attributes { get; }

    /// <summary>Size of the snapshot file in bytes.</summary>
    public long SizeBytes => _catalog.File.Length;

    /// <summary>Hash of the whole content: equal hashes mean equal snapshots.</summary>
    public UInt128 ContentHash => _catalog.File.ContentHash;

    /// <summary>Version of the file format, major and minor.</summary>
    public Version FormatVersion => new(_catalog.File.FormatMajor, _catalog.File.FormatMinor);

    /// <summary>Bytes of memory that <see cref="PrepareMatching()"/> has taken; 0 before it is called.</summary>
    public long MatchIndexBytes => MatchIndex?.Bytes ?? 0;

    /// <summary>The index that <see cref="PrepareMatching()"/> made, or null.</summary>
    internal MatchIndex? MatchIndex => Volatile.Read(ref _matchIndex);

    internal FrozenCatalog Catalog => _catalog;

    internal AttributeLookup Lookup { get; }

    /// <summary>One bit per entry: the one entry by which each line item is counted when matching all.</summary>
    internal ulong[] PrimaryMask { get; }

    /// <summary>Loads a snapshot file.</summary>
    /// <exception cref="SnapshotException">The file is not a snapshot, is damaged, or is of a newer version.</exception>
    public static AdSnapshot Load(string path) => new(SnapshotFile.Read(path));

    /// <summary>Loads a snapshot from a stream, to its end.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(Stream stream) => new(SnapshotFile.Read(stream));

    /// <summary>Loads a snapshot from memory; the bytes are copied.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(ReadOnlySpan<byte> bytes) => new(SnapshotFile.Read(bytes));

    /// <summary>Writes the snapshot atomically: to a temporary file beside the target, flushed, then renamed.</summary>
    public void Save(string path) => _catalog.File.Write(path);

    /// <summary>Writes the snapshot to a stream.</summary>
    public void Save(Stream stream) => _catalog.File.Write(stream);

    /// <summary>
    /// Builds an index in memory by which <see cref="AdSelector.Match(in AdRequest, Span{int})"/> and
    /// <see cref="AdSelector.CountMatches"/> are many times faster. Without it they read what selecting reads: the same
    /// line items, in another order. Selecting neither needs nor uses it.
    /// </summary>
    /// <remarks>
    /// Call it once, before the snapshot is published: it takes about a hundred bytes of memory per line item (see
    /// <see cref="MatchIndexBytes"/>) and seconds for a million of them, on all cores. Further calls do nothing; calls
    /// at the same time wait for the first. The index is not part of the file.
    /// </remarks>
    public void PrepareMatching() => PrepareMatching(MatchIndexShape.Default);

    /// <summary>As above, with parts of other sizes.</summary>
    internal void PrepareMatching(MatchIndexShape shape)
    {
        lock (_preparing)
        {
            if (_matchIndex is null)
            {
                Volatile.Write(ref _matchIndex, MatchIndexBuilder.Build(_catalog, PrimaryMask, shape));
            }
        }
    }

    /// <summary>The id of a line item.</summary>
    public string LineItemId(int lineItem) => _catalog.LineItemIds[lineItem];

    /// <summary>The name of a line item; empty when it has none.</summary>
    public string LineItemName(int lineItem) => _catalog.LineItemNames[lineItem];

    /// <summary>The kind of sale of a line item.</summary>
    public LineItemKind LineItemKindOf(int lineItem) => _catalog.Prices[lineItem].Kind;

    /// <summary>The priority of a line item, 1 to 16.</summary>
    public int LineItemPriority(int lineItem) => Tiers.Priority(_catalog.LineItems[lineItem].Tier);

    /// <summary>The id of a creative.</summary>
    public string CreativeId(int creative) => _catalog.CreativeIds[creative];

    /// <summary>The name of a creative; empty when it has none.</summary>
    public string CreativeName(int creative) => _catalog.CreativeNames[creative];

    /// <summary>The id of a campaign.</summary>
    public string CampaignId(int campaign) => _catalog.CampaignIds[campaign];

    /// <summary>The name of a campaign; empty when it has none.</summary>
    public string CampaignName(int campaign) => _catalog.CampaignNames[campaign];

    /// <summary>The id of an advertiser.</summary>
    public string AdvertiserId(int advertiser) => _catalog.AdvertiserIds[advertiser];

    /// <summary>The name of an advertiser; empty when it has none.</summary>
    public string AdvertiserName(int advertiser) => _catalog.AdvertiserNames[advertiser];

    /// <summary>The id of a deal.</summary>
    public string DealId(int deal) => _catalog.DealIds[deal];

    /// <summary>Finds a line item by id.</summary>
    public bool TryFindLineItem(string id, out int lineItem)
    {
        ArgumentNullException.ThrowIfNull(id);
        lineItem = _catalog.FindLineItem(StableHash.Text(id));
        return lineItem >= 0;
    }

    /// <summary>The targeting of a line item as text; <c>true</c> when it has none.</summary>
    public string TargetingText(int lineItem) => TargetingPrinting.Text(_catalog, _catalog.LineItems[lineItem].Program);

    private AdAttribute[] ReadAttributes()
    {
        var attributes = new AdAttribute[_catalog.Attributes.Length];
        for (int i = 0; i < attributes.Length; i++)
        {
            ref readonly AttributeRow row = ref _catalog.Attributes[i];
            attributes[i] = AdAttribute.Create(Lookup.NameOf(i), row.Kind, row.Personal != 0);
        }

        return attributes;
    }
}
