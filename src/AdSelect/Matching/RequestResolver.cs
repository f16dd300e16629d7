// Translates a request's terms into the snapshot's terms: one pass, attribute by attribute as they stand in the request.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class RequestResolver
{
    /// <summary>A request with more values of a bucketed attribute skips its rows: their union would hold almost everybody.</summary>
    private const int MaxBucketedValues = 8;

    /// <summary>Values that are looked up in the perfect hash at a time.</summary>
    private const int HashedBatch = 32;

    /// <summary>
    /// Fills <paramref name="resolved"/>, whose spans the caller has sized with <see cref="RequestMemory"/>; it keeps the terms and the
    /// profile. On an error nothing is of use. <paramref name="regrouped"/> is written only for requests whose values of one attribute
    /// do not stand together; it has the length of <paramref name="terms"/>.
    /// </summary>
    public static RequestError Resolve(
        FrozenCatalog catalog,
        AttributeLookup lookup,
        ReadOnlySpan<Term> terms,
        scoped in ProfileBytes profile,
        Span<Term> regrouped,
        ref ResolvedRequest resolved)
    {
        resolved.Profile = profile;
        resolved.Terms = terms;
        RequestError error = PlaceAll(catalog, lookup, ref resolved, out bool isScattered);
        if (isScattered)
        {
            TermGrouping.Regroup(catalog, lookup, terms, regrouped);
            resolved.Terms = regrouped;
            error = PlaceAll(catalog, lookup, ref resolved, out _);
        }

        return error;
    }

    /// <summary>True when so many values of an attribute take part by their tokens, and none of its rows is asked.</summary>
    public static bool IsByTokensAlone(ClassMode mode, int values) => mode == ClassMode.Buckets && values > MaxBucketedValues;

    private static RequestError PlaceAll(FrozenCatalog catalog, AttributeLookup lookup, ref ResolvedRequest resolved, out bool isScattered)
    {
        isScattered = false;
        lookup.Missing.CopyTo(resolved.Attributes);
        resolved.GroupCount = 0;
        Placing placing = default;
        if (resolved.Profile.IsEmpty)
        {
            resolved.Tokens.Clear();
        }
        else if (ProfileResolver.Place(catalog, resolved.Profile, ref resolved, ref placing.NextClass) is var code && code != RequestErrorCode.None)
        {
            return new RequestError(code, nameof(AdRequest.Profile));
        }

        ReadOnlySpan<Term> terms = resolved.Terms;
        for (int i = 0; i < terms.Length;)
        {
            ulong key = terms[i].Key;
            ref readonly AttributeEntry entry = ref lookup.EntryOf(key);
            if (entry.Attribute == AttributeLookup.NotDeclared)
            {
                i = placing.AddOthers(terms, i);
                continue;
            }

            if (entry.Key != key)
            {
                return new RequestError(RequestErrorCode.WrongKind, lookup.NameOf(entry.Attribute));
            }

            ref AttributeValues values = ref resolved.Attributes[entry.Attribute];
            if (values.Count != 0)
            {
                // An attribute has its values from the profile or from terms.
                isScattered = !values.AreOfProfile;
                return isScattered ? default : new RequestError(RequestErrorCode.Conflict, lookup.NameOf(entry.Attribute));
            }

            values.First = i;
            values.Ids = AttributeValues.NotLookedUp;
            int next = i + 1;
            if (entry.Kind == AttributeKind.Location)
            {
                RequestErrorCode problem = PlaceLocations(entry, ref i, ref values, ref resolved, ref placing);
                if (problem != RequestErrorCode.None)
                {
                    return new RequestError(problem, lookup.NameOf(entry.Attribute));
                }
            }
            else if (next < terms.Length && terms[next].Key == key)
            {
                i = PlaceSeveral(catalog, lookup, entry, ref values, ref resolved, ref placing.NextClass);
                values.Count = i - values.First;
            }
            else
            {
                values.Class = PlaceOne(catalog, lookup, entry, terms[i].Bits, resolved.Tokens);
                values.Count = 1;
                i = next;
            }
        }

        resolved.Tokens[0] = (resolved.Tokens[0] & ~(1UL << Tokens.Never)) | (1UL << Tokens.Always);
        if (placing.HasOthers)
        {
            placing.PolicyTerms.Place(terms, ref resolved.Policy);
        }
        else
        {
            resolved.Policy.Divide(0, 0, 0, 0);
        }

        return default;
    }

    /// <summary>Where the run of terms with one key ends that begins at <paramref name="first"/>.</summary>
    private static int EndOfRun(ReadOnlySpan<Term> terms, int first)
    {
        ulong key = terms[first].Key;
        int end = first + 1;
        while (end < terms.Length && terms[end].Key == key)
        {
            end++;
        }

        return end;
    }

    // Returns where the values end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PlaceSeveral(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ref AttributeValues values, ref ResolvedRequest resolved, ref int nextClass)
    {
        ReadOnlySpan<Term> terms = resolved.Terms;
        int first = values.First;
        int end = first + 1;
        int fewEnd = Math.Min(terms.Length, first + MaxBucketedValues);
        while (end < fewEnd && terms[end].Key == entry.Key)
        {
            end++;
        }

        bool areFew = end == terms.Length || terms[end].Key != entry.Key;
        if (!areFew && entry.Mode == ClassMode.Buckets)
        {
            values.Class = AttributeValues.NoRows;
            return PlaceMany(catalog, lookup, entry, terms, first, resolved.Tokens);
        }

        end = areFew ? end : EndOfRun(terms, end);
        Span<int> classes = resolved.Classes[nextClass..];
        int count = areFew
            ? PlaceFew(catalog, lookup, entry, terms[first..end], classes, resolved.Tokens)
            : PlaceClasses(catalog, lookup, entry, terms[first..end], classes, resolved.Tokens);
        AddGroup(count, entry.MultiClass, ref values, ref resolved, ref nextClass);
        return end;
    }

    // Distinct classes by comparing: there are eight at most. Returns how many.
    private static int PlaceFew(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ReadOnlySpan<Term> terms, Span<int> classes, Span<ulong> tokens)
    {
        int count = 0;
        foreach (ref readonly Term term in terms)
        {
            int own = PlaceOne(catalog, lookup, entry, term.Bits, tokens);
            classes[count] = own;
            count += classes[..count].Contains(own) ? 0 : 1;
        }

        return count;
    }

    private static int PlaceClasses(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ReadOnlySpan<Term> terms, Span<int> classes, Span<ulong> tokens)
    {
        ClassesSeen seen = default;
        foreach (ref readonly Term term in terms)
        {
            seen.Add(PlaceOne(catalog, lookup, entry, term.Bits, tokens) - entry.FirstClass);
        }

        return seen.CopyTo(classes, entry.FirstClass);
    }

    // Returns the directory index of the value's class.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PlaceOne(FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, long bits, Span<ulong> tokens)
    {
        int listedClass = 1;
        if (entry.Table == ValueTable.Hashed)
        {
            ref ValueSlot slot = ref catalog.Values.Of(entry).Find(bits, out int listed);
            Mark(tokens, slot.Token & (uint)listed);

            // Without a branch: whether a value is listed is not to be predicted.
            listedClass = 1 + ((slot.Class - 1) & listed);
        }
        else if (entry.Table == ValueTable.Direct)
        {
            uint place = entry.PlaceOf(bits);
            int at = entry.FirstPlace + (int)place;
            Debug.Assert((uint)at < (uint)lookup.Tables.Length, "each table ends with the place for other values");
            Mark(tokens, Unsafe.Add(ref lookup.Tables.FirstToken, at));
            if (place < entry.Places || entry.Mode != ClassMode.Intervals)
            {
                return entry.FirstClass + Unsafe.Add(ref lookup.Tables.FirstClass, at);
            }
        }

        // A number between listed bounds has the class of its interval, listed or not.
        return entry.FirstClass + (entry.Mode == ClassMode.Intervals ? IntervalOf(catalog, entry, bits) : listedClass);
    }

    private static int IntervalOf(FrozenCatalog catalog, in AttributeEntry entry, long bits) =>
        IntervalClasses.ClassOf(catalog.Cuts.Span.Slice(entry.FirstCut, entry.CutCount), NumberKey.OfBits(entry.Kind, bits));

    // A value without a token, or not listed, sets the bit of the token that pads records; it is cleared in the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mark(Span<ulong> tokens, uint token)
    {
        Debug.Assert((token >> 6) < (uint)tokens.Length, "tokens are below the snapshot's number of tokens");
        Unsafe.Add(ref MemoryMarshal.GetReference(tokens), token >> 6) |= 1UL << (int)token;
    }

    // Many values of a bucketed attribute take part by their tokens alone.
    private static int PlaceMany(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ReadOnlySpan<Term> terms, int first, Span<ulong> tokens) =>
        entry.Table switch
        {
            ValueTable.Direct => PlaceManyDirect(lookup.Tables, entry, terms, first, tokens),
            ValueTable.Hashed => PlaceManyHashed(catalog.Values.Of(entry), terms, first, tokens),
            _ => EndOfRun(terms, first),
        };

    // The loops that a listener's segments run through, in methods of their own so that all of it stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PlaceManyDirect(DirectTables tables, in AttributeEntry entry, ReadOnlySpan<Term> terms, int first, Span<ulong> tokens)
    {
        Debug.Assert(entry.FirstPlace + (int)entry.Places < tables.Length, "the table is among the tables");
        ref ushort table = ref Unsafe.Add(ref tables.FirstToken, entry.FirstPlace);
        ulong key = entry.Key;
        ulong lowest = (ulong)entry.Lowest;
        ulong others = entry.Places;
        int i = first;
        do
        {
            ulong place = Math.Min(unchecked((ulong)terms[i].Bits - lowest), others);
            Debug.Assert(place <= others, "the place for other numbers is the last");
            Mark(tokens, Unsafe.Add(ref table, (nint)place));
            i++;
        }
        while (i < terms.Length && terms[i].Key == key);
        return i;
    }

    // A batch at a time: their places are asked of memory together, before the first is waited for.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PlaceManyHashed(ValueIndex.Finder finder, ReadOnlySpan<Term> terms, int first, Span<ulong> tokens)
    {
        Span<uint> places = stackalloc uint[HashedBatch];
        ulong key = terms[first].Key;
        while (first < terms.Length && terms[first].Key == key)
        {
            ReadOnlySpan<Term> batch = terms.Slice(first, Math.Min(HashedBatch, terms.Length - first));
            int count = 0;
            while (count < batch.Length && batch[count].Key == key)
            {
                uint place = finder.PlaceOf(batch[count].Bits);
                finder.Fetch(place);
                places[count] = place;
                count++;
            }

            for (int i = 0; i < count; i++)
            {
                ref ValueSlot slot = ref finder.At(places[i], batch[i].Bits, out int listed);
                Mark(tokens, slot.Token & (uint)listed);
            }

            first += count;
        }

        return first;
    }

    // Moves to the end of the values.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RequestErrorCode PlaceLocations(
        in AttributeEntry entry, ref int next, ref AttributeValues values, ref ResolvedRequest resolved, ref Placing placing)
    {
        ReadOnlySpan<Term> terms = resolved.Terms;
        values.First = placing.NextPlace;
        for (; next < terms.Length && terms[next].Key == entry.Key; next += 2)
        {
            // A latitude is followed by its longitude, which has a key of its own.
            if (next + 1 == terms.Length || terms[next + 1].Key != ReservedKeys.Longitude)
            {
                return RequestErrorCode.Missing;
            }

            if (placing.NextPlace == resolved.Places.Length)
            {
                return RequestErrorCode.TooManyValues;
            }

            double latitude = BitConverter.Int64BitsToDouble(terms[next].Bits);
            double longitude = BitConverter.Int64BitsToDouble(terms[next + 1].Bits);
            resolved.Places[placing.NextPlace++] = new Place(latitude, longitude);
        }

        values.Count = placing.NextPlace - values.First;
        values.Class = entry.FirstClass + 1;
        if (values.Count > 1)
        {
            resolved.Classes[placing.NextClass] = values.Class;
            AddGroup(1, entry.MultiClass, ref values, ref resolved, ref placing.NextClass);
        }

        return RequestErrorCode.None;
    }

    /// <summary>Adds the group of several values, whose classes stand at <paramref name="nextClass"/>.</summary>
    public static void AddGroup(int classes, int multiClass, ref AttributeValues values, ref ResolvedRequest resolved, ref int nextClass)
    {
        values.Class = ~resolved.GroupCount;
        resolved.Groups[resolved.GroupCount++] = new ClassGroup { FirstClass = nextClass, ClassCount = classes, MultiClass = multiClass };
        nextClass += classes;
    }

    /// <summary>How far the request's memory is used, and which terms are no attribute's.</summary>
    private struct Placing
    {
        public int NextClass;
        public int NextPlace;
        public bool HasOthers;
        public PolicyTerms PolicyTerms;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public int AddOthers(ReadOnlySpan<Term> terms, int first)
        {
            int end = EndOfRun(terms, first);
            PolicyTerms.Add(terms[first].Key, first, end - first);
            HasOthers = true;
            return end;
        }
    }
}
