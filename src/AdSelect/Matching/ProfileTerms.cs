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
        int nextId = 0;
        int nextUnlisted = 0;
        foreach (ref readonly ProfileBytes.Group group in profile.Groups)
        {
            foreach (int id in profile.Ids.Slice(nextId, group.Listed))
            {
                all[next++] = new Term(group.AttributeKey, catalog.ValueBits[id]);
            }

            foreach (long bits in profile.Unlisted.Slice(nextUnlisted, group.Unlisted))
            {
                all[next++] = new Term(group.AttributeKey, bits);
            }

            nextId += group.Listed;
            nextUnlisted += group.Unlisted;
        }

        terms.CopyTo(all[next..]);
        return all[..(next + terms.Length)];
    }
}
