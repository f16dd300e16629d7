// The exception of a catalog that does not compile.
namespace AdSelect;

/// <summary>A catalog has errors, so there is no snapshot of it. The message lists the first of them.</summary>
public sealed class CatalogException : InvalidOperationException
{
    /// <summary>Errors that the message lists.</summary>
    private const int MostListed = 20;

    /// <summary>Makes the exception of a compilation's errors.</summary>
    /// <param name="errors">All errors, each with the path of the element it is about.</param>
    public CatalogException(IReadOnlyList<CatalogDiagnostic> errors)
        : base(Message(errors)) => Errors = errors;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<CatalogDiagnostic> Errors { get; }

    private static new string Message(IReadOnlyList<CatalogDiagnostic> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        string listed = string.Concat(errors.Take(MostListed).Select(error => $"{Environment.NewLine}{error}"));
        string rest = errors.Count > MostListed ? $"{Environment.NewLine}and {errors.Count - MostListed:N0} more" : string.Empty;
        return $"The catalog has errors:{listed}{rest}";
    }
}
