// Makes a profile's bytes: values are resolved as a request's are, and what comes of it is kept.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Matching;

internal static class ProfileWriter
{
    /// <summary>Writes the profile of values that the catalog declares, those of one attribute next to each other.</summary>
    public static byte[] Write(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms)
    {
        var size = new RequestMemory(catalog, terms.Length);
        CallMemory memory = size.Allocate();
        ResolvedRequest resolved = default;
        size.LayRequest(ref memory, ref resolved);
        RequestError error = RequestResolver.Resolve(catalog, lookup, terms, default, size.LayTerms(ref memory), ref resolved);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        List<ProfileBytes.Group> groups = [];
        List<int> ids = [];
        List<long> unlisted = [];
        List<ushort> classes = [];
        for (int i = 0; i < terms.Length;)
        {
            int attribute = lookup.Find(terms[i].Key);
            int count = resolved.Attributes[attribute].Count;
            int[] own = resolved.ClassesOf(attribute).ToArray();
            Array.Sort(own);
            groups.Add(Group(catalog, attribute, terms.Slice(i, count), ids, unlisted) with { Classes = own.Length });
            foreach (int c in own)
            {
                classes.Add((ushort)(c - catalog.Attributes[attribute].FirstClass));
            }

            i += count;
        }

        List<ushort> places = PlacesOf(resolved.Tokens);
        Span<ulong> words = resolved.Tokens[..(places[^1] + 1)];
        bool hasPlaces = places.Count * 2 < words.Length;
        return ProfileBytes.Write(catalog, new ProfileDraft
        {
            Groups = groups.ToArray(),
            Words = hasPlaces ? Words(words, places) : words,
            WordPlaces = hasPlaces ? places.ToArray() : [],
            Unlisted = unlisted.ToArray(),
            Ids = ids.ToArray(),
            Classes = classes.ToArray(),
        });
    }

    private static ProfileBytes.Group Group(FrozenCatalog catalog, int attribute, ReadOnlySpan<Term> terms, List<int> ids, List<long> unlisted)
    {
        var group = new ProfileBytes.Group { AttributeKey = terms[0].Key, Attribute = attribute, FirstListed = ids.Count, FirstUnlisted = unlisted.Count };
        ValueIndex.Finder finder = catalog.Values.Of(catalog.Attributes[attribute]);
        foreach (Term term in terms)
        {
            ref readonly ValueSlot slot = ref finder.Find(term.Bits, out int listed);
            if (listed != 0)
            {
                ids.Add(slot.Number - 1);
                group.Listed++;
            }
            else
            {
                unlisted.Add(term.Bits);
                group.Unlisted++;
            }
        }

        return group;
    }

    // The words that are not empty. There is one at least: every request has the token that stands for always.
    private static List<ushort> PlacesOf(ReadOnlySpan<ulong> tokens)
    {
        List<ushort> places = [];
        for (int word = 0; word < tokens.Length; word++)
        {
            if (tokens[word] != 0)
            {
                places.Add((ushort)word);
            }
        }

        return places;
    }

    private static ulong[] Words(ReadOnlySpan<ulong> tokens, List<ushort> places)
    {
        ulong[] words = new ulong[places.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = tokens[places[i]];
        }

        return words;
    }
}
