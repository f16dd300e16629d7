// Catalog in, snapshot out: the entrance of the compile-time rooms.
using AdSelect.Compilation;
using AdSelect.Indexing;

namespace AdSelect;

/// <summary>Compiles catalogs to snapshots. Stateless and thread-safe.</summary>
public static partial class SnapshotCompiler
{
    /// <summary>Compiles a catalog. Any error means no snapshot; warnings do not.</summary>
    /// <remarks>
    /// The same elements give the same bytes, errors and warnings, whatever the number of threads. What the catalog's
    /// sequence of line items throws is thrown on as it is.
    /// </remarks>
    /// <param name="catalog">The catalog; its line items are enumerated exactly once, on the calling thread.</param>
    /// <param name="options">How to compile; null for <see cref="CompileOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the compilation early; it is asked every few hundred line items.</param>
    /// <exception cref="OperationCanceledException">The token asked for it.</exception>
    public static CompileResult Compile(Catalog catalog, CompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= CompileOptions.Default;
        var crew = new Crew(options.MaxParallelism, cancellationToken);
        var progress = new ProgressReporter(options.Progress);
        var diagnostics = new DiagnosticBag();
        var schema = new SchemaIntake(catalog, diagnostics);
        var entities = new EntityIntake(catalog, schema, diagnostics, crew);
        LineItemTable lineItems = LineItemReading.Read(catalog.LineItems, schema, entities, new TargetingPools(), diagnostics, crew, progress);
        CapRow[] caps = entities.CapSets.Items;
        ZoneRow[] zone = ZoneFreezer.Freeze(catalog, caps, diagnostics);
        entities.CheckCappedCategories(CappedCategories.KeysOf(caps));
        if (diagnostics.HasErrors)
        {
            return diagnostics.ToResult(null);
        }

        try
        {
            progress.Begin(CompileStage.Ordering, lineItems.Codes.Count);
            int[] order = LineItemOrder.ByRank(lineItems, crew);
            var targeting = new TargetingFreezer(schema, lineItems, order, crew, progress);
            progress.End();
            Lint.Run(new LintInput(entities, lineItems, targeting, options.AsOf, crew, diagnostics), diagnostics, progress);
            var assembler = new SnapshotAssembler(catalog, schema, entities, lineItems, order, targeting, zone, crew, progress);
            var snapshot = new AdSnapshot(assembler.Assemble());
            progress.End();
            return diagnostics.ToResult(snapshot);
        }
        catch (SnapshotException refusal) when (refusal.Error == SnapshotError.TooLarge)
        {
            diagnostics.Error("too-many", "catalog", refusal.Message);
            return diagnostics.ToResult(null);
        }
    }
}
