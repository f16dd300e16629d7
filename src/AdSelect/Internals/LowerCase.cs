// Hashes of texts whose case does not matter: domains and MIME types.
using System.Runtime.CompilerServices;

namespace AdSelect.Internals;

internal static class LowerCase
{
    private const int StackChars = 256;

    /// <summary>The text whose hash <see cref="Hash"/> is.</summary>
    public static string Of(string text) => text.Length > StackChars ? text : text.ToLowerInvariant();

    /// <summary>Hash of the invariant lower-case form. Texts longer than any domain or MIME type are hashed as they are.</summary>
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

/// <summary>Internet domain names: compared without case and without a trailing dot.</summary>
internal static class DomainName
{
    /// <summary>The text whose hash <see cref="Hash"/> is.</summary>
    public static string Canonical(string domain) => LowerCase.Of(domain.TrimEnd('.'));

    /// <summary>Hash of one domain name.</summary>
    public static ulong Hash(ReadOnlySpan<char> domain) => LowerCase.Hash(domain.TrimEnd('.'));

    /// <summary>Hashes of a name and of every domain above it: a, b.a, c.b.a for <c>c.b.a</c>, longest first.</summary>
    public static IEnumerable<ulong> HashesUpward(string domain)
    {
        string name = domain.TrimEnd('.');
        for (int start = 0; start >= 0;)
        {
            yield return Hash(name.AsSpan(start));
            int dot = name.IndexOf('.', start);
            start = dot < 0 ? -1 : dot + 1;
        }
    }
}
