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
public sealed partial class AdSnapshot
{
    private readonly FrozenCatalog _catalog;
    private readonly Lock _preparing = new();
    private readonly ulong[][] _primaryMasks;
    private MatchIndex? _matchIndex;

    /// <summary>Takes a verified file and checks that its content is consistent.</summary>
    internal AdSnapshot(SnapshotFile file)
    {
        _catalog = new FrozenCatalog(file);
        SnapshotValidator.Validate(_catalog);
        Segments = SegmentList.Of(_catalog, new AttributeLookup(_catalog));
        _primaryMasks = [MatchMask.Build(_catalog)];
        Attributes = ReadAttributes();
        CappedCategoryKeys = CappedCategories.KeysOf(_catalog);
        ContentHash = _catalog.File.ContentHash;
        Key = KeyOf(ContentHash);
        GC.KeepAlive(this);
    }

    /// <summary>The author's number of this edition.</summary>
    public long Generation => Segments.Newest.Catalog.File.Header.Generation;

    /// <summary>Currency of all prices: an ISO 4217 code.</summary>
    public string Currency => _catalog.File.Header.Currency;

    /// <summary>Number of line items. With a delta, of all parts: a line item that a delta replaces or removes keeps its ordinal.</summary>
    public int LineItemCount => Segments.LineItemCount;

    /// <summary>Number of campaigns.</summary>
    public int CampaignCount => Segments.Newest.Campaigns.Count;

    /// <summary>Number of advertisers.</summary>
    public int AdvertiserCount => Segments.Newest.Advertisers.Count;

    /// <summary>Number of creatives.</summary>
    public int CreativeCount => Segments.Newest.Creatives.Count;

    /// <summary>The attribute schema, ordered by name.</summary>
    public IReadOnlyList<AdAttribute> Attributes { get; }

    /// <summary>Size of the snapshot file in bytes; with deltas, of all their files.</summary>
    public long SizeBytes => Alive(Parts().Sum(static part => (long)part._catalog.File.Length));

    /// <summary>Hash of the whole content: equal hashes mean equal snapshots.</summary>
    public UInt128 ContentHash { get; }

    /// <summary>
    /// 64 bits of <see cref="ContentHash"/>, never 0: what winners and references carry to know their snapshot. It is the same in every
    /// process that loads the same file, and another for every other content, whatever the generations; so a base is one snapshot and
    /// that base with a delta another.
    /// </summary>
    public ulong Key { get; }

    /// <summary>Version of the file format, major and minor.</summary>
    public Version FormatVersion => Alive(new Version(_catalog.File.FormatMajor, _catalog.File.FormatMinor));

    /// <summary>Bytes of memory that <see cref="PrepareMatching()"/> has taken; 0 before it is called.</summary>
    public long MatchIndexBytes => MatchIndex?.Bytes ?? 0;

    /// <summary>The index that <see cref="PrepareMatching()"/> made, or null.</summary>
    internal MatchIndex? MatchIndex => Volatile.Read(ref _matchIndex);

    internal FrozenCatalog Catalog => _catalog;

    internal AttributeLookup Lookup => Segments.Base.Lookup;

    /// <summary>The base and its deltas.</summary>
    internal SegmentList Segments { get; }

    /// <summary>Ascending keys of the categories that caps are over; with deltas, of all parts.</summary>
    internal ulong[] CappedCategoryKeys { get; }

    /// <summary>For each segment one bit per entry: the one entry by which each line item is counted when matching all.</summary>
    internal ReadOnlySpan<ulong> PrimaryMaskOf(int segment) => _primaryMasks[segment];

    /// <summary>Loads a snapshot file.</summary>
    /// <exception cref="SnapshotException">The file is not a snapshot, is damaged, or is of a newer version.</exception>
    public static AdSnapshot Load(string path) => Open(SnapshotFile.Read(path));

    /// <summary>Loads a snapshot file in a way of your choice.</summary>
    /// <exception cref="SnapshotException">The file is not a snapshot, is damaged, or is of a newer version.</exception>
    public static AdSnapshot Load(string path, SnapshotLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(SnapshotFile.Read(path, options));
    }

    /// <summary>Loads a snapshot from a stream, to its end.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(Stream stream) => Open(SnapshotFile.Read(stream));

    /// <summary>Loads a snapshot from memory; the bytes are copied.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot, are damaged, or are of a newer version.</exception>
    public static AdSnapshot Load(ReadOnlySpan<byte> bytes) => Open(SnapshotFile.Read(bytes));

    /// <summary>Writes the snapshot atomically: to a temporary file beside the target, flushed, then renamed.</summary>
    /// <exception cref="InvalidOperationException">It is a base with deltas, which are files of their own.</exception>
    public void Save(string path) => OnlyFile.Write(path);

    /// <summary>Writes the snapshot to a stream.</summary>
    /// <exception cref="InvalidOperationException">It is a base with deltas, which are files of their own.</exception>
    public void Save(Stream stream) => OnlyFile.Write(stream);

    /// <summary>
    /// Builds an index in memory by which <see cref="AdSelector.Match(in AdRequest, Span{int}, out AdSnapshot)"/> and
    /// <see cref="AdSelector.CountMatches"/> are many times faster. Without it they read what selecting reads: the same
    /// line items, in another order. Selecting neither needs nor uses it.
    /// </summary>
    /// <remarks>
    /// Call it once, before the snapshot is published: it takes about a hundred bytes of memory per line item (see
    /// <see cref="MatchIndexBytes"/>) and seconds for a million of them, on all cores. Further calls do nothing; calls
    /// at the same time wait for the first. The index is not part of the file. A base joined with a delta has none:
    /// there the call does nothing, and matching reads what selecting reads.
    /// </remarks>
    public void PrepareMatching() => PrepareMatching(MatchIndexShape.Default);

    /// <summary>As above, with parts of other sizes.</summary>
    internal void PrepareMatching(MatchIndexShape shape)
    {
        if (_before is not null)
        {
            return;
        }

        lock (_preparing)
        {
            if (_matchIndex is null)
            {
                Volatile.Write(ref _matchIndex, MatchIndexBuilder.Build(_catalog, _primaryMasks[0], shape));
            }
        }

        GC.KeepAlive(this);
    }

    private static AdSnapshot Open(SnapshotFile file)
    {
        try
        {
            return new AdSnapshot(file);
        }
        catch
        {
            file.Release();
            throw;
        }
    }

    // Columns do not keep a mapped file mapped while they are read; a snapshot that is used afterwards does.
    private T Alive<T>(T value)
    {
        GC.KeepAlive(this);
        return value;
    }

    private AdAttribute[] ReadAttributes()
    {
        var attributes = new AdAttribute[_catalog.Attributes.Length];
        for (int i = 0; i < attributes.Length; i++)
        {
            ref readonly AttributeRow row = ref _catalog.Attributes[i];
            attributes[i] = AdAttribute.Create(Segments.Base.Lookup.NameOf(i), row.Kind, row.Personal != 0);
        }

        return attributes;
    }
}
