// Finds the id of an attribute value: an open-addressing table over (attribute, bits), frozen at compile time.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Internals;

namespace AdSelect.Indexing;

/// <summary>
/// Linear probing, at most half full, so a probe ends soon and always at an empty place. Bits are compared exactly;
/// a keyword's bits are the XxHash3 of its text, distinct within the catalog (checked when compiling).
/// </summary>
internal readonly struct ValueIndex(Column<int> places, Column<long> bits)
{
    public const int NotListed = -1;

    public int PlaceCount => places.Length;

    /// <summary>Id of the value, or <see cref="NotListed"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in AttributeRow attribute, long valueBits)
    {
        uint mask = (uint)places.Length - 1;
        uint place = Hash(attribute.Key, valueBits) & mask;
        while (true)
        {
            int id = Unsafe.Add(ref places.First, place) - 1;
            if (id < 0)
            {
                return NotListed;
            }

            if (Unsafe.Add(ref bits.First, id) == valueBits && (uint)(id - attribute.FirstValue) < (uint)attribute.ValueCount)
            {
                return id;
            }

            place = (place + 1) & mask;
        }
    }

    /// <summary>Builds the places: value id + 1, or 0 where empty.</summary>
    public static int[] Build(ReadOnlySpan<AttributeRow> attributes, ReadOnlySpan<long> valueBits)
    {
        int[] table = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, valueBits.Length * 2))];
        uint mask = (uint)table.Length - 1;
        foreach (ref readonly AttributeRow attribute in attributes)
        {
            for (int id = attribute.FirstValue; id < attribute.FirstValue + attribute.ValueCount; id++)
            {
                uint place = Hash(attribute.Key, valueBits[id]) & mask;
                while (table[place] != 0)
                {
                    place = (place + 1) & mask;
                }

                table[place] = id + 1;
            }
        }

        return table;
    }

    // Fibonacci hashing of both halves folded; segment ids are small and dense, so the multiplication must spread them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong attributeKey, long valueBits)
    {
        ulong mixed = ((ulong)valueBits ^ attributeKey) * 0x9E37_79B9_7F4A_7C15;
        return (uint)(mixed >> 32) ^ (uint)(mixed >> 13);
    }
}
