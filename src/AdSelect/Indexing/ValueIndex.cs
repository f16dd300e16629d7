// Finds an attribute value: an open-addressing table over (attribute, bits), frozen at compile time.
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
/// Linear probing, at most half full, so a probe ends soon and always at an empty place. Bits are compared exactly;
/// a keyword's bits are the XxHash3 of its text, distinct within the catalog (checked when compiling).
/// </summary>
internal readonly struct ValueIndex
{
    public const int NotListed = -1;

    private readonly Column<ValueSlot> _slots;
    private readonly int _shift;
    private readonly uint _mask;

    public ValueIndex(Column<ValueSlot> slots)
    {
        _slots = slots;
        _mask = (uint)slots.Length - 1;
        _shift = ShiftOf(slots.Length);
    }

    /// <summary>The value's place; an empty place (<see cref="ValueSlot.Number"/> 0) when no targeting lists it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly ValueSlot Find(in AttributeRow attribute, long valueBits)
    {
        ref ValueSlot first = ref _slots.First;
        uint place = Hash(attribute.Key, valueBits, _shift);
        while (true)
        {
            ref ValueSlot slot = ref Unsafe.Add(ref first, place);
            if (slot.Number == 0 || (slot.Bits == valueBits && (uint)(slot.Number - 1 - attribute.FirstValue) < (uint)attribute.ValueCount))
            {
                return ref slot;
            }

            place = (place + 1) & _mask;
        }
    }

    /// <summary>Where the probe for a value begins.</summary>
    public uint HomeOf(in AttributeRow attribute, long valueBits) => Hash(attribute.Key, valueBits, _shift);

    /// <summary>Builds the table.</summary>
    public static ValueSlot[] Build(ReadOnlySpan<AttributeRow> attributes, ReadOnlySpan<long> valueBits, ReadOnlySpan<ushort> tokens, ReadOnlySpan<ushort> classes)
    {
        var table = new ValueSlot[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, valueBits.Length * 2))];
        int shift = ShiftOf(table.Length);
        foreach (ref readonly AttributeRow attribute in attributes)
        {
            for (int id = attribute.FirstValue; id < attribute.FirstValue + attribute.ValueCount; id++)
            {
                uint place = Hash(attribute.Key, valueBits[id], shift);
                while (table[place].Number != 0)
                {
                    place = (place + 1) & ((uint)table.Length - 1);
                }

                table[place] = new ValueSlot { Bits = valueBits[id], Number = id + 1, Token = tokens[id], Class = classes[id] };
            }
        }

        return table;
    }

    private static int ShiftOf(int length) => 64 - BitOperations.Log2((uint)length);

    // Fibonacci hashing: the high bits of a multiple of the golden ratio. Ids that follow each other, as segment ids
    // do, land evenly spaced; the attribute only shifts where they begin.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong attributeKey, long valueBits, int shift) => (uint)((((ulong)valueBits + attributeKey) * 0x9E37_79B9_7F4A_7C15) >> shift);
}
