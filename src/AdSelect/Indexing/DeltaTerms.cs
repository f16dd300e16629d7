// What a delta snapshot says beside its line items: which base it changes, and what of that base it replaces.
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

internal sealed class DeltaTerms
{
    /// <summary>Numbers of the section that names the base: the halves of its content hash, the high one first.</summary>
    public const int BaseWords = 2;

    private DeltaTerms(Column<ulong> baseHash, Column<ulong> replaced)
    {
        BaseHash = baseHash;
        Replaced = replaced;
    }

    /// <summary>The halves of the base's content hash.</summary>
    public Column<ulong> BaseHash { get; }

    /// <summary>Ascending keys of line items of the base: those that the delta changes, and those that it removes.</summary>
    public Column<ulong> Replaced { get; }

    public UInt128 BaseContentHash => new(BaseHash[0], BaseHash[1]);

    public static DeltaTerms? Of(SnapshotFile file) => file.Has(SectionId.DeltaBase) || file.Has(SectionId.DeltaReplaced)
        ? new DeltaTerms(file.Column<ulong>(SectionId.DeltaBase), file.Column<ulong>(SectionId.DeltaReplaced))
        : null;
}
