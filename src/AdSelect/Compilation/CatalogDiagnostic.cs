// What compiling says about a catalog.
namespace AdSelect;

/// <summary>One error or warning about a catalog.</summary>
/// <param name="Code">A stable code such as <c>unknown-attribute</c>, for filtering.</param>
/// <param name="Path">Where: for example <c>lineItems['spring-se'].targeting</c>.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record CatalogDiagnostic(string Code, string Path, string Message)
{
    /// <summary>Path, message and code in one line.</summary>
    public override string ToString() => $"{Path}: {Message} ({Code})";
}
