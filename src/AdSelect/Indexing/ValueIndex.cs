// Finds an attribute value: a perfect hash over (attribute, bits), frozen at compile time.
using System.Diagnostics;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AdSelect.Internals;

namespace AdSelect.Indexing;

/// <summary>
/// A place of the table with all that a request needs of a value, so that a lookup touches one cache line.
/// <code>  0 Bits   8 Number (value id + 1, or 0 where empty)   12 Token   14 Class </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
internal struct ValueSlot
{
    public long Bits;
    public int Number;
    public ushort Token;
    public ushort Class;
}

/// <summary>
/// A value has one place it can be at, so a lookup has no loop and no branch that depends on the value: a listener's
/// segments are looked up at the speed of the cache. The hash picks a pilot, and hash and pilot together the place
/// (hash and displace: Belazzougui, Botelho, Dietzfelbinger 2009; pilots: Pibiri, Trani 2021). Bits are compared
/// exactly; a keyword's bits are the XxHash3 of its text, distinct within the catalog (checked when compiling).
/// </summary>
/// <remarks>
/// Authors list numbers that share most of their bits: decimals differ in the highest, identifiers in the lowest. So both
/// steps multiply by a factor drawn for the table, under which no two values collide more often than by chance
/// (multiply-shift: Dietzfelbinger, Hagerup, Katajainen, Penttonen 1997), and the pilot is a factor too: one that was only
/// added would move two values together and never part them.
/// </remarks>
internal readonly struct ValueIndex(Column<ValueSlot> slots, Column<ushort> pilots, ulong factor)
{
    /// <summary>
    /// Factors that are tried before a catalog's values are given up. They are drawn from a hash of the values, so nobody
    /// can list values that fail with all of them; with one that nearly all values pass, each is as likely to pass as the last.
    /// </summary>
    public const int MaxAttempts = 1024;

    private readonly int _slotShift = ShiftOf(slots.Length);
    private readonly int _pilotShift = ShiftOf(pilots.Length);

    /// <summary>Lookups of one attribute's values, with all that they need at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Finder Of(in AttributeRow attribute) => Of(SaltOf(attribute), attribute.FirstValue + 1, (uint)attribute.ValueCount);

    /// <summary>As above, with what is known of the attribute already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Finder Of(in AttributeEntry attribute) => Of(attribute.Salt, attribute.FirstNumber, attribute.ValueCount);

    /// <summary>What an attribute's values are hashed with: equal bits of two attributes are two values.</summary>
    public ulong SaltOf(in AttributeRow attribute) => Salt(attribute, factor);

    /// <summary>Builds the table. The factor is part of it.</summary>
    public static (ValueSlot[] Slots, ushort[] Pilots, ulong Factor) Build(
        ReadOnlySpan<AttributeRow> attributes, ReadOnlySpan<long> valueBits, ReadOnlySpan<ushort> tokens, ReadOnlySpan<ushort> classes)
    {
        // At most four fifths of the places are taken, and a pilot serves two to four values.
        var slots = new ValueSlot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, valueBits.Length + (valueBits.Length / 4)))];
        var pilots = new ushort[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, valueBits.Length / 4))];
        ulong[] hashes = new ulong[valueBits.Length];
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ulong factor = FactorFor(attributes, valueBits, attempt);
            foreach (ref readonly AttributeRow attribute in attributes)
            {
                for (int id = attribute.FirstValue; id < attribute.FirstValue + attribute.ValueCount; id++)
                {
                    hashes[id] = Hash(valueBits[id], Salt(attribute, factor), factor);
                }
            }

            if (TryPlace(hashes, factor, slots, pilots))
            {
                Fill(slots, valueBits, tokens, classes);
                return (slots, pilots, factor);
            }
        }

        string problem = $"No perfect hash of the catalog's {valueBits.Length} attribute values was found in {MaxAttempts} attempts.";
        throw new SnapshotException(SnapshotError.TooLarge, problem);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Finder Of(ulong salt, int firstNumber, uint valueCount)
    {
        bool areSized = slots.Length == 1 << (64 - _slotShift) && pilots.Length == 1 << (64 - _pilotShift);
        Debug.Assert(areSized, "hashes are shifted to the lengths of the tables");
        return new Finder(ref slots.First, ref pilots.First, factor, _slotShift, _pilotShift)
        {
            Salt = salt,
            FirstNumber = firstNumber,
            ValueCount = valueCount,
        };
    }

    private static ulong FactorFor(ReadOnlySpan<AttributeRow> attributes, ReadOnlySpan<long> valueBits, int attempt)
    {
        var hash = new XxHash3(attempt);
        hash.Append(MemoryMarshal.AsBytes(attributes));
        hash.Append(MemoryMarshal.AsBytes(valueBits));
        return hash.GetCurrentHashAsUInt64() | 1;
    }

    private static void Fill(ValueSlot[] slots, ReadOnlySpan<long> valueBits, ReadOnlySpan<ushort> tokens, ReadOnlySpan<ushort> classes)
    {
        foreach (ref ValueSlot slot in slots.AsSpan())
        {
            if (slot.Number != 0)
            {
                slot.Bits = valueBits[slot.Number - 1];
                slot.Token = tokens[slot.Number - 1];
                slot.Class = classes[slot.Number - 1];
            }
        }
    }

    // Values that share a pilot are placed together, the largest groups first, while there is room.
    private static bool TryPlace(ulong[] hashes, ulong factor, ValueSlot[] slots, ushort[] pilots)
    {
        Array.Clear(slots);
        Array.Clear(pilots);
        int slotShift = ShiftOf(slots.Length);
        ulong[] mixed = [.. hashes.Select(hash => Mix(hash, factor))];
        int pilotShift = ShiftOf(pilots.Length);
        int[] ids = [.. Enumerable.Range(0, hashes.Length)];
        Array.Sort([.. hashes], ids);
        List<Range> groups = [];
        for (int i = 0; i < ids.Length;)
        {
            int end = i + 1;
            while (end < ids.Length && hashes[ids[end]] >> pilotShift == hashes[ids[i]] >> pilotShift)
            {
                if (hashes[ids[end]] == hashes[ids[end - 1]])
                {
                    return false;
                }

                end++;
            }

            groups.Add(i..end);
            i = end;
        }

        groups.Sort(static (left, right) => (Length(right), left.Start.Value).CompareTo((Length(left), right.Start.Value)));
        foreach (Range group in groups)
        {
            if (!TryPlaceGroup(ids.AsSpan(group), mixed, slots, slotShift, out pilots[hashes[ids[group.Start]] >> pilotShift]))
            {
                return false;
            }
        }

        return true;

        static int Length(Range group) => group.End.Value - group.Start.Value;
    }

    private static bool TryPlaceGroup(ReadOnlySpan<int> ids, ulong[] mixed, ValueSlot[] slots, int shift, out ushort pilot)
    {
        for (int candidate = 1; candidate <= ushort.MaxValue; candidate += 2)
        {
            pilot = (ushort)candidate;
            int placed = 0;
            while (placed < ids.Length)
            {
                ref ValueSlot slot = ref slots[PlaceOf(mixed[ids[placed]], pilot, shift)];
                if (slot.Number != 0)
                {
                    break;
                }

                slot.Number = ids[placed++] + 1;
            }

            if (placed == ids.Length)
            {
                return true;
            }

            while (placed > 0)
            {
                slots[PlaceOf(mixed[ids[--placed]], pilot, shift)].Number = 0;
            }
        }

        pilot = 0;
        return false;
    }

    // Tables have two places or more: a shift by 64 would be a shift by none.
    private static int ShiftOf(int length) => 64 - BitOperations.Log2((uint)length);

    private static ulong Salt(in AttributeRow attribute, ulong factor) => unchecked(attribute.Key * factor);

    // Its high bits depend on all bits of the value, its low ones on the low ones alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(long valueBits, ulong salt, ulong factor) => unchecked(((ulong)valueBits ^ salt) * factor);

    // Values of one pilot agree in the high bits of their hash; what tells them apart is brought back up. A processor does
    // this while it waits for the pilot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong factor) => unchecked((hash ^ (hash >> 32)) * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PlaceOf(ulong mixed, ushort pilot, int shift) => unchecked(mixed * pilot) >> shift;

    /// <summary>Finds values of one attribute.</summary>
    public readonly ref struct Finder
    {
        private readonly ref ValueSlot _slots;
        private readonly ref ushort _pilots;
        private readonly ulong _factor;
        private readonly int _slotShift;
        private readonly int _pilotShift;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Finder(ref ValueSlot slots, ref ushort pilots, ulong factor, int slotShift, int pilotShift)
        {
            _slots = ref slots;
            _pilots = ref pilots;
            _factor = factor;
            _slotShift = slotShift;
            _pilotShift = pilotShift;
        }

        public required ulong Salt { private get; init; }

        public required int FirstNumber { private get; init; }

        public required uint ValueCount { private get; init; }

        /// <summary>Number of the only place where the value can be.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint PlaceOf(long valueBits)
        {
            ulong hash = Hash(valueBits, Salt, _factor);
            Debug.Assert(hash >> _pilotShift < 1UL << (64 - _pilotShift), "hashes are shifted to the number of pilots");
            ushort pilot = Unsafe.Add(ref _pilots, (nuint)(hash >> _pilotShift));
            return (uint)ValueIndex.PlaceOf(Mix(hash, _factor), pilot, _slotShift);
        }

        /// <summary>Asks for the memory of a place, without waiting for it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void Fetch(uint place)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref _slots, (nuint)place)));
            }
        }

        /// <summary>
        /// The only place where the value can be, and whether it is there: −1 if so, else 0, to be ANDed with what the
        /// place holds. A mask, because a branch on what a listener happens to have is mispredicted every few values.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref ValueSlot Find(long valueBits, out int listed) => ref At(PlaceOf(valueBits), valueBits, out listed);

        /// <summary>As <see cref="Find"/>, with the value's place.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref ValueSlot At(uint place, long valueBits, out int listed)
        {
            Debug.Assert(place < 1UL << (64 - _slotShift), "places are of the table");
            ref ValueSlot slot = ref Unsafe.Add(ref _slots, (nuint)place);
            int sameBits = Unsafe.BitCast<bool, byte>(slot.Bits == valueBits);
            int ownNumber = Unsafe.BitCast<bool, byte>((uint)(slot.Number - FirstNumber) < ValueCount);
            listed = -(sameBits & ownNumber);
            return ref slot;
        }
    }
}
