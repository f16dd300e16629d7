// Tests a request's numbers against a range: read from its terms or its profile, for few programs ask.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class RangeTest
{
    /// <summary>True when one of the request's values lies between two keys, both included.</summary>
    public static bool Holds(FrozenCatalog catalog, scoped in ResolvedRequest request, int attribute, long low, long high)
    {
        AttributeKind kind = catalog.Attributes[attribute].Kind;
        ref readonly AttributeValues values = ref request.Attributes[attribute];
        if (values.AreOfProfile)
        {
            return HoldsInProfile(catalog, request.Profile, ~values.First, low, high);
        }

        foreach (ref readonly Term term in request.Terms.Slice(values.First, values.Count))
        {
            if (IsWithin(NumberKey.OfBits(kind, term.Bits), low, high))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsInProfile(FrozenCatalog catalog, scoped in ProfileBytes profile, int group, long low, long high)
    {
        AttributeKind kind = catalog.Attributes[profile.Groups[group].Attribute].Kind;
        foreach (int id in profile.IdsOf(group))
        {
            if (IsWithin(NumberKey.OfBits(kind, catalog.ValueBits[id]), low, high))
            {
                return true;
            }
        }

        foreach (long bits in profile.UnlistedOf(group))
        {
            if (IsWithin(NumberKey.OfBits(kind, bits), low, high))
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWithin(long key, long low, long high) => low <= key && key <= high;
}
