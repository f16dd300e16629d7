// Which texts can be kept as bytes and read back: those whose surrogates stand in pairs.
using System.Text;

namespace AdSelect.Internals;

/// <summary>
/// A lone surrogate has no UTF-8 form: encoders put U+FFFD in its place, so that different texts become the same bytes. Such a text
/// is refused where it enters, and never encoded.
/// </summary>
internal static class ValidText
{
    // One UTF-16 unit never needs more than three UTF-8 bytes.
    private const int MostBytesPerChar = 3;

    /// <summary>Whether every surrogate is one of a pair.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        for (int at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }

            text = text[(at + 2)..];
        }

        return true;
    }

    /// <summary>Whether a text is valid and no longer than that in UTF-8.</summary>
    public static bool Fits(ReadOnlySpan<char> text, int maxBytes) =>
        text.Length <= maxBytes && (text.Length * MostBytesPerChar <= maxBytes || Encoding.UTF8.GetByteCount(text) <= maxBytes) && Is(text);
}
