// Catalogs as JSON documents.
using AdSelect.Model.Json;

namespace AdSelect;

/// <summary>Reads and writes catalogs as JSON (docs/catalog-json.md, docs/catalog.schema.json). Thread-safe.</summary>
public static class CatalogJson
{
    /// <summary>Reads a whole catalog file into memory.</summary>
    /// <exception cref="CatalogJsonException">The document is not a catalog; all errors found are listed.</exception>
    public static Catalog Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads a whole catalog into memory.</summary>
    /// <exception cref="CatalogJsonException">The document is not a catalog; all errors found are listed.</exception>
    public static Catalog Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new CatalogReader(stream).Load();
    }

    /// <summary>
    /// Opens a catalog whose <see cref="Catalog.LineItems"/> are read while they are enumerated (once), so that a file with a million
    /// line items never is a million objects at a time. The <c>lineItems</c> property must be the last of the document.
    /// </summary>
    /// <exception cref="CatalogJsonException">
    /// The document is not a catalog, or <c>lineItems</c> is not its last property. Errors inside the line items are thrown while
    /// enumerating.
    /// </exception>
    public static Catalog Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new CatalogReader(stream).Open();
    }

    /// <summary>Writes a catalog; the line items come last, so that <see cref="Open"/> can stream them. The same catalog gives the same bytes.</summary>
    /// <exception cref="ArgumentException">
    /// A value has no JSON form (not a finite number, an undefined enumeration value, a length of time finer than a millisecond); the
    /// message gives its path. What was written before it stays in the stream.
    /// </exception>
    public static void Save(Catalog catalog, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        CatalogWriter.Write(catalog, stream);
    }
}

/// <summary>A document is not a catalog.</summary>
public sealed class CatalogJsonException : FormatException
{
    /// <summary>Makes the exception of the errors found.</summary>
    public CatalogJsonException(IReadOnlyList<CatalogJsonError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>The errors, in the order of the document.</summary>
    public IReadOnlyList<CatalogJsonError> Errors { get; }
}

/// <summary>One error in a catalog document.</summary>
/// <param name="Path">Where, for example <c>lineItems[12].price.amount</c>.</param>
/// <param name="Line">Line in the document, from 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record CatalogJsonError(string Path, long Line, string Message)
{
    /// <summary>Line, path and message in one line.</summary>
    public override string ToString() => $"line {Line}: {Path}: {Message}";
}
