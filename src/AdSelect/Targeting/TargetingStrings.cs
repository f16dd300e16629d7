// Quoted texts of the targeting language: reading and writing them with their escapes.
using System.Globalization;
using System.Text;
using AdSelect.Internals;

namespace AdSelect.Targeting;

internal static class TargetingStrings
{
    private const int ShownLength = 40;

    /// <summary>Reads the quoted text that starts at the index.</summary>
    public static TargetingToken Read(string text, int start)
    {
        int runStart = start + 1;
        StringBuilder? unescaped = null;
        for (int i = runStart; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    string value = unescaped is null ? text[runStart..i] : unescaped.Append(text, runStart, i - runStart).ToString();
                    return ValidText.Is(value)
                        ? new TargetingToken(TargetingTokenKind.Text, start, i + 1 - start, value)
                        : Malformed(start, "the text holds half of a surrogate pair, which is no character");
                case '\n' or '\r':
                    return Malformed(i, "the line ends inside a text; expected '\"' (a line break is written \\n)");
                case '\\':
                    if (!TryUnescape(text, i, out char c, out int length))
                    {
                        return Malformed(i, "unknown escape; expected \\\", \\\\, \\n, \\r, \\t or \\u and four hexadecimal digits");
                    }

                    (unescaped ??= new StringBuilder()).Append(text, runStart, i - runStart).Append(c);
                    i += length - 1;
                    runStart = i + 1;
                    break;
            }
        }

        return Malformed(text.Length, "found the end of the text inside a quoted text, expected '\"'");
    }

    /// <summary>Appends the text in quotes, in a form that <see cref="Read"/> reads back.</summary>
    public static void Write(StringBuilder output, string text)
    {
        output.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '"' or '\\':
                    output.Append('\\').Append(c);
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\r':
                    output.Append("\\r");
                    break;
                case '\t':
                    output.Append("\\t");
                    break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    output.Append(c).Append(text[++i]);
                    break;
                case var _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029':
                    output.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    break;
                default:
                    output.Append(c);
                    break;
            }
        }

        output.Append('"');
    }

    /// <summary>A piece of text for a message, cut when it is long.</summary>
    public static string Shorten(ReadOnlySpan<char> text) => text.Length <= ShownLength ? text.ToString() : string.Concat(text[..ShownLength], "...");

    private static bool TryUnescape(string text, int at, out char c, out int length)
    {
        length = 2;
        c = at + 1 < text.Length ? text[at + 1] : '\0';
        switch (c)
        {
            case '"' or '\\':
                return true;
            case 'n':
                c = '\n';
                return true;
            case 'r':
                c = '\r';
                return true;
            case 't':
                c = '\t';
                return true;
            case 'u' when at + 6 <= text.Length
                && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                c = (char)code;
                length = 6;
                return true;
            default:
                return false;
        }
    }

    private static TargetingToken Malformed(int at, string message) => new(TargetingTokenKind.Malformed, at, 1, Message: message);
}
