// How much stack memory a request needs in the snapshot's terms.
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>Sizes of the spans of a <see cref="ResolvedRequest"/>, each bounded by a limit of <see cref="AdSelectLimits"/>.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="termCount">Terms of the request.</param>
/// <param name="profileValues">Values of its profile.</param>
internal readonly struct RequestMemory(FrozenCatalog catalog, int termCount, int profileValues = 0)
{
    public int Attributes { get; } = catalog.Attributes.Length;

    public int Terms { get; } = termCount;

    /// <summary>The values of terms, and behind them those of the profile.</summary>
    public int Values { get; } = termCount + profileValues;

    public int Places { get; } = Math.Min(termCount, AdSelectLimits.MaxRequestLocations);

    public int TokenWords { get; } = (catalog.TokenCount + 63) / 64;

    /// <summary>A class per value, and one per attribute that has none.</summary>
    public int Classes => Values + Attributes;

    /// <summary>Rows of the groups: the classes, and for each attribute a count and the row of those that are kept for several values.</summary>
    public int PlanWords => Classes + (2 * Attributes);

    /// <summary>The same spans on the heap, for callers that may allocate.</summary>
    public ResolvedRequest Allocate() => new()
    {
        FirstValueOf = new int[Attributes],
        ValueCountOf = new int[Attributes],
        ValueIds = new int[Values],
        NumberKeys = new long[Values],
        Places = new Place[Places],
        Tokens = new ulong[TokenWords],
        Classes = new int[Classes],
        Groups = new ClassGroup[Attributes],
        PolicyKeys = new ulong[Terms],
        DealFloors = new long[Terms],
    };
}
