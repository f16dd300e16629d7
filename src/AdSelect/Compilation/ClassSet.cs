// A set of the classes of one attribute, as bits.
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

[InlineArray(WordCount)]
internal struct ClassSet
{
    public const int WordCount = AttributeRow.MaxClasses / 64;

    /// <summary>Classes that one attribute can have.</summary>
    public const int Capacity = AttributeRow.MaxClasses;

    private ulong _word;

    /// <summary>The first <paramref name="count"/> classes.</summary>
    public static ClassSet First(int count)
    {
        ClassSet set = default;
        for (int i = 0; i < WordCount; i++)
        {
            int bits = Math.Clamp(count - (i * 64), 0, 64);
            set[i] = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        }

        return set;
    }

    public static ClassSet operator &(ClassSet left, ClassSet right)
    {
        for (int i = 0; i < WordCount; i++)
        {
            left[i] &= right[i];
        }

        return left;
    }

    public static ClassSet operator |(ClassSet left, ClassSet right)
    {
        for (int i = 0; i < WordCount; i++)
        {
            left[i] |= right[i];
        }

        return left;
    }

    public readonly ClassSet Except(ClassSet other)
    {
        ClassSet result = this;
        for (int i = 0; i < WordCount; i++)
        {
            result[i] &= ~other[i];
        }

        return result;
    }

    public void Add(int index) => this[index >> 6] |= 1UL << (index & 63);

    public void AddRange(int from, int toInclusive)
    {
        for (int i = from; i <= toInclusive; i++)
        {
            Add(i);
        }
    }

    public readonly bool IsEmpty
    {
        get
        {
            ulong any = 0;
            for (int i = 0; i < WordCount; i++)
            {
                any |= this[i];
            }

            return any == 0;
        }
    }

    /// <summary>Writes the members, ascending, and returns how many there are.</summary>
    public readonly int CopyTo(Span<int> members)
    {
        int count = 0;
        for (int i = 0; i < WordCount; i++)
        {
            for (ulong word = this[i]; word != 0; word &= word - 1)
            {
                members[count++] = (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }

        return count;
    }
}
