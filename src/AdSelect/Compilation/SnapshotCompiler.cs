// Catalog in, snapshot out: the entrance of the compile-time rooms.
using AdSelect.Compilation;
using AdSelect.Snapshots;

namespace AdSelect;

/// <summary>Compiles catalogs to snapshots. Stateless and thread-safe.</summary>
public static partial class SnapshotCompiler
{
    /// <summary>Compiles a catalog. Any error means no snapshot; warnings do not.</summary>
    /// <param name="catalog">The catalog; its line items are enumerated exactly once.</param>
    /// <param name="progress">Told how many line items were read, now and then; null for nobody.</param>
    /// <param name="asOf">The present, for warnings about what is over; null gives no such warnings. It never changes the snapshot.</param>
    public static CompileResult Compile(Catalog catalog, IProgress<CompileProgress>? progress = null, DateTimeOffset? asOf = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var diagnostics = new DiagnosticBag();
        var schema = new SchemaIntake(catalog, diagnostics);
        var entities = new EntityIntake(catalog, schema, diagnostics);
        var values = new ValueDictionary();
        var lineItems = new LineItemIntake(schema, entities, values, diagnostics);
        lineItems.Read(catalog.LineItems, progress);
        if (diagnostics.HasErrors)
        {
            return diagnostics.ToResult(null);
        }

        var assembler = new SnapshotAssembler(catalog, schema, entities, lineItems, values);
        Lint.Run(new LintInput(entities, lineItems, assembler.Targeting, diagnostics, asOf));
        try
        {
            return diagnostics.ToResult(new AdSnapshot(assembler.Assemble(progress)));
        }
        catch (SnapshotException refusal) when (refusal.Error == SnapshotError.TooLarge)
        {
            diagnostics.Error("too-many", "catalog", refusal.Message);
            return diagnostics.ToResult(null);
        }
    }
}

/// <summary>How far a compilation is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="LineItems">Line items done in this phase.</param>
public readonly record struct CompileProgress(string Phase, int LineItems);

/// <summary>What compiling a catalog gave.</summary>
public sealed class CompileResult
{
    internal CompileResult(AdSnapshot? snapshot, IReadOnlyList<CatalogDiagnostic> errors, IReadOnlyList<CatalogDiagnostic> warnings)
    {
        Snapshot = snapshot;
        Errors = errors;
        Warnings = warnings;
    }

    /// <summary>The snapshot; null exactly when there are errors.</summary>
    public AdSnapshot? Snapshot { get; }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<CatalogDiagnostic> Errors { get; }

    /// <summary>What is legal but looks unintended, or is not enforced yet.</summary>
    public IReadOnlyList<CatalogDiagnostic> Warnings { get; }
}
