// The identity of a request, from which all its draws are made.
using AdSelect.Internals;

namespace AdSelect;

/// <summary>The identity of a request as 64 bits: a number as it is, or the XxHash3 of a text. Zero means: not set.</summary>
/// <param name="Value">The 64 bits.</param>
public readonly record struct RequestId(ulong Value)
{
    /// <summary>A number that identifies the request.</summary>
    public static implicit operator RequestId(ulong value) => new(value);

    /// <summary>A text that identifies the request. Not set when it is empty, or no valid text: half of a surrogate pair.</summary>
    public static implicit operator RequestId(string text) => Of(text);

    /// <summary>A text that identifies the request. Not set when it is empty, or no valid text: half of a surrogate pair.</summary>
    public static RequestId Of(ReadOnlySpan<char> text) => text.IsEmpty || !ValidText.Is(text) ? default : new(StableHash.Text(text));
}
