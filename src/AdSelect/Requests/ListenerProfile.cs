// A listener's values in the terms of one snapshot: bytes that a host keeps, so that they need not be looked up per request.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

/// <summary>
/// Makes profiles. A profile holds values, say a listener's audience segments, already resolved in a snapshot, ready to be copied
/// into a request: about a kilobyte for a hundred segments. A host caches the bytes and hands them to
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
    /// <exception cref="AdRequestException">
    /// There are too many values, a location, a block list entry or deal, or a value of another kind than the snapshot declares.
    /// </exception>
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
        List<Term> known = [];
        foreach (Term term in grouped)
        {
            int attribute = snapshot.Lookup.Find(term.Key);
            if (attribute >= 0)
            {
                ref readonly AttributeRow row = ref catalog.Attributes[attribute];
                if (row.Kind == AttributeKind.Location || row.Key != term.Key)
                {
                    Throw.Request(RequestErrorCode.WrongKind, snapshot.Lookup.NameOf(attribute));
                }

                known.Add(term);
            }
            else if (ReservedKeys.Contains(term.Key))
            {
                Throw.Request(RequestErrorCode.WrongKind, nameof(terms));
            }
        }

        byte[] profile = ProfileWriter.Write(catalog, snapshot.Lookup, known.ToArray());
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
}
