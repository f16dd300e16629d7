// How much stack memory a request needs in the snapshot's terms.
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>Sizes of the spans of a <see cref="ResolvedRequest"/>, each bounded by a limit of <see cref="AdSelectLimits"/>.</summary>
internal readonly struct RequestMemory(FrozenCatalog catalog, int termCount)
{
    public int Attributes { get; } = catalog.Attributes.Length;

    public int Terms { get; } = termCount;

    public int Places { get; } = Math.Min(termCount, AdSelectLimits.MaxRequestLocations);

    public int TokenWords { get; } = (catalog.TokenCount + 63) / 64;

    /// <summary>A class per value, and one per attribute that has none.</summary>
    public int Classes => Terms + Attributes;
}
