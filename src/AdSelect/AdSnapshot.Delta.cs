// A snapshot and a delta of it as one: which part an ordinal belongs to.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Matching;
using AdSelect.Snapshots;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    // Both parts stay loaded as long as the snapshot that joins them.
    private readonly AdSnapshot? _base;

    private AdSnapshot(AdSnapshot ofBase, AdSnapshot delta, DeltaView view)
    {
        _catalog = ofBase._catalog;
        _base = ofBase;
        Delta = delta;
        View = view;
        Lookup = ofBase.Lookup;
        Attributes = ofBase.Attributes;
        CappedCategoryKeys = CappedCategories.Union(ofBase.CappedCategoryKeys, delta.CappedCategoryKeys);
        PrimaryMask = MatchMask.Without(_catalog, ofBase.PrimaryMask, view.Replaced);
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

    /// <summary>The snapshot without its delta; itself when it has none.</summary>
    public AdSnapshot Base => _base ?? this;

    /// <summary>The delta that is joined with <see cref="Base"/>, or null.</summary>
    public AdSnapshot? Delta { get; }

    /// <summary>The delta in numbers that base and delta share, or null.</summary>
    internal DeltaView? View { get; }

    private FrozenCatalog Newest => View?.Catalog ?? _catalog;

    private SnapshotFile OnlyFile => View is null
        ? _catalog.File
        : throw new InvalidOperationException($"The snapshot is a base with a delta, which are two files. Save {nameof(Base)} and {nameof(Delta)}.");

    /// <summary>
    /// Joins the base with a delta of it, in place of a delta that it has. Both together answer as one compiled catalog
    /// would. Ordinals of the base stay; those of what only the delta has follow.
    /// </summary>
    /// <exception cref="SnapshotException">The snapshot is no delta of this base.</exception>
    public AdSnapshot WithDelta(AdSnapshot delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        AdSnapshot ofBase = Base;
        ofBase.RequireWhole();
        if (delta._catalog.Delta is not { } terms || delta.View is not null)
        {
            throw Refusal.OtherBase("The snapshot is no delta: it stands for itself.");
        }

        if (terms.BaseContentHash != ofBase.ContentHash)
        {
            throw Refusal.OtherBase($"The delta was compiled for the base {terms.BaseContentHash:x32}, and this is {ofBase.ContentHash:x32}.");
        }

        var view = new DeltaView(ofBase._catalog, delta._catalog, terms.Replaced.Span);
        if (DeltaAgreement.Differences(ofBase._catalog, view) is [var difference, ..])
        {
            throw Refusal.Inconsistent($"The delta contradicts its base: {difference.Path}: {difference.Message}");
        }

        return new AdSnapshot(ofBase, delta, view);
    }

    /// <exception cref="SnapshotException">The snapshot is a delta.</exception>
    internal void RequireWhole()
    {
        if (IsDelta)
        {
            throw Refusal.OtherBase("The snapshot is a delta and answers nothing by itself; it needs its base.");
        }
    }

    private static UInt128 HashOfBoth(UInt128 ofBase, UInt128 delta)
    {
        Span<UInt128> both = [ofBase, delta];
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(both));
    }

    private static ulong KeyOf(UInt128 contentHash) => unchecked((ulong)contentHash) == 0 ? 1 : unchecked((ulong)contentHash);

    private int Find(ulong key)
    {
        int added = View?.Catalog.FindLineItem(key) ?? -1;
        if (added >= 0)
        {
            return View!.FirstLineItem + added;
        }

        int found = _catalog.FindLineItem(key);
        return found >= 0 && View is not null && View.IsReplaced(found) ? -1 : found;
    }

    // The part that a line item belongs to; the ordinal becomes that part's.
    private FrozenCatalog PartOf(ref int lineItem)
    {
        if (View is null || lineItem < View.FirstLineItem)
        {
            return _catalog;
        }

        lineItem -= View.FirstLineItem;
        return View.Catalog;
    }

    private FrozenCatalog PartOf(EntityNumbers? numbers, ref int ordinal)
    {
        if (numbers is null || ordinal < numbers.FirstNew)
        {
            return _catalog;
        }

        ordinal = numbers.OrdinalOfNew(ordinal);
        return View!.Catalog;
    }
}
