// Hashes of texts whose case does not matter: MIME types.
using System.Runtime.CompilerServices;

namespace AdSelect.Internals;

internal static class LowerCase
{
    private const int StackChars = 256;

    /// <summary>The text whose hash <see cref="Hash"/> is.</summary>
    public static string Of(string text) => text.Length > StackChars ? text : text.ToLowerInvariant();

    /// <summary>Hash of the invariant lower-case form. Texts longer than any MIME type are hashed as they are.</summary>
    [SkipLocalsInit]
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        if (text.Length > StackChars)
        {
            return StableHash.Text(text);
        }

        Span<char> lower = stackalloc char[StackChars];
        return StableHash.Text(lower[..text.ToLowerInvariant(lower)]);
    }
}
