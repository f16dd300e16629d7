// The hash that spreads units over the arms of experiments: GrowthBook's, so that other systems split units alike.
using System.Buffers.Text;
using System.Text;

namespace AdSelect.Internals;

/// <summary>
/// FNV-1a of 32 bits over UTF-8. Buckets are version 2 of the GrowthBook specification, FNV-1a of the decimal digits of FNV-1a of
/// salt and unit, in ten-thousandths; namespaces are version 1, FNV-1a of unit, two underscores and name, in thousandths.
/// </summary>
internal static class BucketHash
{
    /// <summary>The hash of nothing.</summary>
    public const uint Empty = 2_166_136_261;

    private const uint Prime = 16_777_619;
    private const double Buckets = 10_000;
    private const double NamespaceBuckets = 1_000;
    private const int MostDigits = 10;
    private const int MostBytesPerRune = 4;

    /// <summary>Goes on with a hash; lone surrogates count as U+FFFD.</summary>
    public static uint Append(uint hash, ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[MostBytesPerRune];
        foreach (Rune rune in text.EnumerateRunes())
        {
            hash = Append(hash, utf8[..rune.EncodeToUtf8(utf8)]);
        }

        return hash;
    }

    /// <summary>Goes on with a hash.</summary>
    public static uint Append(uint hash, ReadOnlySpan<byte> utf8)
    {
        foreach (byte one in utf8)
        {
            hash = unchecked((hash ^ one) * Prime);
        }

        return hash;
    }

    /// <summary>The bucket of a unit, 0 to 0.9999, from the hash of salt and unit.</summary>
    public static double Bucket(uint hash)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        Utf8Formatter.TryFormat(hash, digits, out int count);
        return Append(Empty, digits[..count]) % (uint)Buckets / Buckets;
    }

    /// <summary>The place of a unit in a namespace, 0 to 0.999.</summary>
    public static double NamespaceBucket(ReadOnlySpan<char> unit, ReadOnlySpan<byte> name) =>
        Append(Append(Append(Empty, unit), "__"u8), name) % (uint)NamespaceBuckets / NamespaceBuckets;
}
