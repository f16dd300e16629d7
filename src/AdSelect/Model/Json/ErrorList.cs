// The errors found in one document, bounded.
using System.Text.Json;

namespace AdSelect.Model.Json;

internal sealed class ErrorList
{
    private readonly List<CatalogJsonError> _errors = [];

    public int Count => _errors.Count;

    /// <summary>Adds one error; the one that fills the list ends the reading.</summary>
    /// <exception cref="CatalogJsonException">The list is full.</exception>
    public void Add(string path, long line, string message)
    {
        _errors.Add(new CatalogJsonError(path, line, message));
        if (_errors.Count == AdSelectLimits.MaxListedDiagnostics)
        {
            throw ToException();
        }
    }

    /// <summary>Malformed JSON ends the reading: behind it, nothing can be told.</summary>
    public CatalogJsonException Malformed(string path, JsonException exception)
    {
        // The runtime appends its own zero-based position to the message.
        string message = exception.Message.Split(" LineNumber:", 2)[0].TrimEnd('.', ' ');
        _errors.Add(new CatalogJsonError(
            path,
            (exception.LineNumber ?? 0) + 1,
            $"malformed JSON at column {(exception.BytePositionInLine ?? 0) + 1}: {message}"));
        return ToException();
    }

    /// <summary>Throws when there is an error.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw ToException();
        }
    }

    private CatalogJsonException ToException() => new([.. _errors.OrderBy(static error => error.Line)]);
}
