// A set of options as bits, in the order of the search.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AdSelect.Breaks;

/// <summary>As many bits as a break may have candidates; callers say how many words of them are in use.</summary>
[InlineArray(Words)]
internal struct OptionSet
{
    public const int Words = AdSelectLimits.MaxBreakCandidates / 64;

    private ulong _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Has(int option) => (Unsafe.Add(ref Unsafe.AsRef(in _first), option >> 6) >> (option & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int option) => Unsafe.Add(ref _first, option >> 6) |= 1UL << (option & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int option) => Unsafe.Add(ref _first, option >> 6) &= ~(1UL << (option & 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(in OptionSet others, int words)
    {
        for (int word = 0; word < words; word++)
        {
            Unsafe.Add(ref _first, word) &= ~Unsafe.Add(ref Unsafe.AsRef(in others._first), word);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(in OptionSet others, int words)
    {
        for (int word = 0; word < words; word++)
        {
            Unsafe.Add(ref _first, word) &= Unsafe.Add(ref Unsafe.AsRef(in others._first), word);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in OptionSet others, int words)
    {
        for (int word = 0; word < words; word++)
        {
            Unsafe.Add(ref _first, word) |= Unsafe.Add(ref Unsafe.AsRef(in others._first), word);
        }
    }

    /// <summary>The first option of the set from <paramref name="from"/> on; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Next(int from, int words)
    {
        int word = from >> 6;
        if (word >= words)
        {
            return -1;
        }

        ref ulong first = ref Unsafe.AsRef(in _first);
        ulong bits = Unsafe.Add(ref first, word) & (ulong.MaxValue << (from & 63));
        while (bits == 0)
        {
            if (++word == words)
            {
                return -1;
            }

            bits = Unsafe.Add(ref first, word);
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    public readonly int Count(int words)
    {
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            count += BitOperations.PopCount(Unsafe.Add(ref Unsafe.AsRef(in _first), word));
        }

        return count;
    }

    public readonly bool IsSame(in OptionSet other, int words)
    {
        for (int word = 0; word < words; word++)
        {
            if (Unsafe.Add(ref Unsafe.AsRef(in _first), word) != Unsafe.Add(ref Unsafe.AsRef(in other._first), word))
            {
                return false;
            }
        }

        return true;
    }
}
