// Collects errors and warnings of one compilation, bounded, in the catalog's order.
namespace AdSelect.Compilation;

/// <summary>What takes errors and warnings: the bag of the compilation, or the part of it that one thread fills.</summary>
internal abstract class Diagnostics
{
    public abstract void Error(string code, string path, string message);

    public abstract void Warning(string code, string path, string message);

    /// <summary>False when warnings of the code are only counted from now on, so that nobody need write their texts.</summary>
    public abstract bool Lists(string code);
}

internal sealed class DiagnosticBag : Diagnostics
{
    private readonly List<CatalogDiagnostic> _errors = [];
    private readonly List<CatalogDiagnostic> _warnings = [];
    private readonly Dictionary<string, int> _warningCounts = new(StringComparer.Ordinal);

    public int ErrorCount { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    public override void Error(string code, string path, string message)
    {
        if (ErrorCount++ < AdSelectLimits.MaxListedDiagnostics)
        {
            _errors.Add(new CatalogDiagnostic(code, path, message));
        }
    }

    /// <summary>Adds a warning; beyond the limit of its code it is only counted, so a million alike do not fill the memory.</summary>
    public override void Warning(string code, string path, string message)
    {
        // Other threads ask at the same time whether a code is still listed.
        lock (_warningCounts)
        {
            int count = _warningCounts.GetValueOrDefault(code);
            _warningCounts[code] = count + 1;
            if (count < AdSelectLimits.MaxListedDiagnostics)
            {
                _warnings.Add(new CatalogDiagnostic(code, path, message));
            }
        }
    }

    public override bool Lists(string code)
    {
        lock (_warningCounts)
        {
            return _warningCounts.GetValueOrDefault(code) < AdSelectLimits.MaxListedDiagnostics;
        }
    }

    public CompileResult ToResult(AdSnapshot? snapshot) => new(snapshot, _errors, ErrorCount, _warnings, _warningCounts);
}
