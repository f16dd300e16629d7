// Cuts a targeting text into tokens. Never fails: what it cannot read becomes an unknown or malformed token.
using System.Globalization;

namespace AdSelect.Targeting;

internal struct TargetingLexer(string text)
{
    private readonly string _text = text;
    private int _next;

    public TargetingToken Next()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
        {
            _next++;
        }

        int start = _next;
        if (start == _text.Length)
        {
            return new TargetingToken(TargetingTokenKind.End, start, 0);
        }

        char c = _text[start];
        TargetingToken token = c switch
        {
            '"' => TargetingStrings.Read(_text, start),
            '\'' or '\u2018' or '\u2019' or '\u201C' or '\u201D' => Malformed(start, $"found {c}, but texts stand in straight double quotes, as in \"US\""),
            _ when AttributeNames.CanStart(c) => Word(start),
            _ when IsDigit(start) || (c == '-' && IsDigit(start + 1)) => Number(start),
            _ => Symbol(start, c),
        };
        _next = start + token.Length;
        return token;
    }

    private readonly TargetingToken Symbol(int start, char c)
    {
        char second = start + 1 < _text.Length ? _text[start + 1] : '\0';
        return (c, second) switch
        {
            ('.', '.') => new(TargetingTokenKind.Dots, start, 2),
            ('!', '=') => new(TargetingTokenKind.NotEqual, start, 2),
            ('<', '=') => new(TargetingTokenKind.LessOrEqual, start, 2),
            ('>', '=') => new(TargetingTokenKind.GreaterOrEqual, start, 2),
            ('<', _) => new(TargetingTokenKind.Less, start, 1),
            ('>', _) => new(TargetingTokenKind.Greater, start, 1),
            ('=', _) => new(TargetingTokenKind.Equal, start, 1),
            ('(', _) => new(TargetingTokenKind.Open, start, 1),
            (')', _) => new(TargetingTokenKind.Close, start, 1),
            (',', _) => new(TargetingTokenKind.Comma, start, 1),
            _ => new(TargetingTokenKind.Unknown, start, char.IsSurrogatePair(c, second) ? 2 : 1),
        };
    }

    private readonly TargetingToken Word(int start)
    {
        int end = start + 1;
        while (end < _text.Length && AttributeNames.CanContinue(_text[end]))
        {
            end++;
        }

        return new TargetingToken(TargetingTokenKind.Word, start, end - start);
    }

    private readonly TargetingToken Number(int start)
    {
        int first = _text[start] == '-' ? start + 1 : start;
        int end = Digits(first);
        if (end - first > 1 && _text[first] == '0')
        {
            return Malformed(
                start,
                $"found {TargetingStrings.Shorten(_text.AsSpan(start, end - start))}, but a number does not start with 0; write a text, as in \"007\", "
                + $"if the zeros matter");
        }

        bool isDecimal = false;

        // A point belongs to the number only if a digit follows, so that 18..34 is a range.
        if (end < _text.Length && _text[end] == '.' && IsDigit(end + 1))
        {
            end = Digits(end + 1);
            isDecimal = true;
        }

        int exponent = ExponentDigits(end);
        if (exponent >= 0)
        {
            end = Digits(exponent);
            isDecimal = true;
        }

        return Value(start, end, isDecimal);
    }

    private readonly TargetingToken Value(int start, int end, bool isDecimal)
    {
        ReadOnlySpan<char> digits = _text.AsSpan(start, end - start);
        if (!isDecimal)
        {
            return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
                ? new TargetingToken(TargetingTokenKind.Number, start, end - start, integer)
                : Malformed(start, $"the whole number {TargetingStrings.Shorten(digits)} is outside the 64-bit range");
        }

        double number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number)
            ? new TargetingToken(TargetingTokenKind.Number, start, end - start, number)
            : Malformed(start, $"the number {TargetingStrings.Shorten(digits)} is too large for a double");
    }

    /// <summary>Where the digits of an exponent start, if one starts at the index; otherwise -1.</summary>
    private readonly int ExponentDigits(int index)
    {
        if (index >= _text.Length || _text[index] is not ('e' or 'E'))
        {
            return -1;
        }

        int digits = index + 1 < _text.Length && (_text[index + 1] is '+' or '-') ? index + 2 : index + 1;
        return IsDigit(digits) ? digits : -1;
    }

    private readonly bool IsDigit(int index) => index < _text.Length && char.IsAsciiDigit(_text[index]);

    private readonly int Digits(int index)
    {
        while (IsDigit(index))
        {
            index++;
        }

        return index;
    }

    private static TargetingToken Malformed(int start, string message) => new(TargetingTokenKind.Malformed, start, 1, Message: message);
}
