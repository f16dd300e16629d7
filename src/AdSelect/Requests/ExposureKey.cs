// What identifies an event, a session or a break, in 64 bits.
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// The identity of a recorded event, of a session or of an ad break as 64 bits: a number as it is, or the XxHash3 of a text. Zero means: not set.
/// </summary>
/// <param name="Value">The 64 bits.</param>
public readonly record struct ExposureKey(ulong Value)
{
    /// <summary>True unless it is zero.</summary>
    public bool IsSet => Value != 0;

    /// <summary>
    /// The 32 bits that an exposure keeps of a session or break. Different ids that share them are taken for one, so that a cap may
    /// count an event too many and never one too few. Folding what is folded changes nothing.
    /// </summary>
    internal uint Folded => Fold(Value);

    /// <summary>A number as it is.</summary>
    public static implicit operator ExposureKey(ulong value) => new(value);

    /// <summary>The hash of a text. Not set when it is empty, or no valid text: half of a surrogate pair.</summary>
    public static implicit operator ExposureKey(string text) => Of(text);

    /// <summary>The hash of a text. Not set when it is empty, or no valid text: half of a surrogate pair.</summary>
    public static ExposureKey Of(ReadOnlySpan<char> text) => text.IsEmpty || !ValidText.Is(text) ? default : new(StableHash.Text(text));

    /// <summary>The hash of a text that is UTF-8 already; equals <see cref="Of(ReadOnlySpan{char})"/> of the same text.</summary>
    public static ExposureKey Of(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? default : new(StableHash.Utf8(utf8));

    /// <summary>64 bits as 32, of which only zero becomes zero.</summary>
    internal static uint Fold(ulong value)
    {
        uint folded = (uint)(value ^ (value >> 32));
        return folded == 0 && value != 0 ? 1 : folded;
    }
}
