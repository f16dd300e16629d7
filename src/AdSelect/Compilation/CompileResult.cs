// What a compilation hands back.
namespace AdSelect;

/// <summary>What compiling a catalog gave.</summary>
public sealed class CompileResult
{
    internal CompileResult(
        AdSnapshot? snapshot,
        IReadOnlyList<CatalogDiagnostic> errors,
        int errorCount,
        IReadOnlyList<CatalogDiagnostic> warnings,
        IReadOnlyDictionary<string, int> warningCounts)
    {
        Snapshot = snapshot;
        Errors = errors;
        ErrorCount = errorCount;
        Warnings = warnings;
        WarningCounts = warningCounts;
        WarningCount = warningCounts.Values.Sum();
    }

    /// <summary>The snapshot; null exactly when there are errors.</summary>
    public AdSnapshot? Snapshot { get; }

    /// <summary>What is wrong: the first <see cref="AdSelectLimits.MaxListedDiagnostics"/> of <see cref="ErrorCount"/> errors.</summary>
    public IReadOnlyList<CatalogDiagnostic> Errors { get; }

    /// <summary>How many errors there are, those that <see cref="Errors"/> does not list included.</summary>
    public int ErrorCount { get; }

    /// <summary>
    /// What is legal but looks unintended, or is not enforced yet: the first <see cref="AdSelectLimits.MaxListedDiagnostics"/> of
    /// each code, of which there are as many as <see cref="WarningCounts"/> says.
    /// </summary>
    public IReadOnlyList<CatalogDiagnostic> Warnings { get; }

    /// <summary>How many warnings there are, those that <see cref="Warnings"/> does not list included.</summary>
    public int WarningCount { get; }

    /// <summary>How many warnings there are of each code that has any.</summary>
    public IReadOnlyDictionary<string, int> WarningCounts { get; }

    /// <summary>The snapshot, for whoever cannot go on without it.</summary>
    /// <exception cref="CatalogException">There are errors; the exception lists them.</exception>
    public AdSnapshot RequireSnapshot() => Snapshot ?? throw new CatalogException(Errors, ErrorCount);
}
