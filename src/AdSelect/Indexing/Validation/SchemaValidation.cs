// The schema's columns: attributes, cuts, values, classes, tokens and their places.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class SchemaValidation
{
    public static void Validate(FrozenCatalog catalog)
    {
        Require(catalog.Attributes.Length <= AdSelectLimits.MaxAttributes, SectionId.Attributes, "no more attributes than the limit");
        Require(catalog.Facts.Length >= 3 && catalog.TokenCount is >= Tokens.First and <= Tokens.Limit, SectionId.Facts, "the token count is within its limit");
        Require(catalog.MimeKeys.Length <= AdSelectLimits.MaxMimeTypes, SectionId.MimeKeys, "no more MIME types than the limit");
        Require(catalog.AttributeNames.Count == catalog.Attributes.Length, SectionId.AttributeNameOffsets, "one name per attribute");
        Require(catalog.Keywords.Count == catalog.ValueBits.Length, SectionId.KeywordOffsets, "one text per value");
        Require(catalog.ValueTokens.Length == catalog.ValueBits.Length, SectionId.ValueTokens, "one token per value");
        RequireOffsets(
            catalog.AttributeNames.Offsets,
            catalog.AttributeNames.ByteCount,
            catalog.Threads,
            SectionId.AttributeNameOffsets,
            AdSelectLimits.MaxAttributeNameLength);
        ValidateAttributes(catalog);
        ValidateNames(catalog);
        int[] attributeOf = AttributeOfValues(catalog);
        ValidateSlots(catalog, attributeOf);
        ValidatePlaces(catalog, attributeOf);
    }

    private static void ValidateAttributes(FrozenCatalog catalog)
    {
        int nextClass = 0;
        int nextValue = 0;
        int nextCut = 0;
        foreach (ref readonly AttributeRow row in catalog.Attributes.Span)
        {
            Require(row.Kind <= AttributeKind.Location && row.Mode <= ClassMode.Intervals, SectionId.Attributes, "kinds and modes are defined");
            Require(
                row.FirstClass == nextClass && row.ClassCount is >= 2 and <= AttributeRow.MaxClasses,
                SectionId.Attributes,
                "classes follow each other and are within their limit");
            Require(
                row.FirstValue == nextValue && row.ValueCount >= 0 && row.ValueCount <= catalog.ValueBits.Length - nextValue,
                SectionId.Attributes,
                "values follow each other");
            Require(
                row.FirstCut == nextCut && row.CutCount >= 0 && row.CutCount <= catalog.Cuts.Length - nextCut,
                SectionId.Attributes,
                "cuts follow each other");
            Require(
                row.Mode != ClassMode.Intervals || row.ClassCount == row.CutCount + 2,
                SectionId.Attributes,
                "intervals have one class more than cuts, and one for missing");
            Require(
                row.Mode == ClassMode.Intervals ? row.Kind is AttributeKind.Integer or AttributeKind.Decimal : row.CutCount == 0,
                SectionId.Attributes,
                "intervals, and cuts, are of numbers");
            Require(
                row.Mode != ClassMode.Presence || (row.ClassCount == 2 && row.ValueCount == 0),
                SectionId.Attributes,
                "an attribute of which only presence counts has two classes and no listed values");
            Require(
                row.Mode == ClassMode.Buckets || row.ValueCount <= row.ClassCount,
                SectionId.Attributes,
                "an attribute whose rows decide lists no more values than it has classes");
            Require(row.Kind != AttributeKind.Location || row.Mode == ClassMode.Presence, SectionId.Attributes, "locations have no listed values");
            nextClass += row.ClassCount + 1;
            nextValue += row.ValueCount;
            nextCut += row.CutCount;
            ValidateCuts(catalog, row);
        }

        Require(nextValue == catalog.ValueBits.Length, SectionId.ValueBits, "every value has an attribute");
        Require(nextCut == catalog.Cuts.Length, SectionId.Cuts, "every cut has an attribute");
        Require(catalog.RowDirectory.Length == nextClass * Partitioning.Count, SectionId.RowDirectory, "one row per class and partition");
    }

    // Distinct from each other and from the keys of block lists and deals, which would otherwise be taken for values.
    private static void ValidateNames(FrozenCatalog catalog)
    {
        ulong[] reserved =
        [
            ReservedKeys.Longitude,
            ReservedKeys.BlockedDomain,
            ReservedKeys.BlockedCategory,
            ReservedKeys.BlockedLineItem,
            ReservedKeys.Deal,
            ReservedKeys.DealFloor,
        ];
        var keys = new HashSet<ulong>(reserved.Select(static key => key >> 2));
        string last = string.Empty;
        for (int i = 0; i < catalog.Attributes.Length; i++)
        {
            string name = catalog.AttributeNames[i];
            ulong key = catalog.Attributes[i].Key;
            Require(string.CompareOrdinal(last, name) < 0, SectionId.AttributeNames, "names are not empty and ascend");
            Require(
                key == StableHash.AttributeKey(name, catalog.Attributes[i].Kind) && keys.Add(key >> 2),
                SectionId.Attributes,
                "keys are the hashes of the names, with the kind, distinct and not reserved");
            last = name;
        }
    }

    private static void ValidateCuts(FrozenCatalog catalog, in AttributeRow row)
    {
        ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
        bool ascends = true;
        for (int i = 1; i < cuts.Length; i++)
        {
            ascends &= cuts[i - 1] < cuts[i];
        }

        Require(ascends, SectionId.Cuts, "cuts ascend");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ValidateSlots(FrozenCatalog catalog, int[] attributeOf)
    {
        ReadOnlySpan<ValueSlot> slots = catalog.ValueSlots.Span;
        Require(slots.Length >= 2 && BitOperations.IsPow2(slots.Length), SectionId.ValueSlots, "the number of slots is a power of two");
        Require(
            catalog.ValuePilots.Length >= 2 && BitOperations.IsPow2(catalog.ValuePilots.Length),
            SectionId.ValuePilots,
            "the number of pilots is a power of two");
        bool[] seen = new bool[attributeOf.Length];
        bool fits = true;
        int used = 0;
        foreach (ref readonly ValueSlot slot in slots)
        {
            if (slot.Number == 0)
            {
                fits &= slot.Token == Tokens.Never;
                continue;
            }

            int id = slot.Number - 1;
            if ((uint)id >= (uint)seen.Length || seen[id])
            {
                fits = false;
                break;
            }

            seen[id] = true;
            used++;
            fits &= slot.Bits == catalog.ValueBits[id]
                && slot.Token == catalog.ValueTokens[id]
                && slot.Token < catalog.TokenCount
                && slot.Token != Tokens.Always;
            ref readonly AttributeRow attribute = ref catalog.Attributes[attributeOf[id]];
            fits &= slot.Class < attribute.ClassCount
                && (attribute.Kind != AttributeKind.Decimal || double.IsFinite(BitConverter.Int64BitsToDouble(slot.Bits)));
        }

        Require(fits && used == seen.Length, SectionId.ValueSlots, "every value has one slot, with a token and a class that exist");
    }

    // A lookup has one place to look at, wherever the file says that is; every value must be there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ValidatePlaces(FrozenCatalog catalog, int[] attributeOf)
    {
        ReadOnlySpan<ValueSlot> slots = catalog.ValueSlots.Span;
        bool found = true;
        foreach (ref readonly ValueSlot slot in slots)
        {
            if (slot.Number != 0)
            {
                ValueIndex.Finder finder = catalog.Values.Of(catalog.Attributes[attributeOf[slot.Number - 1]]);
                found &= Unsafe.AreSame(in slot, in finder.Find(slot.Bits, out int listed)) && listed != 0;
            }
        }

        Require(found, SectionId.ValueSlots, "every value is found from its bits");
    }

    private static int[] AttributeOfValues(FrozenCatalog catalog)
    {
        int[] attributeOf = new int[catalog.ValueBits.Length];
        for (int i = 0; i < catalog.Attributes.Length; i++)
        {
            attributeOf.AsSpan(catalog.Attributes[i].FirstValue, catalog.Attributes[i].ValueCount).Fill(i);
        }

        return attributeOf;
    }
}
