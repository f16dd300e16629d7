// The one form in which domains are compared, in catalogs and in requests. Comparing allocates nothing and depends on no culture.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AdSelect.Internals;

internal static class DomainName
{
    private const int LongestLabel = 63;
    private const string Dots = ".\u3002\uFF0E\uFF61";
    private const string Web = "www.";

    // A name may be one label too long before that is seen.
    private const int StackChars = AdSelectLimits.MaxDomainLength + 1 + LongestLabel;

    /// <summary>What is wrong with a text that is no host name.</summary>
    public static string Complaint(string? text) =>
        $"'{text}' is no host name; a domain such as 'ford.com', an IP address, or the ASCII form (xn--...) of an international name is.";

    /// <summary>The canonical form; null when the text is no host name.</summary>
    public static string? Canonical(string text)
    {
        Span<char> canonical = stackalloc char[StackChars];
        return TryCanonicalize(text, canonical, out int length, out _) ? canonical[..length].ToString() : null;
    }

    /// <summary>Hash of the canonical form; false when the text is no host name.</summary>
    [SkipLocalsInit]
    public static bool TryHash(ReadOnlySpan<char> text, out ulong hash)
    {
        Span<char> canonical = stackalloc char[StackChars];
        bool isHost = TryCanonicalize(text, canonical, out int length, out _);
        hash = isHost ? StableHash.Text(canonical[..length]) : 0;
        return isHost;
    }

    /// <summary>Adds the hashes of a name and of every domain above it: c.b.a, b.a, a. An address has none above it.</summary>
    /// <returns>False when the text is no host name; then none was added.</returns>
    public static bool TryAddHashesUpward(string text, ICollection<ulong> hashes)
    {
        Span<char> canonical = stackalloc char[StackChars];
        if (!TryCanonicalize(text, canonical, out int length, out bool isAddress))
        {
            return false;
        }

        for (ReadOnlySpan<char> name = canonical[..length]; !name.IsEmpty;)
        {
            hashes.Add(StableHash.Text(name));
            int dot = isAddress ? -1 : name.IndexOf('.');
            name = dot < 0 ? [] : name[(dot + 1)..];
        }

        return true;
    }

    /// <summary>Writes the canonical form: lower-case ASCII labels, or an address.</summary>
    /// <param name="text">
    /// A host as people write it: surrounding blanks, scheme, user, port, path, a leading <c>*.</c> or <c>.</c>, a trailing dot, case and a
    /// leading <c>www.</c> do not matter.
    /// </param>
    /// <param name="canonical">Room for the longest name and one label.</param>
    /// <param name="length">Characters written.</param>
    /// <param name="isAddress">Whether it is an IP address, which is in no domain.</param>
    /// <returns>False when the text is no host name.</returns>
    public static bool TryCanonicalize(ReadOnlySpan<char> text, Span<char> canonical, out int length, out bool isAddress)
    {
        length = 0;
        isAddress = false;
        if (text.Length > AdSelectLimits.MaxDomainTextLength)
        {
            return false;
        }

        ReadOnlySpan<char> authority = AuthorityOf(text.Trim());
        if (authority is ['[', ..])
        {
            int close = authority.IndexOf(']');
            isAddress = close > 0 && IsPort(authority[(close + 1)..]) && HostAddress.TryWriteVersion6(authority[1..close], canonical, out length);
            return isAddress;
        }

        int colon = authority.IndexOf(':');
        if (colon != authority.LastIndexOf(':'))
        {
            isAddress = HostAddress.TryWriteVersion6(authority, canonical, out length);
            return isAddress;
        }

        if (colon >= 0 && !IsPort(authority[colon..]))
        {
            return false;
        }

        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..colon];
        if (!TryWriteLabels(WithoutWildcard(host), canonical, out length))
        {
            return false;
        }

        isAddress = HostAddress.EndsInNumber(canonical[..length]);
        if (isAddress)
        {
            return HostAddress.IsVersion4(canonical[..length]);
        }

