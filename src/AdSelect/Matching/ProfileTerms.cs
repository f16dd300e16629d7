// A profile's values as terms again: what a delta beside the profile's snapshot is asked with.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class ProfileTerms
{
    /// <summary>Writes the values of a profile that has been resolved without error, and behind them the terms of the request.</summary>
    /// <param name="catalog">The profile's snapshot.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="terms">Terms of the request.</param>
    /// <param name="all">Room for all of them.</param>
    public static ReadOnlySpan<Term> Expand(FrozenCatalog catalog, scoped in ProfileBytes profile, scoped ReadOnlySpan<Term> terms, Span<Term> all)
    {
        int next = 0;
        for (int group = 0; group < profile.Groups.Length; group++)
        {
            ulong key = profile.Groups[group].AttributeKey;
            foreach (int id in profile.IdsOf(group))
            {
                all[next++] = new Term(key, catalog.ValueBits[id]);
            }

            foreach (long bits in profile.UnlistedOf(group))
            {
                all[next++] = new Term(key, bits);
            }
        }

        terms.CopyTo(all[next..]);
        return all[..(next + terms.Length)];
    }
}
