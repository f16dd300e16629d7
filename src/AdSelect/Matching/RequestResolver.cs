// Translates a request's terms into the snapshot's terms: runs of one attribute first, then attribute by attribute.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>Terms of one attribute that follow each other in a request.</summary>
internal struct TermRun
{
    public int First;
    public int Length;

    /// <summary>Another run of the same attribute, or −1.</summary>
    public int Next;
}

internal static class RequestResolver
{
    /// <summary>A request with more values of a bucketed attribute skips its rows: their union would hold almost everybody.</summary>
    private const int MaxBucketedValues = 8;

    /// <summary>Fills <paramref name="resolved"/>, whose spans the caller has sized with <see cref="RequestMemory"/>. On an error nothing is of use.</summary>
    public static RequestError Resolve(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, Span<TermRun> runs, Span<ulong> policyKeys, ref ResolvedRequest resolved)
    {
        // Until its values are placed, the span of first values holds each attribute's first run.
        Span<int> firstRunOf = resolved.FirstValueOf;
        firstRunOf.Fill(-1);
        PolicyTerms policy = default;
        RequestError error = FindRuns(catalog, lookup, terms, runs, firstRunOf, ref policy);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        policy.Divide(policyKeys, ref resolved);
        if (policy.Count > 0)
        {
            PolicyTerms.Place(terms, ref resolved);
        }

        resolved.Tokens.Clear();
        int nextValue = 0;
        int nextPlace = 0;
        int nextClass = 0;
        resolved.GroupCount = 0;
        for (int i = 0; i < firstRunOf.Length; i++)
        {
            int run = firstRunOf[i];
            ref readonly AttributeRow row = ref catalog.Attributes[i];
            resolved.FirstValueOf[i] = nextValue;
            if (run < 0)
            {
                resolved.ValueCountOf[i] = 0;
                AddGroup(row, ref resolved, ref nextClass, default, 0);
                continue;
            }

            ClassesSeen seen = default;
            int first = nextValue;
            for (; run >= 0; run = runs[run].Next)
            {
                ReadOnlySpan<Term> own = terms.Slice(runs[run].First, runs[run].Length);
                if (row.Kind == AttributeKind.Location)
                {
                    if (nextPlace == resolved.Places.Length)
                    {
                        return new RequestError(RequestErrorCode.TooManyValues, lookup.NameOf(i));
                    }

                    PlaceLocation(terms, runs[run].First, ref resolved, ref nextValue, ref nextPlace, ref seen);
                }
                else
                {
                    PlaceValues(catalog, row, own, ref resolved, ref nextValue, ref seen);
                }
            }

            resolved.ValueCountOf[i] = nextValue - first;
            if (row.Mode != ClassMode.Buckets || nextValue - first <= MaxBucketedValues)
            {
                AddGroup(row, ref resolved, ref nextClass, seen, nextValue - first);
            }
        }

        resolved.Tokens[0] = (resolved.Tokens[0] & ~(1UL << Indexing.Tokens.Never)) | (1UL << Indexing.Tokens.Always);
        return default;
    }

    private static RequestError FindRuns(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, Span<TermRun> runs, Span<int> firstRunOf, ref PolicyTerms policy)
    {
        int runCount = 0;
        for (int i = 0; i < terms.Length;)
        {
            ulong key = terms[i].Key;
            int end = i + 1;
            while (end < terms.Length && terms[end].Key == key)
            {
                end++;
            }

            int attribute = lookup.Find(key);
            if (attribute < 0)
            {
                policy.Add(key, end - i);
            }
            else
            {
                ref readonly AttributeRow row = ref catalog.Attributes[attribute];
                if (row.Key != key)
                {
                    return new RequestError(RequestErrorCode.WrongKind, lookup.NameOf(attribute));
                }

                // A latitude is followed by its longitude, which has a key of its own.
                if (row.Kind == AttributeKind.Location && (end != i + 1 || end == terms.Length || terms[end].Key != ReservedKeys.Longitude))
                {
                    return new RequestError(RequestErrorCode.Missing, lookup.NameOf(attribute));
                }

                runs[runCount] = new TermRun { First = i, Length = end - i, Next = firstRunOf[attribute] };
                firstRunOf[attribute] = runCount++;
            }

            i = end;
        }

        return default;
    }

