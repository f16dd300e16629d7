// A set of the classes of one attribute, as bits.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

/// <summary>The classes from 0 to 255 in one vector, the others behind it: sets are combined for every node of all targeting.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct ClassSet
{
    /// <summary>Classes that one attribute can have.</summary>
    public const int Capacity = AttributeRow.MaxClasses;

    private const int WordCount = Capacity / 64;

    private Vector256<ulong> _low;
    private ulong _high;

    /// <summary>The first <paramref name="count"/> classes.</summary>
    public static ClassSet First(int count)
    {
        ClassSet set = default;
        for (int i = 0; i < WordCount; i++)
        {
            int bits = Math.Clamp(count - (i * 64), 0, 64);
            Word(ref set, i) = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        }

        return set;
    }

    public static ClassSet operator &(ClassSet left, ClassSet right) => new() { _low = left._low & right._low, _high = left._high & right._high };

    public static ClassSet operator |(ClassSet left, ClassSet right) => new() { _low = left._low | right._low, _high = left._high | right._high };

    public readonly ClassSet Except(ClassSet other) => new() { _low = Vector256.AndNot(_low, other._low), _high = _high & ~other._high };

    public void Add(int index) => Word(ref this, index >> 6) |= 1UL << (index & 63);

    public void AddRange(int from, int toInclusive)
    {
        for (int i = from; i <= toInclusive; i++)
        {
            Add(i);
        }
    }

    public readonly bool IsEmpty => _low == Vector256<ulong>.Zero && _high == 0;

    public readonly int Count
    {
        get
        {
            ClassSet own = this;
            int count = 0;
            for (int i = 0; i < WordCount; i++)
            {
                count += BitOperations.PopCount(Word(ref own, i));
            }

            return count;
        }
    }

    /// <summary>Writes the members, ascending, and returns how many there are.</summary>
    public readonly int CopyTo(Span<int> members)
    {
        ClassSet own = this;
        int count = 0;
        for (int i = 0; i < WordCount; i++)
        {
            for (ulong word = Word(ref own, i); word != 0; word &= word - 1)
            {
                members[count++] = (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }

        return count;
    }

    // The index is checked: a class is below the capacity, or the schema is wrong.
    private static ref ulong Word(ref ClassSet set, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)WordCount);
        return ref Unsafe.Add(ref Unsafe.As<ClassSet, ulong>(ref set), index);
    }
}
