// A request in the snapshot's terms: tokens, the classes of each attribute, and the block lists; ids of values once a program asks.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>Views over the memory of one call, the request's terms and its profile. Filled by <see cref="RequestResolver"/>.</summary>
internal ref struct ResolvedRequest
{
    /// <summary>By attribute: the values that the request has of it.</summary>
    public Span<AttributeValues> Attributes;

    /// <summary>The terms, those of one attribute next to each other.</summary>
    public ReadOnlySpan<Term> Terms;

    public ProfileBytes Profile;

    /// <summary>Ids of listed values, once <see cref="IdsOf"/> has looked them up: from an attribute's first term on, at most one a term.</summary>
    public Span<int> ValueIds;

    /// <summary>Locations, attribute after attribute.</summary>
    public Span<Place> Places;

    /// <summary>Bitset of the request's tokens.</summary>
    public Span<ulong> Tokens;

    /// <summary>Directory indexes of the classes that several values of an attribute select, group after group.</summary>
    public Span<int> Classes;

    /// <summary>One group per attribute with several values whose rows take part.</summary>
    public Span<ClassGroup> Groups;

    public int GroupCount;

    /// <summary>Block lists and deals.</summary>
    public PolicyLists Policy;

    /// <summary>The groups of attributes with several values.</summary>
    public readonly ReadOnlySpan<ClassGroup> SeveralGroups => Groups[..GroupCount];

    /// <summary>The classes that the values select; empty when they take part by their tokens alone.</summary>
    public readonly ReadOnlySpan<int> ClassesOf(int attribute)
    {
        ref AttributeValues values = ref Attributes[attribute];
        if (values.Class >= 0)
        {
            return MemoryMarshal.CreateReadOnlySpan(ref values.Class, 1);
        }

        return values.Class == AttributeValues.NoRows ? [] : ClassesOf(Groups[~values.Class]);
    }

    public readonly ReadOnlySpan<int> ClassesOf(in ClassGroup group) => Classes.Slice(group.FirstClass, group.ClassCount);

    /// <summary>
    /// Ids of the values that some targeting lists. They are looked up when a program or channel first asks: most requests
    /// are decided by rows and tokens.
    /// </summary>
    public readonly ReadOnlySpan<int> IdsOf(FrozenCatalog catalog, int attribute)
    {
        ref AttributeValues values = ref Attributes[attribute];
        if (values.AreOfProfile)
        {
            return Profile.IdsOf(~values.First);
        }

        if (values.Ids == AttributeValues.NotLookedUp)
        {
            LookUpIds(catalog, attribute, ref values);
        }

        return ValueIds.Slice(values.First, values.Ids);
    }

    /// <summary>The values of an attribute of locations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Span<Place> PlacesOf(int attribute) => Places.Slice(Attributes[attribute].First, Attributes[attribute].Count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void LookUpIds(FrozenCatalog catalog, int attribute, ref AttributeValues values)
    {
        ValueIndex.Finder finder = catalog.Values.Of(catalog.Attributes[attribute]);
        Span<int> ids = ValueIds.Slice(values.First, values.Count);
        int count = 0;
        foreach (ref readonly Term term in Terms.Slice(values.First, values.Count))
        {
            // Written either way, kept when listed: at most one place for each term.
            ids[count] = finder.Find(term.Bits, out int listed).Number - 1;
            count -= listed;
        }

        values.Ids = count;
    }
}

/// <summary>The classes that several values of one attribute select.</summary>
internal struct ClassGroup
{
    public int FirstClass;
    public int ClassCount;

    /// <summary>Directory index of the row of entries that are kept for several values and decided by their program.</summary>
    public int MultiClass;
}

/// <summary>What a request keeps out, and the deals it lists: keys of 64 bits.</summary>
/// <param name="memory">Two words for each term of the request: the keys list after list, and in the second half the floors of deals.</param>
internal ref struct PolicyLists(Span<ulong> memory)
{
    private readonly Span<ulong> _memory = memory;
    private int _categoriesAt;
    private int _lineItemsAt;
    private int _dealsAt;
    private int _end;

    public readonly ReadOnlySpan<ulong> BlockedDomains => _memory[.._categoriesAt];

    public readonly ReadOnlySpan<ulong> BlockedCategories => _memory[_categoriesAt.._lineItemsAt];

    public readonly ReadOnlySpan<ulong> BlockedLineItems => _memory[_lineItemsAt.._dealsAt];

    public readonly ReadOnlySpan<ulong> DealKeys => _memory[_dealsAt.._end];

    /// <summary>Beside <see cref="DealKeys"/>; negative where the request states none.</summary>
    public readonly ReadOnlySpan<long> DealFloors => MemoryMarshal.Cast<ulong, long>(_memory.Slice(_memory.Length / 2, _end - _dealsAt));

    /// <summary>Divides the memory among the lists; returns it, to be filled.</summary>
    public Span<ulong> Divide(int domains, int categories, int lineItems, int deals)
    {
        _categoriesAt = domains;
        _lineItemsAt = domains + categories;
        _dealsAt = _lineItemsAt + lineItems;
        _end = _dealsAt + deals;
        return _memory;
    }
}
