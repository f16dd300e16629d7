// The schema's columns: attributes, cuts, values, classes, tokens and their places.
using System.Numerics;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class SchemaValidation
{
    public static void Validate(FrozenCatalog catalog)
    {
        Require(catalog.Attributes.Length <= AdSelectLimits.MaxAttributes, SectionId.Attributes, "no more attributes than the limit");
        Require(catalog.Facts.Length >= 1 && catalog.TokenCount is >= Tokens.First and <= Tokens.Limit, SectionId.Facts, "the token count is within its limit");
        Require(catalog.ValueClasses.Length == catalog.ValueBits.Length, SectionId.ValueClasses, "one class per value");
        Require(catalog.ValueTokens.Length == catalog.ValueBits.Length, SectionId.ValueTokens, "one token per value");
        Require(catalog.MimeKeys.Length <= AdSelectLimits.MaxMimeTypes, SectionId.MimeKeys, "no more MIME types than the limit");
        Require(catalog.AttributeNames.Count == catalog.Attributes.Length, SectionId.AttributeNameOffsets, "one name per attribute");
        Require(catalog.Keywords.Count == catalog.ValueBits.Length, SectionId.KeywordOffsets, "one text per value");
        ValidateAttributes(catalog);
        ValidatePlaces(catalog);
        bool tokensFit = true;
        foreach (ushort token in catalog.ValueTokens.Span)
        {
            tokensFit &= token < catalog.TokenCount;
        }

        Require(tokensFit, SectionId.ValueTokens, "tokens are below the token count");
    }

    private static void ValidateAttributes(FrozenCatalog catalog)
    {
        int nextClass = 0;
        int nextValue = 0;
        int nextCut = 0;
        foreach (ref readonly AttributeRow row in catalog.Attributes.Span)
        {
            Require(row.Kind <= AttributeKind.Location && row.Mode <= ClassMode.Intervals, SectionId.Attributes, "kinds and modes are defined");
            Require(row.FirstClass == nextClass && row.ClassCount is >= 2 and <= AttributeRow.MaxClasses, SectionId.Attributes, "classes follow each other and are within their limit");
            Require(row.FirstValue == nextValue && row.ValueCount >= 0 && row.ValueCount <= catalog.ValueBits.Length - nextValue, SectionId.Attributes, "values follow each other");
            Require(row.FirstCut == nextCut && row.CutCount >= 0 && row.CutCount <= catalog.Cuts.Length - nextCut, SectionId.Attributes, "cuts follow each other");
            Require(row.Mode != ClassMode.Intervals || row.ClassCount == row.CutCount + 2, SectionId.Attributes, "intervals have one class more than cuts, and one for missing");
            Require(row.Kind != AttributeKind.Location || (row.Mode == ClassMode.Presence && row.ValueCount == 0), SectionId.Attributes, "locations have no listed values");
            nextClass += row.ClassCount + 1;
            nextValue += row.ValueCount;
            nextCut += row.CutCount;
            ValidateValues(catalog, row);
        }

        Require(nextValue == catalog.ValueBits.Length, SectionId.ValueBits, "every value has an attribute");
        Require(nextCut == catalog.Cuts.Length, SectionId.Cuts, "every cut has an attribute");
        Require(catalog.RowDirectory.Length == nextClass * Partitioning.Count, SectionId.RowDirectory, "one row per class and partition");
    }

    private static void ValidateValues(FrozenCatalog catalog, in AttributeRow row)
    {
        bool fits = true;
        foreach (ushort valueClass in catalog.ValueClasses.Span.Slice(row.FirstValue, row.ValueCount))
        {
            fits &= valueClass < row.ClassCount;
        }

        Require(fits, SectionId.ValueClasses, "classes are among those of the attribute");
        ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
        bool ascends = true;
        for (int i = 1; i < cuts.Length; i++)
        {
            ascends &= cuts[i - 1] < cuts[i];
        }

        Require(ascends, SectionId.Cuts, "cuts ascend");
    }

    private static void ValidatePlaces(FrozenCatalog catalog)
    {
        ReadOnlySpan<int> places = catalog.ValuePlaces.Span;
        Require(places.Length >= 2 && BitOperations.IsPow2(places.Length), SectionId.ValuePlaces, "the number of places is a power of two");
        bool fits = true;
        foreach (int place in places)
        {
            fits &= (uint)place <= (uint)catalog.ValueBits.Length;
        }

        Require(fits, SectionId.ValuePlaces, "places hold values");

        // An empty place ends every probe.
        Require(places.Contains(0), SectionId.ValuePlaces, "a place is empty");
    }
}
