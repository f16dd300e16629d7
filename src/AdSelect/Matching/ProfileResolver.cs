// Takes a profile's tokens and classes over into a request, after checking every number in it.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class ProfileResolver
{
    /// <summary>Sets the tokens, all of them, and the values of the profile's attributes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RequestErrorCode Place(FrozenCatalog catalog, scoped in ProfileBytes profile, ref ResolvedRequest resolved, ref int nextClass)
    {
        if (!TryPlaceTokens(catalog, profile, resolved.Tokens))
        {
            return RequestErrorCode.BadProfile;
        }

        ReadOnlySpan<ProfileBytes.Group> groups = profile.Groups;
        ReadOnlySpan<AttributeRow> attributes = catalog.Attributes.Span;
        ReadOnlySpan<ushort> classes = profile.Classes;
        ReadOnlySpan<int> ids = profile.Ids;
        ReadOnlySpan<long> unlisted = profile.Unlisted;
        int firstListed = 0;
        int firstUnlisted = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            ref readonly ProfileBytes.Group group = ref groups[i];
            bool isInside = (uint)group.Attribute < (uint)attributes.Length && group.FirstListed == firstListed && group.FirstUnlisted == firstUnlisted
                && (uint)group.Listed <= (uint)ids.Length && (uint)group.Unlisted <= (uint)unlisted.Length && (uint)group.Classes <= (uint)classes.Length;
            if (!isInside)
            {
                return RequestErrorCode.BadProfile;
            }

            ref readonly AttributeRow row = ref attributes[group.Attribute];
            ref AttributeValues values = ref resolved.Attributes[group.Attribute];
            bool fits = row.Key == group.AttributeKey && row.Kind != AttributeKind.Location && values.Count == 0
                && AreValues(row, ids[..group.Listed], unlisted[..group.Unlisted]);
            values.First = ~i;
            values.Count = group.Listed + group.Unlisted;
            if (!fits || !TryPlaceClasses(row, classes[..group.Classes], ref values, ref resolved, ref nextClass))
            {
                return RequestErrorCode.BadProfile;
            }

            classes = classes[group.Classes..];
            ids = ids[group.Listed..];
            unlisted = unlisted[group.Unlisted..];
            firstListed += group.Listed;
            firstUnlisted += group.Unlisted;
        }

        return ids.IsEmpty && unlisted.IsEmpty && classes.IsEmpty ? RequestErrorCode.None : RequestErrorCode.BadProfile;
    }

    // Tokens that do not exist would be read by nobody; they are refused because no snapshot has written them.
    private static bool TryPlaceTokens(FrozenCatalog catalog, scoped in ProfileBytes profile, Span<ulong> tokens)
    {
        ReadOnlySpan<ulong> words = profile.TokenWords;
        ReadOnlySpan<ushort> places = profile.WordPlaces;
        if (words.Length > tokens.Length)
        {
            return false;
        }

        if (places.IsEmpty)
        {
            words.CopyTo(tokens);
            tokens[words.Length..].Clear();
        }
        else
        {
            tokens.Clear();
            for (int i = 0; i < words.Length && i < places.Length; i++)
            {
                if (places[i] >= tokens.Length)
                {
                    return false;
                }

                tokens[places[i]] = words[i];
            }
        }

        int used = catalog.TokenCount & 63;
        return used == 0 || tokens[^1] >> used == 0;
    }

    // True when the attribute can have all of them.
    private static bool AreValues(in AttributeRow row, ReadOnlySpan<int> ids, ReadOnlySpan<long> unlisted)
    {
        bool areListed = ids.Length == 1
            ? (uint)(ids[0] - row.FirstValue) < (uint)row.ValueCount
            : !ids.ContainsAnyExceptInRange(row.FirstValue, row.FirstValue + row.ValueCount - 1);
        return areListed && (row.Kind != AttributeKind.Decimal || AreFinite(unlisted));
    }

    private static bool AreFinite(ReadOnlySpan<long> unlisted)
    {
        bool areFinite = true;
        foreach (long bits in unlisted)
        {
            areFinite &= double.IsFinite(BitConverter.Int64BitsToDouble(bits));
        }

        return areFinite;
    }

    // One class for one value; for several as many distinct ones as there are values at most, or none where rows are not asked.
    private static bool TryPlaceClasses(
        in AttributeRow row, ReadOnlySpan<ushort> classes, ref AttributeValues values, ref ResolvedRequest resolved, ref int nextClass)
    {
        if (RequestResolver.IsByTokensAlone(row.Mode, values.Count))
        {
            values.Class = AttributeValues.NoRows;
            return classes.IsEmpty;
        }

        if (classes.IsEmpty || classes.Length > values.Count)
        {
            return false;
        }

        bool fit = true;
        int last = 0;
        foreach (ushort c in classes)
        {
            fit &= c > last && c < row.ClassCount;
            last = c;
        }

        if (!fit || values.Count == 1)
        {
            values.Class = row.FirstClass + last;
            return fit;
        }

        Span<int> placed = resolved.Classes.Slice(nextClass, classes.Length);
        for (int i = 0; i < placed.Length; i++)
        {
            placed[i] = row.FirstClass + classes[i];
        }

        RequestResolver.AddGroup(classes.Length, row.MultiClass, ref values, ref resolved, ref nextClass);
        return true;
    }
}
