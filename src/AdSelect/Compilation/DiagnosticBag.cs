// Collects errors and warnings of one compilation, bounded, in the order found.
namespace AdSelect.Compilation;

internal sealed class DiagnosticBag
{
    private readonly List<CatalogDiagnostic> _errors = [];
    private readonly List<CatalogDiagnostic> _warnings = [];
    private readonly Dictionary<string, int> _warningCounts = new(StringComparer.Ordinal);

    public int ErrorCount { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    public void Error(string code, string path, string message)
    {
        if (ErrorCount++ < AdSelectLimits.MaxListedDiagnostics)
        {
            _errors.Add(new CatalogDiagnostic(code, path, message));
        }
    }

    /// <summary>Adds a warning; beyond the limit of its code it is only counted, so a million alike do not fill the memory.</summary>
    public void Warning(string code, string path, string message)
    {
        int count = _warningCounts.GetValueOrDefault(code);
        _warningCounts[code] = count + 1;
        if (count < AdSelectLimits.MaxListedDiagnostics)
        {
            _warnings.Add(new CatalogDiagnostic(code, path, message));
        }
    }

    public CompileResult ToResult(AdSnapshot? snapshot)
    {
        if (ErrorCount > _errors.Count)
        {
            _errors.Add(new CatalogDiagnostic("more-errors", "catalog", $"{ErrorCount - _errors.Count} more errors are not listed."));
        }

        foreach ((string code, int count) in _warningCounts)
        {
            if (count > AdSelectLimits.MaxListedDiagnostics)
            {
                _warnings.Add(new CatalogDiagnostic(code, "catalog", $"{count - AdSelectLimits.MaxListedDiagnostics} more warnings of this code are not listed."));
            }
        }

        return new CompileResult(snapshot, _errors, _warnings);
    }
}
