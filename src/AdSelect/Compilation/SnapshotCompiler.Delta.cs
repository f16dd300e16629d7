// Changes in, delta snapshot out.
using AdSelect.Compilation;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect;

public static partial class SnapshotCompiler
{
    /// <summary>
    /// Compiles what changed since a snapshot: line items that were added, changed or removed. That takes as long as the
    /// changes are many, not as the base is large. <see cref="AdSelector.Publish"/> joins the delta with its base; both
    /// together answer as one compiled catalog would.
    /// </summary>
    /// <remarks>
    /// A delta holds all changes since its base, which may have deltas itself. Compile each delta against the same base, and the next
    /// takes the place of the one before; or against what is being served, and it is added to the deltas there, up to
    /// <see cref="AdSelectLimits.MaxDeltas"/>. An advertiser, campaign, creative or deal that the base has must be given unchanged; to
    /// change one, compile the whole catalog.
    /// </remarks>
    /// <param name="changes">
    /// The line items that are new or different, and every element that they refer to. Attributes are among those of
    /// the base; currency, time zone, rates and categories are those that the base was compiled with.
    /// </param>
    /// <param name="removedLineItems">Ids of line items of the base that are gone.</param>
    /// <param name="baseSnapshot">The snapshot that the changes are against, with or without deltas.</param>
    /// <param name="options">How to compile; null for <see cref="CompileOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the compilation early; it is asked every few hundred line items.</param>
    /// <exception cref="ArgumentException">The base is a delta.</exception>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static CompileResult CompileDelta(Catalog changes, IReadOnlyCollection<string> removedLineItems, AdSnapshot baseSnapshot, CompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(removedLineItems);
        ArgumentNullException.ThrowIfNull(baseSnapshot);
        if (baseSnapshot.IsDelta)
        {
            throw new ArgumentException("A delta cannot be the base of another one by itself; join it with its own base first.", nameof(baseSnapshot));
        }

        CompileResult own = Compile(changes, options, cancellationToken);
        if (own.Snapshot is null)
        {
            return own;
        }

        var diagnostics = new DiagnosticBag();
        SegmentList changed = baseSnapshot.Segments;
        if (changed.Count > AdSelectLimits.MaxDeltas)
        {
            diagnostics.Error("too-many", "deltas", $"The base has {AdSelectLimits.MaxDeltas} deltas, as many as there may be. Compile the whole catalog.");
        }

        FrozenCatalog delta = own.Snapshot.Catalog;
        ulong[] replaced = new DeltaIntake(changed, delta, diagnostics).Replaced(removedLineItems);
        if (!diagnostics.HasErrors)
        {
            foreach (DeltaDifference difference in DeltaAgreement.Differences(changed.With(delta, own.Snapshot.Segments.Base.Lookup, replaced)))
            {
                diagnostics.Error("differs-from-base", difference.Path, $"{difference.Message} Compile the whole catalog to change it.");
            }
        }

        AdSnapshot? snapshot = diagnostics.HasErrors ? null : new AdSnapshot(WithTerms(delta.File, baseSnapshot.ContentHash, replaced));
        var result = new CompileResult(snapshot, diagnostics.ToResult(null).Errors, diagnostics.ErrorCount, own.Warnings, own.WarningCounts);
        GC.KeepAlive(baseSnapshot);
        GC.KeepAlive(own);
        return result;
    }

    // The delta's own terms are the last sections.
    private static SnapshotFile WithTerms(SnapshotFile file, UInt128 baseHash, ulong[] replaced)
    {
        var writer = new SnapshotWriter(file.Header);
        foreach (SectionEntry section in file.Sections)
        {
            writer.Add(section.Id, file.Column<byte>(section.Id).Span);
        }

        writer.Add(SectionId.DeltaBase, (ulong[])[(ulong)(baseHash >> 64), unchecked((ulong)baseHash)]);
        writer.Add(SectionId.DeltaReplaced, replaced);
        return writer.Build();
    }
}
