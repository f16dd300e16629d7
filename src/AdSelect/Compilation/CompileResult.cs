// What a compilation hands back.
namespace AdSelect;

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

    /// <summary>The snapshot, for whoever cannot go on without it.</summary>
    /// <exception cref="CatalogException">There are errors; the exception lists them.</exception>
    public AdSnapshot RequireSnapshot() => Snapshot ?? throw new CatalogException(Errors);

    /// <summary>What is legal but looks unintended, or is not enforced yet.</summary>
    public IReadOnlyList<CatalogDiagnostic> Warnings { get; }
}
