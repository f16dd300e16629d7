// A snapshot and deltas of it as one: which part an ordinal belongs to.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Snapshots;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    // What the last delta was joined with; all parts stay loaded as long as the snapshot that joins them.
    private readonly AdSnapshot? _before;
    private readonly AdSnapshot? _delta;

    private AdSnapshot(AdSnapshot before, AdSnapshot delta, SegmentList segments)
    {
        _catalog = before._catalog;
        _before = before;
        _delta = delta;
        Segments = segments;
        Attributes = before.Attributes;
        CappedCategoryKeys = CappedCategories.Union(before.CappedCategoryKeys, delta.CappedCategoryKeys);
        AdSnapshot[] parts = [.. Parts()];
        _primaryMasks = [.. segments.All.ToArray().Select(segment => MatchMask.Without(segment.Catalog, parts[segment.Place]._primaryMasks[0], segment.Replaced))];
        ContentHash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes<UInt128>([.. parts.Select(static part => part.ContentHash)]));
        Key = KeyOf(ContentHash);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// True for a delta: the line items that were added, changed and removed since its base. It answers no requests by
    /// itself; <see cref="AdSelector.Publish"/> or <see cref="WithDelta"/> joins it with its base.
    /// </summary>
    public bool IsDelta => _catalog.Delta is not null;

    /// <summary>The <see cref="ContentHash"/> of the snapshot that a delta changes; null when this is no delta.</summary>
    public UInt128? BaseContentHash => _catalog.Delta?.BaseContentHash;

    /// <summary>The snapshot without its deltas; itself when it has none.</summary>
    public AdSnapshot Base => _before?.Base ?? this;

    /// <summary>The deltas that are joined with <see cref="Base"/>, in the order in which they were joined.</summary>
    public IReadOnlyList<AdSnapshot> Deltas => [.. Parts().Skip(1)];

    private SnapshotFile OnlyFile => _before is null
        ? _catalog.File
        : throw new InvalidOperationException($"The snapshot is a base with deltas, which are files of their own. Save {nameof(Base)} and each of {nameof(Deltas)}.");

    /// <summary>
    /// Joins the snapshot with a delta. A delta of this snapshot is added to those that it has; a delta of its base, or of the base with
    /// the first of its deltas, takes the place of all later ones. All parts together answer as one compiled catalog would. Ordinals of
    /// the earlier parts stay; those of what only the delta has follow.
    /// </summary>
    /// <exception cref="SnapshotException">
    /// The snapshot is no delta of this one nor of what this one was before, or there are <see cref="AdSelectLimits.MaxDeltas"/> already.
    /// </exception>
    public AdSnapshot WithDelta(AdSnapshot delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        Base.RequireWhole();
        if (delta._catalog.Delta is not { } terms || delta._before is not null)
        {
            throw Refusal.OtherBase("The snapshot is no delta: it stands for itself.");
        }

        AdSnapshot? changed = this;
        while (changed is not null && changed.ContentHash != terms.BaseContentHash)
        {
            changed = changed._before;
        }

        if (changed is null)
        {
            throw Refusal.OtherBase($"The delta was compiled for the base {terms.BaseContentHash:x32}, and this is {ContentHash:x32}.");
        }

        if (changed.Segments.Count > AdSelectLimits.MaxDeltas)
        {
            throw Refusal.OtherBase($"The snapshot has {AdSelectLimits.MaxDeltas} deltas already. Compile the whole catalog.");
        }

        SegmentList segments = changed.Segments.With(delta._catalog, delta.Segments.Base.Lookup, terms.Replaced.Span);
        if (DeltaAgreement.Differences(segments) is [var difference, ..])
        {
            throw Refusal.Inconsistent($"The delta contradicts its base: {difference.Path}: {difference.Message}");
        }

        return new AdSnapshot(changed, delta, segments);
    }

    /// <exception cref="SnapshotException">The snapshot is a delta.</exception>
    internal void RequireWhole()
    {
        if (IsDelta)
        {
            throw Refusal.OtherBase("The snapshot is a delta and answers nothing by itself; it needs its base.");
        }
    }

    private static ulong KeyOf(UInt128 contentHash) => unchecked((ulong)contentHash) == 0 ? 1 : unchecked((ulong)contentHash);

    // The base, then its deltas.
    private IEnumerable<AdSnapshot> Parts() => _before is null ? [this] : _before.Parts().Append(_delta!);

    private int Find(ulong key) => Segments.TryFind(key, out Segment segment, out int lineItem) ? segment.NumberOf(lineItem) : -1;

    // The part that an element belongs to; its number becomes its ordinal there.
    private FrozenCatalog PartOf(ref int lineItem) => Segments.OfLineItem(ref lineItem).Catalog;

    private FrozenCatalog PartOf(ElementKind kind, ref int number) => Segments.Of(kind, ref number).Catalog;
}
