// A listener's values in the terms of one snapshot: bytes that a host keeps, so that they need not be looked up per request.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

/// <summary>
/// Makes profiles. A profile holds values, say a listener's audience segments, already looked up in a
/// snapshot: about 4 bytes a value, and 8 for one that no targeting lists. A host caches the bytes and hands them to
/// <see cref="AdRequest.Profile"/> instead of adding the values, which saves most of the work of resolving a request.
/// The answer is the same.
/// </summary>
/// <remarks>
/// A profile belongs to one snapshot, by content. With another one the request is refused with
/// <see cref="RequestErrorCode.StaleProfile"/>, and the host makes the profile anew: use
/// <see cref="AdSelector.TrySelect(in AdRequest, ref AdAnswer)"/> where a snapshot may be
/// published at any time. Keep the terms, which belong to no snapshot, beside the profile.
/// </remarks>
public static class ListenerProfile
{
    /// <summary>Makes the profile of some values. Values of attributes that the snapshot does not declare are left out.</summary>
    /// <param name="snapshot">The snapshot that requests with the profile will be answered from.</param>
    /// <param name="terms">Texts and numbers, at most <see cref="AdSelectLimits.MaxRequestTerms"/>.</param>
    /// <exception cref="AdRequestException">There are too many values, a location, a block list entry or deal, or a value of another kind than the snapshot declares.</exception>
    public static byte[] Create(AdSnapshot snapshot, ReadOnlySpan<Term> terms)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (terms.Length > AdSelectLimits.MaxRequestTerms)
        {
            Throw.Request(RequestErrorCode.TooManyValues, nameof(terms));
        }

        FrozenCatalog catalog = snapshot.Catalog;
        var grouped = new Term[terms.Length];
        TermGrouping.Regroup(catalog, snapshot.Lookup, terms, grouped);
        List<ProfileBytes.Group> groups = [];
        List<int> ids = [];
        List<long> unlisted = [];
        for (int i = 0; i < grouped.Length;)
        {
            int end = i + 1;
            while (end < grouped.Length && grouped[end].Key == grouped[i].Key)
            {
                end++;
            }

            int attribute = snapshot.Lookup.Find(grouped[i].Key);
            if (attribute >= 0)
            {
                groups.Add(Group(catalog, snapshot.Lookup, attribute, grouped.AsSpan(i..end), ids, unlisted));
            }
            else if (ReservedKeys.Contains(grouped[i].Key))
            {
                Throw.Request(RequestErrorCode.WrongKind, nameof(terms));
            }

            i = end;
        }

        byte[] profile = ProfileBytes.Write(catalog, groups.ToArray(), ids.ToArray(), unlisted.ToArray());
        GC.KeepAlive(snapshot);
        return profile;
    }

    /// <summary>True when requests with the profile can be answered from the snapshot.</summary>
    public static bool IsCurrent(AdSnapshot snapshot, ReadOnlySpan<byte> profile)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        bool isCurrent = ProfileBytes.Open(profile, snapshot.Catalog, out _) == RequestErrorCode.None;
        GC.KeepAlive(snapshot);
        return isCurrent;
    }

    private static ProfileBytes.Group Group(FrozenCatalog catalog, AttributeLookup lookup, int attribute, ReadOnlySpan<Term> terms, List<int> ids, List<long> unlisted)
    {
        ref readonly AttributeRow row = ref catalog.Attributes[attribute];
        if (row.Kind == AttributeKind.Location || row.Key != terms[0].Key)
        {
            Throw.Request(RequestErrorCode.WrongKind, lookup.NameOf(attribute));
        }

        var group = new ProfileBytes.Group { AttributeKey = row.Key, Attribute = attribute };
        foreach (Term term in terms)
        {
            ref readonly ValueSlot slot = ref catalog.Values.Of(row).Find(term.Bits, out int listed);
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
}
