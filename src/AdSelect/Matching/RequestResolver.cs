// Translates a request's terms into the snapshot's terms: one pass, attribute by attribute as they stand in the request.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class RequestResolver
{
    /// <summary>A request with more values of a bucketed attribute skips its rows: their union would hold almost everybody.</summary>
    private const int MaxBucketedValues = 8;

    /// <summary>
    /// Fills <paramref name="resolved"/>, whose spans the caller has sized with <see cref="RequestMemory"/>. On an error
    /// nothing is of use. <paramref name="regrouped"/> is written only for requests whose values of one attribute do not
    /// stand together; it has the length of <paramref name="terms"/>.
    /// </summary>
    public static RequestError Resolve(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, scoped in ProfileBytes profile, Span<Term> regrouped, ref ResolvedRequest resolved)
    {
        RequestError error = PlaceAll(catalog, lookup, terms, profile, ref resolved, out bool isScattered);
        if (isScattered)
        {
            TermGrouping.Regroup(catalog, lookup, terms, regrouped);
            error = PlaceAll(catalog, lookup, regrouped, profile, ref resolved, out _);
        }

        return error;
    }

    private static RequestError PlaceAll(FrozenCatalog catalog, AttributeLookup lookup, scoped ReadOnlySpan<Term> terms, scoped in ProfileBytes profile, ref ResolvedRequest resolved, out bool isScattered)
    {
        isScattered = false;
        resolved.ValueCountOf.Clear();
        resolved.Tokens.Clear();
        resolved.GroupCount = 0;
        PolicyTerms policy = default;
        int nextPlace = 0;
        int nextClass = 0;
        RequestErrorCode profileError = ProfileResolver.Place(catalog, profile, terms.Length, ref resolved, ref nextClass);
        if (profileError != RequestErrorCode.None)
        {
            return new RequestError(profileError, nameof(AdRequest.Profile));
        }

        for (int i = 0; i < terms.Length;)
        {
            ulong key = terms[i].Key;
            int attribute = lookup.Find(key);
            int length = RunLength(terms, i);
            if (attribute < 0)
            {
                policy.Add(key, i, length);
                i += length;
                continue;
            }

            ref readonly AttributeRow row = ref catalog.Attributes[attribute];
            if (row.Key != key)
            {
                return new RequestError(RequestErrorCode.WrongKind, lookup.NameOf(attribute));
            }

            if (resolved.ValueCountOf[attribute] != 0)
            {
                // The profile's values stand behind the terms. An attribute has its values from one of the two.
                isScattered = resolved.FirstValueOf[attribute] < terms.Length;
                return isScattered ? default : new RequestError(RequestErrorCode.Conflict, lookup.NameOf(attribute));
            }

            resolved.FirstValueOf[attribute] = i;
            if (row.Kind == AttributeKind.Location)
            {
                RequestErrorCode code = PlaceLocations(row, terms, i, ref resolved, ref nextPlace, ref nextClass, out length);
                if (code != RequestErrorCode.None)
                {
                    return new RequestError(code, lookup.NameOf(attribute));
                }

                resolved.ValueCountOf[attribute] = length / 2;
            }
            else
            {
                PlaceValues(catalog, row, terms.Slice(i, length), i, ref resolved, ref nextClass);
                resolved.ValueCountOf[attribute] = length;
            }

            i += length;
        }

        AddMissing(catalog, ref resolved, ref nextClass);
        resolved.Tokens[0] = (resolved.Tokens[0] & ~(1UL << Tokens.Never)) | (1UL << Tokens.Always);
        policy.Place(terms, resolved.PolicyKeys, resolved.DealFloors, ref resolved.Policy);
        return default;
    }

    private static int RunLength(scoped ReadOnlySpan<Term> terms, int first)
    {
        ulong key = terms[first].Key;
        int end = first + 1;
        while (end < terms.Length && terms[end].Key == key)
        {
            end++;
        }

        return end - first;
    }

    private static void AddMissing(FrozenCatalog catalog, ref ResolvedRequest resolved, ref int nextClass)
    {
        ReadOnlySpan<AttributeRow> attributes = catalog.Attributes.Span;
        for (int i = 0; i < attributes.Length; i++)
        {
            if (resolved.ValueCountOf[i] == 0)
            {
                resolved.FirstValueOf[i] = 0;
                AddSingle(attributes[i], 0, ref resolved, ref nextClass);
            }
        }
    }

    private static void PlaceValues(FrozenCatalog catalog, in AttributeRow row, scoped ReadOnlySpan<Term> terms, int first, ref ResolvedRequest resolved, ref int nextClass)
    {
        if (row.Kind != AttributeKind.Keyword)
        {
            Span<long> keys = resolved.NumberKeys.Slice(first, terms.Length);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = NumberKey.OfBits(row.Kind, terms[i].Bits);
            }
        }

        if (terms.Length == 1)
        {
            AddSingle(row, PlaceOne(catalog, row, terms[0].Bits, first, resolved), ref resolved, ref nextClass);
        }
        else if (row.Mode == ClassMode.Buckets && terms.Length > MaxBucketedValues)
        {
            // Many values of a bucketed attribute take part by their tokens alone.
            PlaceTokens(catalog, row, terms, resolved.ValueIds.Slice(first, terms.Length), resolved.Tokens);
        }
        else
        {
            ClassesSeen seen = default;
            for (int i = 0; i < terms.Length; i++)
            {
                seen.Add(PlaceOne(catalog, row, terms[i].Bits, first + i, resolved));
            }

            AddSeveral(row, seen, ref resolved, ref nextClass);
        }
    }

    /// <summary>Places values of a profile, whose ids and number keys stand at <paramref name="first"/> already.</summary>
    public static void PlaceKnown(FrozenCatalog catalog, in AttributeRow row, int first, int count, ref ResolvedRequest resolved, ref int nextClass)
    {
        ReadOnlySpan<int> ids = resolved.ValueIds.Slice(first, count);
        foreach (int id in ids)
        {
            uint token = id < 0 ? Tokens.Never : catalog.ValueTokens[id];
            resolved.Tokens[(int)(token >> 6)] |= 1UL << (int)token;
        }

        if (row.Mode == ClassMode.Buckets && count > MaxBucketedValues)
        {
            return;
        }

        ClassesSeen seen = default;
        for (int i = 0; i < count; i++)
        {
            int listedClass = ids[i] < 0 ? 1 : catalog.Values.Of(row).Find(catalog.ValueBits[ids[i]], out _).Class;
            seen.Add(ClassOf(catalog, row, listedClass, first + i, resolved));
        }

        if (count == 1)
        {
            AddSingle(row, seen.First, ref resolved, ref nextClass);
        }
        else
        {
            AddSeveral(row, seen, ref resolved, ref nextClass);
        }
    }

    // A number between listed bounds has the class of its interval, listed or not.
    private static int ClassOf(FrozenCatalog catalog, in AttributeRow row, int listedClass, int at, scoped in ResolvedRequest resolved) =>
        row.Mode == ClassMode.Intervals ? IntervalClasses.ClassOf(catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount), resolved.NumberKeys[at]) : listedClass;

    // Returns the value's class.
    private static int PlaceOne(FrozenCatalog catalog, in AttributeRow row, long bits, int at, scoped in ResolvedRequest resolved)
    {
        ref ValueSlot slot = ref catalog.Values.Of(row).Find(bits, out int listed);
        resolved.ValueIds[at] = (slot.Number & listed) - 1;
        uint token = slot.Token & (uint)listed;
        resolved.Tokens[(int)(token >> 6)] |= 1UL << (int)token;
        return ClassOf(catalog, row, listed != 0 ? slot.Class : 1, at, resolved);
    }

    // The loop that a listener's segments run through, in a method of its own so that all of it stays in registers. A
    // value without a token, or not listed, sets the bit of the token that pads records; it is cleared in the end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlaceTokens(FrozenCatalog catalog, in AttributeRow row, scoped ReadOnlySpan<Term> terms, Span<int> ids, Span<ulong> tokens)
    {
        ValueIndex.Finder finder = catalog.Values.Of(row);
        ref ulong firstToken = ref MemoryMarshal.GetReference(tokens);
        ref int id = ref MemoryMarshal.GetReference(ids);
        foreach (ref readonly Term term in terms)
        {
            ref ValueSlot slot = ref finder.Find(term.Bits, out int listed);
            id = (slot.Number & listed) - 1;
            id = ref Unsafe.Add(ref id, 1);
            uint token = slot.Token & (uint)listed;
            Unsafe.Add(ref firstToken, token >> 6) |= 1UL << (int)token;
        }
    }

    private static RequestErrorCode PlaceLocations(in AttributeRow row, scoped ReadOnlySpan<Term> terms, int first, ref ResolvedRequest resolved, ref int nextPlace, ref int nextClass, out int length)
    {
        length = 0;
        ulong key = terms[first].Key;
        for (int i = first; i < terms.Length && terms[i].Key == key; i += 2)
        {
            // A latitude is followed by its longitude, which has a key of its own.
            if (i + 1 == terms.Length || terms[i + 1].Key != ReservedKeys.Longitude)
            {
                return RequestErrorCode.Missing;
            }

            if (nextPlace == resolved.Places.Length)
            {
                return RequestErrorCode.TooManyValues;
            }

            int value = first + (length / 2);
            resolved.ValueIds[value] = ValueIndex.NotListed;
            resolved.NumberKeys[value] = nextPlace;
            resolved.Places[nextPlace++] = new Place(BitConverter.Int64BitsToDouble(terms[i].Bits), BitConverter.Int64BitsToDouble(terms[i + 1].Bits));
            length += 2;
        }

        if (length == 2)
        {
            AddSingle(row, 1, ref resolved, ref nextClass);
        }
        else
        {
            ClassesSeen seen = default;
            seen.Add(1);
            AddSeveral(row, seen, ref resolved, ref nextClass);
        }

        return RequestErrorCode.None;
    }

    private static void AddSingle(in AttributeRow row, int c, ref ResolvedRequest resolved, ref int nextClass)
    {
        resolved.Groups[resolved.GroupCount++] = new ClassGroup { FirstClass = nextClass, ClassCount = 1, MultiClass = -1 };
        resolved.Classes[nextClass++] = row.FirstClass + c;
    }

    private static void AddSeveral(in AttributeRow row, in ClassesSeen seen, ref ResolvedRequest resolved, ref int nextClass)
    {
        int count = seen.CopyTo(resolved.Classes[nextClass..], row.FirstClass);
        resolved.Groups[resolved.GroupCount++] = new ClassGroup
        {
            FirstClass = nextClass,
            ClassCount = count,
            MultiClass = row.MultiClass,
        };
        nextClass += count;
    }
}
