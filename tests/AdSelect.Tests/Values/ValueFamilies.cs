// Sets of numbers that share what a hash may rely on: few bits, low bits, high bits, steps, powers, patterns.
using AdSelect.Internals;

namespace AdSelect.Tests.Values;

internal static class ValueFamilies
{
    private const ulong OddFactor = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Families by name; each gives a value for each of 0, 1, 2 and so on, from some index on perhaps one that it gave before.</summary>
    public static IReadOnlyDictionary<string, Func<int, long>> All { get; } = new Dictionary<string, Func<int, long>>
    {
        ["counting up"] = static i => i,
        ["counting down from 0"] = static i => -i,
        ["counting down from the largest"] = static i => long.MaxValue - i,
        ["counting up from the smallest"] = static i => long.MinValue + i,
        ["sevenths"] = static i => 7L * i,
        ["multiples of 2^16"] = static i => (long)i << 16,
        ["multiples of 2^32"] = static i => (long)i << 32,
        ["multiples of 2^45"] = static i => (long)i << 45,
        ["multiples of 2^60"] = static i => (long)i << 60,
        ["both halves alike"] = static i => ((long)i << 32) | (uint)i,
        ["halves that cancel out"] = static i => ((long)i << 32) ^ (0xFFFF_FFFFL - i),
        ["every byte alike"] = static i => unchecked((i & 0xFF) * 0x0101_0101_0101_0101),
        ["powers of two and their sums"] = static i => unchecked((1L << i) | (1L << (i >> 6))),
        ["powers of three"] = static i => Power(3, i),
        ["squares"] = static i => (long)i * i,
        ["Gray code in the highest bits"] = static i => (long)(i ^ (i >> 1)) << 44,
        ["reversed bits"] = static i => (long)Reverse((ulong)i),
        ["every third bit"] = static i => Spread(i, 3),
        ["every fourth bit from the top"] = static i => (long)Reverse((ulong)Spread(i, 4)),
        ["multiples of the golden ratio"] = static i => unchecked((long)((ulong)i * OddFactor)),
        ["quotients by the golden ratio"] = static i => unchecked((long)((ulong)i * Inverse(OddFactor))),
        ["whole doubles"] = static i => BitConverter.DoubleToInt64Bits(i),
        ["negative doubles"] = static i => BitConverter.DoubleToInt64Bits(-1 - i),
        ["tenths"] = static i => BitConverter.DoubleToInt64Bits(i / 10.0),
        ["prices"] = static i => BitConverter.DoubleToInt64Bits((double)(i * 0.05m)),
        ["doubles of powers of two"] = static i => BitConverter.DoubleToInt64Bits(Math.ScaleB(1 + (i >> 10), (i & 1023) - 512)),
        ["reciprocals"] = static i => BitConverter.DoubleToInt64Bits(1.0 / (1 + i)),
        ["smallest doubles"] = static i => BitConverter.DoubleToInt64Bits(i * double.Epsilon),
        ["floats"] = static i => BitConverter.DoubleToInt64Bits(i / 3f),
        ["keywords"] = static i => (long)StableHash.Text($"v{i}"),
        ["one letter repeated"] = static i => (long)StableHash.Text(new string((char)('a' + (i % 26)), 1 + (i / 26))),
    };

    public static long[] Take(string family, int count)
    {
        Func<int, long> value = All[family];
        return Distinct(Enumerable.Range(0, count).Select(value));
    }

    /// <summary>Values that differ in some random bits only.</summary>
    public static long[] OfFewBits(Random random, int count)
    {
        long mask = 0;
        for (int bits = random.Next(1, 40); bits > 0; bits--)
        {
            mask |= 1L << random.Next(64);
        }

        long rest = random.NextInt64(long.MinValue, long.MaxValue) & ~mask;
        return Distinct(Enumerable.Range(0, count).Select(_ => rest | (random.NextInt64(long.MinValue, long.MaxValue) & mask)));
    }

    /// <summary>What an odd number is multiplied with to give 1. Each step doubles the bits that are right.</summary>
    public static ulong Inverse(ulong odd)
    {
        ulong inverse = odd;
        for (int i = 0; i < 5; i++)
        {
            inverse = unchecked(inverse * (2 - (odd * inverse)));
        }

        return inverse;
    }

    // In order: the framework's hash of a number is its halves combined, so a hash set is slow on some families.
    private static long[] Distinct(IEnumerable<long> values)
    {
        var seen = new SortedSet<long>();
        return [.. values.Where(seen.Add)];
    }

    private static long Power(long number, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent % 1_000; i++)
        {
            power = unchecked(power * number);
        }

        return unchecked(power + (exponent / 1_000));
    }

    private static ulong Reverse(ulong value)
    {
        ulong reversed = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            reversed |= ((value >> bit) & 1) << (63 - bit);
        }

        return reversed;
    }

    private static long Spread(int value, int step)
    {
        long spread = 0;
        for (int bit = 0; bit * step < 64; bit++)
        {
            spread |= ((long)(value >> bit) & 1) << (bit * step);
        }

        return spread;
    }
}
