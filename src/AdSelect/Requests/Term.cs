// One value of one attribute, as a request carries it: 16 bytes, hashed once, valid for every snapshot.
using System.Runtime.InteropServices;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// One attribute value in resolved form: the attribute's 64-bit key and the value (the XxHash3 of a text, or the
/// number itself). Terms do not depend on a snapshot, so a host may make them once, keep them with a listener's
/// profile, and add them to each request with <see cref="AdRequest.Add(ReadOnlySpan{Term})"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Term
{
    internal Term(ulong key, long bits)
    {
        Key = key;
        Bits = bits;
    }

    /// <summary>Attribute key, or one of <see cref="ReservedKeys"/>.</summary>
    internal ulong Key { get; }

    /// <summary>Hash of a text, whole number, bits of a double, or what the reserved key says.</summary>
    internal long Bits { get; }

    /// <summary>A text value.</summary>
    public static Term Of(KeywordAttribute attribute, scoped ReadOnlySpan<char> value) => new(attribute.Key, (long)StableHash.Text(value));

    /// <summary>A text value that is UTF-8 already.</summary>
    public static Term Of(KeywordAttribute attribute, scoped ReadOnlySpan<byte> utf8) => new(attribute.Key, (long)StableHash.Utf8(utf8));

    /// <summary>A whole number.</summary>
    public static Term Of(IntegerAttribute attribute, long value) => new(attribute.Key, value);

    /// <summary>A decimal number.</summary>
    /// <exception cref="AdRequestException">The value is not finite.</exception>
    public static Term Of(DecimalAttribute attribute, double value)
    {
        if (!double.IsFinite(value))
        {
            Throw.Request(RequestErrorCode.NotFinite, attribute.Name);
        }

        return Decimal(attribute.Key, value);
    }

    // Negative zero equals zero, so both must have the same bits.
    internal static Term Decimal(ulong key, double value) => new(key, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));
}

/// <summary>
/// Keys of terms that are not targeting attributes. No attribute key can be one in practice: all are far above the range of small
/// numbers and were drawn once.
/// </summary>
internal static class ReservedKeys
{
    /// <summary>Bits: longitude of the location whose latitude is the term before.</summary>
    public const ulong Longitude = 0xAD5E_1EC7_0000_0004;

    /// <summary>Bits: hash of the canonical form of a domain that may not advertise.</summary>
    public const ulong BlockedDomain = 0xAD5E_1EC7_0000_0008;

    /// <summary>Bits: hash of a category id.</summary>
    public const ulong BlockedCategory = 0xAD5E_1EC7_0000_000C;

    /// <summary>Bits: hash of a line item id.</summary>
    public const ulong BlockedLineItem = 0xAD5E_1EC7_0000_0010;

    /// <summary>Bits: hash of a deal id; the term after it is <see cref="DealFloor"/>.</summary>
    public const ulong Deal = 0xAD5E_1EC7_0000_0014;

    /// <summary>Bits: CPM floor in micros of the deal before, or −1 when the request states none.</summary>
    public const ulong DealFloor = 0xAD5E_1EC7_0000_0018;

    /// <summary>True for a key that is no attribute's.</summary>
    public static bool Contains(ulong key) => key is Longitude or BlockedDomain or BlockedCategory or BlockedLineItem or Deal or DealFloor;
}