    private static void PlaceValues(FrozenCatalog catalog, in AttributeRow row, ReadOnlySpan<Term> terms, ref ResolvedRequest resolved, ref int nextValue, ref ClassesSeen seen)
    {
        Span<int> ids = resolved.ValueIds.Slice(nextValue, terms.Length);
        nextValue += terms.Length;
        if (row.Kind != AttributeKind.Keyword)
        {
            PlaceNumbers(catalog, row, terms, resolved.NumberKeys.Slice(nextValue - terms.Length, terms.Length), ref seen);
        }

        if (row.ValueCount == 0)
        {
            ids.Fill(ValueIndex.NotListed);
            if (row.Mode != ClassMode.Intervals)
            {
                seen.Add(1);
            }

            return;
        }

        // Many values of a bucketed attribute take part by their tokens alone, so their classes need not be noted.
        bool notesClasses = row.Mode == ClassMode.Values || (row.Mode == ClassMode.Buckets && terms.Length <= MaxBucketedValues);
        ValueIndex values = catalog.Values;
        ref ulong tokens = ref MemoryMarshal.GetReference(resolved.Tokens);
        for (int i = 0; i < terms.Length; i++)
        {
            ref readonly ValueSlot slot = ref values.Find(row, terms[i].Bits);
            ids[i] = slot.Number - 1;

            // A value without a token sets the bit of the token that pads records; it is cleared in the end.
            uint token = slot.Token;
            Unsafe.Add(ref tokens, token >> 6) |= 1UL << (int)token;
            if (notesClasses)
            {
                seen.Add(slot.Number == 0 ? 1 : slot.Class);
            }
        }
    }

    private static void PlaceNumbers(FrozenCatalog catalog, in AttributeRow row, ReadOnlySpan<Term> terms, Span<long> keys, ref ClassesSeen seen)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = NumberKey.OfBits(row.Kind, terms[i].Bits);
            if (row.Mode == ClassMode.Intervals)
            {
                seen.Add(IntervalClasses.ClassOf(catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount), keys[i]));
            }
        }
    }

    private static void PlaceLocation(ReadOnlySpan<Term> terms, int first, ref ResolvedRequest resolved, ref int nextValue, ref int nextPlace, ref ClassesSeen seen)
    {
        resolved.ValueIds[nextValue] = ValueIndex.NotListed;
        resolved.NumberKeys[nextValue++] = nextPlace;
        ref Place place = ref resolved.Places[nextPlace++];
        place.Latitude = BitConverter.Int64BitsToDouble(terms[first].Bits);
        place.Longitude = BitConverter.Int64BitsToDouble(terms[first + 1].Bits);
        (place.X, place.Y, place.Z) = GreatCircle.UnitVector(place.Latitude, place.Longitude);
        seen.Add(1);
    }

    private static void AddGroup(in AttributeRow row, ref ResolvedRequest resolved, ref int nextClass, in ClassesSeen seen, int valueCount)
    {
        int first = nextClass;
        if (valueCount == 0)
        {
            resolved.Classes[nextClass++] = row.FirstClass;
        }
        else
        {
            nextClass += seen.CopyTo(resolved.Classes[nextClass..], row.FirstClass);
        }

        resolved.Groups[resolved.GroupCount++] = new ClassGroup
        {
            FirstClass = first,
            ClassCount = nextClass - first,
            MultiClass = valueCount > 1 ? row.MultiClass : -1,
            MultiNeedsProgram = row.Mode != ClassMode.Buckets,
        };
    }

    /// <summary>The distinct classes of one attribute's values.</summary>
    [InlineArray(AttributeRow.MaxClasses / 64)]
    private struct ClassesSeen
    {
        private ulong _word;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(int c) => this[c >> 6] |= 1UL << c;

        public readonly int CopyTo(Span<int> classes, int firstClass)
        {
            int count = 0;
            for (int word = 0; word < AttributeRow.MaxClasses / 64; word++)
            {
                for (ulong bits = this[word]; bits != 0; bits &= bits - 1)
                {
                    classes[count++] = firstClass + (word * 64) + BitOperations.TrailingZeroCount(bits);
                }
            }

            return count;
        }
    }
}
