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
        ReadOnlySpan<ushort> classes = profile.Classes;
        int listed = 0;
        int unlisted = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            ref readonly ProfileBytes.Group group = ref groups[i];
            bool follows = group.FirstListed == listed && group.FirstUnlisted == unlisted
                && (uint)group.Listed <= (uint)(profile.Ids.Length - listed) && (uint)group.Unlisted <= (uint)(profile.Unlisted.Length - unlisted)
                && (uint)group.Classes <= (uint)classes.Length && (uint)group.Attribute < (uint)resolved.Attributes.Length;
            if (!follows || !AreValues(catalog, profile, i) || resolved.Attributes[group.Attribute].Count != 0)
            {
                return RequestErrorCode.BadProfile;
            }

            if (!TryPlaceClasses(catalog.Attributes[group.Attribute], i, group, classes[..group.Classes], ref resolved, ref nextClass))
            {
                return RequestErrorCode.BadProfile;
            }

            classes = classes[group.Classes..];
            listed += group.Listed;
            unlisted += group.Unlisted;
        }

        return listed == profile.Ids.Length && unlisted == profile.Unlisted.Length && classes.IsEmpty ? RequestErrorCode.None : RequestErrorCode.BadProfile;
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

    // True when the group has values that the attribute can have.
    private static bool AreValues(FrozenCatalog catalog, scoped in ProfileBytes profile, int index)
    {
        ref readonly ProfileBytes.Group group = ref profile.Groups[index];
        ref readonly AttributeRow row = ref catalog.Attributes[group.Attribute];
        return row.Key == group.AttributeKey && row.Kind != AttributeKind.Location && group.Listed + group.Unlisted > 0
            && !profile.IdsOf(index).ContainsAnyExceptInRange(row.FirstValue, row.FirstValue + row.ValueCount - 1)
            && (row.Kind != AttributeKind.Decimal || AreFinite(profile.UnlistedOf(index)));
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
    private static bool TryPlaceClasses(in AttributeRow row, int index, in ProfileBytes.Group group, ReadOnlySpan<ushort> classes, ref ResolvedRequest resolved, ref int nextClass)
    {
        int count = group.Listed + group.Unlisted;
        bool hasRows = !RequestResolver.IsByTokensAlone(row.Mode, count);
        bool fits = hasRows ? classes.Length > 0 && classes.Length <= count : classes.IsEmpty;
        int last = 0;
        foreach (ushort c in classes)
        {
            fits &= c > last && c < row.ClassCount;
            last = c;
        }

        if (!fits)
        {
            return false;
        }

        ref AttributeValues values = ref resolved.Attributes[group.Attribute];
        values.First = ~index;
        values.Count = count;
        if (count == 1)
        {
            values.Class = row.FirstClass + classes[0];
        }
        else if (hasRows)
        {
            values.Class = ~resolved.GroupCount;
            resolved.Groups[resolved.GroupCount++] = new ClassGroup { FirstClass = nextClass, ClassCount = classes.Length, MultiClass = row.MultiClass };
            foreach (ushort c in classes)
            {
                resolved.Classes[nextClass++] = row.FirstClass + c;
            }
        }
        else
        {
            values.Class = AttributeValues.NoRows;
        }

        return true;
    }
}
