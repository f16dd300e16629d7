// A request in the snapshot's terms: values grouped by attribute, their ids, classes and tokens, and the block lists.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>Views over the stack memory of one call. Filled by <see cref="RequestResolver"/>.</summary>
internal ref struct ResolvedRequest
{
    /// <summary>Per attribute: index of its first value.</summary>
    public Span<int> FirstValueOf;

    /// <summary>Per attribute: how many values it has.</summary>
    public Span<int> ValueCountOf;

    /// <summary>Value ids, grouped by attribute; <see cref="ValueIndex.NotListed"/> where no targeting lists the value.</summary>
    public Span<int> ValueIds;

    /// <summary>Order-preserving keys of numbers, beside <see cref="ValueIds"/>; for locations the index into <see cref="Places"/>.</summary>
    public Span<long> NumberKeys;

    public Span<Place> Places;

    /// <summary>Bitset of the request's tokens.</summary>
    public Span<ulong> Tokens;

    /// <summary>Directory indexes of the classes that the values select, group after group.</summary>
    public Span<int> Classes;

    /// <summary>One group per attribute whose rows take part.</summary>
    public Span<ClassGroup> Groups;

    public int GroupCount;

    /// <summary>Memory of <see cref="Policy"/>.</summary>
    public Span<ulong> PolicyKeys;

    /// <summary>Memory of <see cref="Policy"/>.</summary>
    public Span<long> DealFloors;

    /// <summary>Block lists and deals.</summary>
    public PolicyLists Policy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<int> IdsOf(int attribute) => ValueIds.Slice(FirstValueOf[attribute], ValueCountOf[attribute]);

    public readonly ReadOnlySpan<long> KeysOf(int attribute) => NumberKeys.Slice(FirstValueOf[attribute], ValueCountOf[attribute]);
}

/// <summary>The classes that a request's values of one attribute select.</summary>
internal struct ClassGroup
{
    public int FirstClass;
    public int ClassCount;

    /// <summary>Directory index of the row of entries that are kept for several values and decided by their program, or −1 for a request with at most one value.</summary>
    public int MultiClass;
}

/// <summary>What a request keeps out, and the deals it lists: keys of 64 bits.</summary>
internal ref struct PolicyLists
{
    public ReadOnlySpan<ulong> BlockedDomains;
    public ReadOnlySpan<ulong> BlockedCategories;
    public ReadOnlySpan<ulong> BlockedLineItems;
    public ReadOnlySpan<ulong> DealKeys;

    /// <summary>Beside <see cref="DealKeys"/>; negative where the request states none.</summary>
    public ReadOnlySpan<long> DealFloors;
}
