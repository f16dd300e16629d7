// Finds an attribute value: a perfect hash over (attribute, bits), frozen at compile time.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
internal readonly struct ValueIndex(Column<ValueSlot> slots, Column<ushort> pilots, int seed)
{
    public const int NotListed = -1;

    /// <summary>Seeds that are tried before a catalog's values are given up: each fails with a vanishing probability.</summary>
    public const int MaxSeeds = 1024;

    private const ulong HashFactor = 0x9E37_79B9_7F4A_7C15;
    private const ulong PlaceFactor = 0xD6E8_FEB8_6659_FD93;

    private readonly int _slotShift = ShiftOf(slots.Length);
    private readonly int _pilotShift = ShiftOf(pilots.Length);

    /// <summary>Lookups of one attribute's values, with all that they need at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Finder Of(in AttributeRow attribute) => new(ref slots.First, ref pilots.First, Salt(attribute, seed), _slotShift, _pilotShift, attribute);

    /// <summary>Builds the table. The seed is part of it.</summary>
    public static (ValueSlot[] Slots, ushort[] Pilots, int Seed) Build(ReadOnlySpan<AttributeRow> attributes, ReadOnlySpan<long> valueBits, ReadOnlySpan<ushort> tokens, ReadOnlySpan<ushort> classes)
    {
        // At most four fifths of the places are taken, and a pilot serves two to four values.
        var slots = new ValueSlot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, valueBits.Length + (valueBits.Length / 4)))];
        var pilots = new ushort[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, valueBits.Length / 4))];
        ulong[] hashes = new ulong[valueBits.Length];
        for (int seed = 0; seed < MaxSeeds; seed++)
        {
            foreach (ref readonly AttributeRow attribute in attributes)
            {
                for (int id = attribute.FirstValue; id < attribute.FirstValue + attribute.ValueCount; id++)
                {
                    hashes[id] = Hash(Salt(attribute, seed), valueBits[id]);
                }
            }

            if (TryPlace(hashes, slots, pilots))
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

                return (slots, pilots, seed);
            }
        }

        throw new SnapshotException(SnapshotError.TooLarge, $"No perfect hash of the catalog's {valueBits.Length} attribute values was found with {MaxSeeds} seeds.");
    }

    // Values that share a pilot are placed together, the largest groups first, while there is room.
    private static bool TryPlace(ulong[] hashes, ValueSlot[] slots, ushort[] pilots)
    {
        Array.Clear(slots);
        Array.Clear(pilots);
        int slotShift = ShiftOf(slots.Length);
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

        groups.Sort(static (left, right) => (right.End.Value - right.Start.Value, left.Start.Value).CompareTo((left.End.Value - left.Start.Value, right.Start.Value)));
        foreach (Range group in groups)
        {
            if (!TryPlaceGroup(ids.AsSpan(group), hashes, slots, slotShift, out pilots[hashes[ids[group.Start]] >> pilotShift]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPlaceGroup(ReadOnlySpan<int> ids, ulong[] hashes, ValueSlot[] slots, int shift, out ushort pilot)
    {
        for (int candidate = 0; candidate <= ushort.MaxValue; candidate++)
        {
            pilot = (ushort)candidate;
            int placed = 0;
            while (placed < ids.Length)
            {
                ref ValueSlot slot = ref slots[PlaceOf(hashes[ids[placed]], pilot, shift)];
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
                slots[PlaceOf(hashes[ids[--placed]], pilot, shift)].Number = 0;
            }
        }

        pilot = 0;
        return false;
    }

    // Tables have two places or more: a shift by 64 would be a shift by none.
    private static int ShiftOf(int length) => 64 - BitOperations.Log2((uint)length);

    private static ulong Salt(in AttributeRow attribute, int seed) => attribute.Key * (ulong)((2 * seed) + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong salt, long valueBits) => ((ulong)valueBits ^ salt) * HashFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PlaceOf(ulong hash, ushort pilot, int shift) => ((hash ^ pilot) * PlaceFactor) >> shift;

    /// <summary>Finds values of one attribute.</summary>
    public readonly ref struct Finder
    {
        private readonly ref ValueSlot _slots;
        private readonly ref ushort _pilots;
        private readonly ulong _salt;
        private readonly int _slotShift;
        private readonly int _pilotShift;
        private readonly int _firstNumber;
        private readonly uint _valueCount;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Finder(ref ValueSlot slots, ref ushort pilots, ulong salt, int slotShift, int pilotShift, in AttributeRow attribute)
        {
            _slots = ref slots;
            _pilots = ref pilots;
            _salt = salt;
            _slotShift = slotShift;
            _pilotShift = pilotShift;
            _firstNumber = attribute.FirstValue + 1;
            _valueCount = (uint)attribute.ValueCount;
        }

        /// <summary>
        /// The only place where the value can be, and whether it is there: −1 if so, else 0, to be ANDed with what the
        /// place holds. A mask, because a branch on what a listener happens to have is mispredicted every few values.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref ValueSlot Find(long valueBits, out int listed)
        {
            ulong hash = Hash(_salt, valueBits);
            ushort pilot = Unsafe.Add(ref _pilots, (nuint)(hash >> _pilotShift));
            ref ValueSlot slot = ref Unsafe.Add(ref _slots, (nuint)PlaceOf(hash, pilot, _slotShift));
            int sameBits = Unsafe.BitCast<bool, byte>(slot.Bits == valueBits);
            int ownNumber = Unsafe.BitCast<bool, byte>((uint)(slot.Number - _firstNumber) < _valueCount);
            listed = -(sameBits & ownNumber);
            return ref slot;
        }
    }
}
