// Brings terms of one attribute together, for requests that scatter them.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class TermGrouping
{
    /// <summary>Copies the terms, those of one attribute next to each other and otherwise in their order: a counting sort.</summary>
    public static void Regroup(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, Span<Term> regrouped)
    {
        // Block lists and deals are no attribute's; they come last.
        int groups = catalog.Attributes.Length + 1;
        Span<int> next = stackalloc int[AdSelectLimits.MaxAttributes + 1];
        next = next[..groups];
        next.Clear();
        for (int i = 0; i < terms.Length; i++)
        {
            next[GroupOf(catalog, lookup, terms, i)]++;
        }

        int start = 0;
        for (int group = 0; group < groups; group++)
        {
            (next[group], start) = (start, start + next[group]);
        }

        for (int i = 0; i < terms.Length; i++)
        {
            regrouped[next[GroupOf(catalog, lookup, terms, i)]++] = terms[i];
        }
    }

    private static int GroupOf(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, int at)
    {
        // A longitude goes with the latitude before it.
        bool isLongitude = terms[at].Key == ReservedKeys.Longitude;
        int attribute = isLongitude && at == 0 ? AttributeLookup.NotDeclared : lookup.Find(terms[isLongitude ? at - 1 : at].Key);
        bool isOwn = attribute >= 0 && (!isLongitude || catalog.Attributes[attribute].Kind == AttributeKind.Location);
        return isOwn ? attribute : catalog.Attributes.Length;
    }
}
