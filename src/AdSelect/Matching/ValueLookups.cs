// Looks an attribute's values up, by table or hash, and marks their tokens: the loops that a listener's segments run through.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class ValueLookups
{
    /// <summary>Values that are looked up in the perfect hash at a time.</summary>
    private const int HashedBatch = 32;

    /// <summary>Looks a few values up and writes their distinct classes, found by comparing. Returns how many there are.</summary>
    public static int PlaceFew(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ReadOnlySpan<Term> terms, Span<int> classes, Span<ulong> tokens)
    {
        int count = 0;
        foreach (ref readonly Term term in terms)
        {
            int own = Place(catalog, lookup, entry, term.Bits, tokens);
            classes[count] = own;
            count += classes[..count].Contains(own) ? 0 : 1;
        }

        return count;
    }

    /// <summary>As <see cref="PlaceFew"/>, for any number of values; the classes ascend.</summary>
    public static int PlaceClasses(
        FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, ReadOnlySpan<Term> terms, Span<int> classes, Span<ulong> tokens)
    {
        ClassesSeen seen = default;
        foreach (ref readonly Term term in terms)
        {
            seen.Add(Place(catalog, lookup, entry, term.Bits, tokens) - entry.FirstClass);
        }

        return seen.CopyTo(classes, entry.FirstClass);
    }

    /// <summary>Looks a value up and marks its token. Returns the directory index of its class.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Place(FrozenCatalog catalog, AttributeLookup lookup, in AttributeEntry entry, long bits, Span<ulong> tokens)
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

    /// <summary>Marks the tokens of the run of values that begins at <paramref name="first"/>. Returns where it ends.</summary>
    public static int PlaceMany(
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

    /// <summary>Where the run of terms with one key ends that begins at <paramref name="first"/>.</summary>
    public static int EndOfRun(ReadOnlySpan<Term> terms, int first)
    {
        ulong key = terms[first].Key;
        int end = first + 1;
        while (end < terms.Length && terms[end].Key == key)
        {
            end++;
        }

        return end;
    }
}
