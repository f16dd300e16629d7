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

    /// <summary>What request, terms and plan take together.</summary>
    public int Bytes =>
        CallMemory.SizeOf<AttributeValues>(Attributes) + CallMemory.SizeOf<int>(Terms) + CallMemory.SizeOf<Place>(Places)
        + CallMemory.SizeOf<ulong>(TokenWords) + CallMemory.SizeOf<int>(Values) + CallMemory.SizeOf<ClassGroup>(Attributes)
        + CallMemory.SizeOf<ulong>(2 * Terms) + CallMemory.SizeOf<Term>(Terms)
        + (2 * CallMemory.SizeOf<int>(Attributes)) + CallMemory.SizeOf<int>(PlanWords);

    /// <summary>In place: a copy as a whole would go through the barrier of the garbage collector.</summary>
    public void LayRequest(scoped ref CallMemory memory, ref ResolvedRequest request)
    {
        // In a variable of its own, so that what is left stays in registers from piece to piece.
        CallMemory rest = memory;
        request.Attributes = rest.Take<AttributeValues>(Attributes);
        request.ValueIds = rest.Take<int>(Terms);
        request.Places = rest.Take<Place>(Places);
        request.Tokens = rest.Take<ulong>(TokenWords);
        request.Classes = rest.Take<int>(Values);
        request.Groups = rest.Take<ClassGroup>(Attributes);
        request.Policy = new PolicyLists(rest.Take<ulong>(2 * Terms));
        memory = rest;
    }

    /// <summary>Room to group the terms by attribute in.</summary>
    public Span<Term> LayTerms(scoped ref CallMemory memory) => memory.Take<Term>(Terms);

    /// <summary>As <see cref="LayRequest"/>.</summary>
    public void LayPlan(scoped ref CallMemory memory, ref RowPlan plan)
    {
        CallMemory rest = memory;
        plan.Singles = rest.Take<int>(Attributes);
        plan.Grouped = rest.Take<int>(PlanWords);
        plan.Checks = rest.Take<int>(Attributes);
        memory = rest;
    }

    /// <summary>Memory on the heap, for callers that may allocate.</summary>
    public CallMemory Allocate() => new(new byte[Bytes]);
}
