// The exception of a catalog that does not compile.
namespace AdSelect;

/// <summary>A catalog has errors, so there is no snapshot of it. The message lists the first of them.</summary>
public sealed class CatalogException : InvalidOperationException
{
    /// <summary>Errors that the message lists.</summary>
    private const int MostListed = 20;

    /// <summary>Makes the exception of a compilation's errors.</summary>
    /// <param name="errors">The errors that are listed, each with the path of the element it is about.</param>
    /// <param name="errorCount">How many errors there are, those that are not listed included.</param>
    public CatalogException(IReadOnlyList<CatalogDiagnostic> errors, int errorCount)
        : base(Message(errors, errorCount)) => (Errors, ErrorCount) = (errors, errorCount);

    /// <summary>How many errors there are, those that <see cref="Errors"/> does not list included.</summary>
    public int ErrorCount { get; }

    /// <summary>What is wrong: the first of <see cref="ErrorCount"/> errors.</summary>
    public IReadOnlyList<CatalogDiagnostic> Errors { get; }

    private static new string Message(IReadOnlyList<CatalogDiagnostic> errors, int errorCount)
    {
        ArgumentNullException.ThrowIfNull(errors);
        string listed = string.Concat(errors.Take(MostListed).Select(error => $"{Environment.NewLine}{error}"));
        int hidden = errorCount - Math.Min(errors.Count, MostListed);
        string rest = hidden > 0 ? $"{Environment.NewLine}and {hidden:N0} more" : string.Empty;
        return $"The catalog has errors:{listed}{rest}";
    }
}
