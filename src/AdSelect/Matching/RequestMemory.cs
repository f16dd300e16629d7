// How much memory a request needs in the snapshot's terms, and how it is laid out.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Matching;

/// <summary>Sizes of the spans of a <see cref="ResolvedRequest"/>, each bounded by a limit of <see cref="AdSelectLimits"/>.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="termCount">Terms of the request.</param>
/// <param name="profileValues">Values of its profile.</param>
internal readonly struct RequestMemory(FrozenCatalog catalog, int termCount, int profileValues = 0)
{
    public int Attributes { get; } = catalog.Attributes.Length;

    public int Terms { get; } = termCount;

    /// <summary>The values of terms and profile.</summary>
    public int Values { get; } = termCount + profileValues;

    public int Places { get; } = Math.Min(termCount, AdSelectLimits.MaxRequestLocations);

    public int TokenWords { get; } = (catalog.TokenCount + 63) / 64;

    /// <summary>Rows of the groups: a class per value, and for each attribute a count and the row of those that are kept for several values.</summary>
    public int PlanWords => Values + (2 * Attributes);

    /// <summary>What <see cref="LayRequest"/>, <see cref="LayTerms"/> and <see cref="LayPlan"/> take together.</summary>
    public int Bytes =>
        CallMemory.SizeOf<AttributeValues>(Attributes) + CallMemory.SizeOf<int>(Terms) + CallMemory.SizeOf<Place>(Places)
        + CallMemory.SizeOf<ulong>(TokenWords) + CallMemory.SizeOf<int>(Values) + CallMemory.SizeOf<ClassGroup>(Attributes)
        + CallMemory.SizeOf<ulong>(2 * Terms) + CallMemory.SizeOf<Term>(Terms)
        + (2 * CallMemory.SizeOf<int>(Attributes)) + CallMemory.SizeOf<int>(PlanWords);

    public ResolvedRequest LayRequest(scoped ref CallMemory memory)
    {
        // In a variable of its own, so that what is left stays in registers from piece to piece.
        CallMemory rest = memory;
        var resolved = new ResolvedRequest
        {
            Attributes = rest.Take<AttributeValues>(Attributes),
            ValueIds = rest.Take<int>(Terms),
            Places = rest.Take<Place>(Places),
            Tokens = rest.Take<ulong>(TokenWords),
            Classes = rest.Take<int>(Values),
            Groups = rest.Take<ClassGroup>(Attributes),
            Policy = new PolicyLists(rest.Take<ulong>(2 * Terms)),
        };
        memory = rest;
        return resolved;
    }

    /// <summary>Room to group the terms by attribute in.</summary>
    public Span<Term> LayTerms(scoped ref CallMemory memory) => memory.Take<Term>(Terms);

    public RowPlan LayPlan(scoped ref CallMemory memory) => new()
    {
        Singles = memory.Take<int>(Attributes),
        Grouped = memory.Take<int>(PlanWords),
        Checks = memory.Take<int>(Attributes),
    };

    /// <summary>Memory on the heap, for callers that may allocate.</summary>
    public CallMemory Allocate() => new(new byte[Bytes]);
}
