// Places a profile's values as if they had been looked up just now, after checking every number in it.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class ProfileResolver
{
    /// <summary>Fills the values from <paramref name="first"/> on.</summary>
    public static RequestErrorCode Place(FrozenCatalog catalog, scoped in ProfileBytes profile, int first, ref ResolvedRequest resolved, ref int nextClass)
    {
        int nextId = 0;
        int nextUnlisted = 0;
        foreach (ref readonly ProfileBytes.Group group in profile.Groups)
        {
            bool fits = (uint)group.Attribute < (uint)catalog.Attributes.Length
                && (uint)group.Listed <= (uint)(profile.Ids.Length - nextId) && (uint)group.Unlisted <= (uint)(profile.Unlisted.Length - nextUnlisted)
                && group.Listed + group.Unlisted > 0;
            if (!fits)
            {
                return RequestErrorCode.BadProfile;
            }

            ref readonly AttributeRow row = ref catalog.Attributes[group.Attribute];
            ReadOnlySpan<int> ids = profile.Ids.Slice(nextId, group.Listed);
            if (row.Key != group.AttributeKey || row.Kind == AttributeKind.Location || resolved.ValueCountOf[group.Attribute] != 0 || !AreValuesOf(row, ids))
            {
                return RequestErrorCode.BadProfile;
            }

            int count = group.Listed + group.Unlisted;
            ids.CopyTo(resolved.ValueIds[first..]);
            resolved.ValueIds.Slice(first + ids.Length, group.Unlisted).Fill(ValueIndex.NotListed);
            if (row.Kind != AttributeKind.Keyword && !TryPlaceNumbers(catalog, row, ids, profile.Unlisted.Slice(nextUnlisted, group.Unlisted), resolved.NumberKeys.Slice(first, count)))
            {
                return RequestErrorCode.BadProfile;
            }

            resolved.FirstValueOf[group.Attribute] = first;
            resolved.ValueCountOf[group.Attribute] = count;
            RequestResolver.PlaceKnown(catalog, row, first, count, ref resolved, ref nextClass);
            first += count;
            nextId += group.Listed;
            nextUnlisted += group.Unlisted;
        }

        return nextId == profile.Ids.Length && nextUnlisted == profile.Unlisted.Length ? RequestErrorCode.None : RequestErrorCode.BadProfile;
    }

    private static bool TryPlaceNumbers(FrozenCatalog catalog, in AttributeRow row, ReadOnlySpan<int> ids, ReadOnlySpan<long> unlisted, Span<long> keys)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            keys[i] = NumberKey.OfBits(row.Kind, catalog.ValueBits[ids[i]]);
        }

        for (int i = 0; i < unlisted.Length; i++)
        {
            if (row.Kind == AttributeKind.Decimal && !double.IsFinite(BitConverter.Int64BitsToDouble(unlisted[i])))
            {
                return false;
            }

            keys[ids.Length + i] = NumberKey.OfBits(row.Kind, unlisted[i]);
        }

        return true;
    }

    private static bool AreValuesOf(in AttributeRow row, ReadOnlySpan<int> ids)
    {
        bool fits = true;
        foreach (int id in ids)
        {
            fits &= (uint)(id - row.FirstValue) < (uint)row.ValueCount;
        }

        return fits;
    }
}
