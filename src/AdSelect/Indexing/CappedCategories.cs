// The categories that caps count over, and which of them a creative belongs to.
namespace AdSelect.Indexing;

internal static class CappedCategories
{
    /// <summary>Ascending keys of all categories that a cap of the catalog is over.</summary>
    public static ulong[] KeysOf(FrozenCatalog catalog) => KeysOf(catalog.Caps.Span);

    public static ulong[] KeysOf(ReadOnlySpan<CapRow> caps)
    {
        var keys = new SortedSet<ulong>();
        foreach (ref readonly CapRow cap in caps)
        {
            if (cap.Scope == CapScope.Category)
            {
                keys.Add(cap.CategoryKey);
            }
        }

        return [.. keys];
    }

    /// <summary>Ascending keys of both.</summary>
    public static ulong[] Union(ulong[] left, ulong[] right) => [.. new SortedSet<ulong>([.. left, .. right])];

    /// <summary>True when the creative or its advertiser is of the category or of one below it.</summary>
    public static bool Contains(FrozenCatalog catalog, int creative, ulong category) =>
        catalog.KeySets[catalog.SupplyOf(creative).CategorySet].BinarySearch(category) >= 0
        || catalog.KeySets[catalog.Advertisers[catalog.Creatives[creative].Advertiser].CategorySet].BinarySearch(category) >= 0;

    /// <summary>How many of the categories a creative belongs to.</summary>
    public static int Count(FrozenCatalog catalog, int creative, ReadOnlySpan<ulong> categories)
    {
        int count = 0;
        foreach (ulong category in categories)
        {
            count += Contains(catalog, creative, category) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The first creative that belongs to more of the categories than an exposure can state; −1 when there is none.</summary>
    public static int FindBeyondLimit(FrozenCatalog catalog, ReadOnlySpan<ulong> categories)
    {
        for (int i = 0; categories.Length > AdSelectLimits.MaxExposureCategories && i < catalog.Creatives.Length; i++)
        {
            if (Count(catalog, i, categories) > AdSelectLimits.MaxExposureCategories)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The categories that a creative belongs to, as an exposure states them.</summary>
    public static Exposure.CategoryKeys Of(FrozenCatalog catalog, int creative, ReadOnlySpan<ulong> categories)
    {
        Exposure.CategoryKeys keys = default;
        int count = 0;
        foreach (ulong category in categories)
        {
            if (count < AdSelectLimits.MaxExposureCategories && Contains(catalog, creative, category))
            {
                keys[count++] = ExposureKey.Fold(category);
            }
        }

        return keys;
    }
}