        RemoveWeb(canonical, ref length);
        return true;
    }

    private static ReadOnlySpan<char> AuthorityOf(ReadOnlySpan<char> text)
    {
        int scheme = text.IndexOf("://");
        bool hasScheme = scheme > 0 && char.IsAsciiLetter(text[0]) && !text[..scheme].ContainsAny("/?#@: ");
        ReadOnlySpan<char> rest = hasScheme ? text[(scheme + 3)..] : text.StartsWith("//") ? text[2..] : text;
        int end = rest.IndexOfAny('/', '?', '#');
        rest = end < 0 ? rest : rest[..end];
        return rest[(rest.LastIndexOf('@') + 1)..];
    }

    private static ReadOnlySpan<char> WithoutWildcard(ReadOnlySpan<char> host)
    {
        ReadOnlySpan<char> rest = host is ['*', ..] ? host[1..] : host;
        return rest is [var first, ..] && Dots.Contains(first, StringComparison.Ordinal) ? rest[1..] : host;
    }

    // Nothing, or a colon and a number that may be missing.
    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (text[0] == ':' && (text.Length == 1 || IsPortNumber(text[1..])));

    private static bool IsPortNumber(ReadOnlySpan<char> digits) =>
        !digits.ContainsAnyExcept(HostAddress.Digits) && ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool TryWriteLabels(ReadOnlySpan<char> host, Span<char> canonical, out int length)
    {
        length = 0;
        while (true)
        {
            int dot = host.IndexOfAny(Dots);
            ReadOnlySpan<char> label = dot < 0 ? host : host[..dot];
            Span<char> room = canonical.Slice(length, LongestLabel);
            int written = 0;
            bool isLabel = Ascii.IsValid(label) ? TryWriteAscii(label, room, out written) : TryWriteInternational(label, room, out written);
            length += written;
            if (!isLabel || length > AdSelectLimits.MaxDomainLength)
            {
                return false;
            }

            if (dot < 0 || dot == host.Length - 1)
            {
                return true;
            }

            canonical[length++] = '.';
            host = host[(dot + 1)..];
        }
    }

    // Underscores are in no host name by the book, and in many that are served.
    private static bool TryWriteAscii(ReadOnlySpan<char> label, Span<char> canonical, out int length)
    {
        length = 0;
        if (label.IsEmpty || label.Length > LongestLabel || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (char c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }

            canonical[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }

        return true;
    }

    [SkipLocalsInit]
    private static bool TryWriteInternational(ReadOnlySpan<char> label, Span<char> canonical, out int length)
    {
        Span<Rune> lower = stackalloc Rune[LongestLabel];
        Span<char> plain = stackalloc char[LongestLabel];
        length = 0;
        int count = 0;
        bool isAscii = true;
        foreach (Rune rune in label.EnumerateRunes())
        {
            Rune letter = rune;
            if (count == LongestLabel || (!rune.IsAscii && !DomainLetters.TryLower(rune, out letter)))
            {
                return false;
            }

            isAscii &= letter.IsAscii;
            plain[count] = letter.IsAscii ? (char)letter.Value : 'x';
            lower[count++] = Rune.ToLowerInvariant(letter);
        }

        // What is ASCII in it must be as in any label, and the third and fourth character are no hyphens but in what is encoded already.
        bool isLabel = TryWriteAscii(plain[..count], canonical, out length);
        if (isAscii || !isLabel)
        {
            return isLabel;
        }

        return (count < 4 || lower[2].Value != '-' || lower[3].Value != '-') && Punycode.TryEncode(lower[..count], canonical, out length);
    }

    // As often as it stands there, so that a canonical form is its own.
    private static void RemoveWeb(Span<char> canonical, ref int length)
    {
        while (canonical[..length].StartsWith(Web) && canonical[Web.Length..length].Contains('.'))
        {
            canonical[Web.Length..length].CopyTo(canonical);
            length -= Web.Length;
        }
    }
}
