// Translates a request's terms into the snapshot's terms: one pass, attribute by attribute as they stand in the request.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class RequestResolver
{
    /// <summary>A request with more values of a bucketed attribute skips its rows: their union would hold almost everybody.</summary>
    private const int MaxBucketedValues = 8;

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
        Placing placing = default;
        RequestErrorCode code = Begin(catalog, lookup, ref resolved, ref placing.NextClass);
        if (code != RequestErrorCode.None)
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
                values.Class = ValueLookups.Place(catalog, lookup, entry, terms[i].Bits, resolved.Tokens);
                values.Count = 1;
                i = next;
            }
        }

        End(placing, ref resolved);
        return default;
    }

    // No value of any attribute but those of the profile.
    private static RequestErrorCode Begin(FrozenCatalog catalog, AttributeLookup lookup, ref ResolvedRequest resolved, ref int nextClass)
    {
        lookup.Missing.CopyTo(resolved.Attributes);
        resolved.GroupCount = 0;
        if (!resolved.Profile.IsEmpty)
        {
            return ProfileResolver.Place(catalog, resolved.Profile, ref resolved, ref nextClass);
        }

        resolved.Tokens.Clear();
        return RequestErrorCode.None;
    }

    private static void End(in Placing placing, ref ResolvedRequest resolved)
    {
        resolved.Tokens[0] = (resolved.Tokens[0] & ~(1UL << Tokens.Never)) | (1UL << Tokens.Always);
        if (placing.HasOthers)
        {
            placing.PolicyTerms.Place(resolved.Terms, ref resolved.Policy);
        }
        else
        {
            resolved.Policy.Divide(0, 0, 0, 0);
        }
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
            return ValueLookups.PlaceMany(catalog, lookup, entry, terms, first, resolved.Tokens);
        }

        end = areFew ? end : ValueLookups.EndOfRun(terms, end);
        Span<int> classes = resolved.Classes[nextClass..];
        int count = areFew
            ? ValueLookups.PlaceFew(catalog, lookup, entry, terms[first..end], classes, resolved.Tokens)
            : ValueLookups.PlaceClasses(catalog, lookup, entry, terms[first..end], classes, resolved.Tokens);
        AddGroup(count, entry.MultiClass, ref values, ref resolved, ref nextClass);
        return end;
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
            int end = ValueLookups.EndOfRun(terms, first);
            PolicyTerms.Add(terms[first].Key, first, end - first);
            HasOthers = true;
            return end;
        }
    }
}
