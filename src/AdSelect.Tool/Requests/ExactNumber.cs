// Decimal numbers as written in JSON to whole micros or milliseconds, exactly or not at all.
namespace AdSelect.Tool.Requests;

internal static class ExactNumber
{
    /// <summary>
    /// Reads a JSON number literal and multiplies it by ten to the <paramref name="scale"/>. False when the result is not a whole
    /// number, is negative or exceeds <paramref name="max"/>.
    /// </summary>
    /// <remarks>No binary or rounded decimal number lies between the text and the result, so 0.1 stays 0.1 and a digit beyond the scale is noticed.</remarks>
    public static bool TryScale(ReadOnlySpan<byte> literal, int scale, long max, out long value)
    {
        value = 0;
        bool isNegative = literal[0] == '-';
        int exponentAt = literal.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = literal[(isNegative ? 1 : 0)..(exponentAt < 0 ? literal.Length : exponentAt)];
        int pointAt = mantissa.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = pointAt < 0 ? mantissa : mantissa[..pointAt];
        ReadOnlySpan<byte> fraction = (pointAt < 0 ? [] : mantissa[(pointAt + 1)..]).TrimEnd((byte)'0');
        if (whole.IndexOfAnyExcept((byte)'0') < 0 && fraction.IsEmpty)
        {
            return true;
        }

        if (isNegative || !TryExponent(exponentAt < 0 ? [] : literal[(exponentAt + 1)..], out int exponent))
        {
            return false;
        }

        int shift = scale + exponent - fraction.Length;
        if (fraction.IsEmpty)
        {
            ReadOnlySpan<byte> significant = whole.TrimEnd((byte)'0');
            shift += whole.Length - significant.Length;
            whole = significant;
        }

        return shift >= 0 && TryAppend(whole, max, ref value) && TryAppend(fraction, max, ref value) && TryShift(shift, max, ref value);
    }

    private static bool TryExponent(ReadOnlySpan<byte> digits, out int exponent)
    {
        exponent = 0;
        bool isNegative = digits.StartsWith("-"u8);
        foreach (byte digit in digits.TrimStart("+-"u8))
        {
            exponent = (exponent * 10) + (digit - '0');
            if (exponent > 1_000)
            {
                return false;
            }
        }

        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static bool TryAppend(ReadOnlySpan<byte> digits, long max, ref long value)
    {
        foreach (byte digit in digits)
        {
            // Below the greatest amount of money times ten, far from overflow.
            value = (value * 10) + (digit - '0');
            if (value > max)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryShift(int shift, long max, ref long value)
    {
        for (; shift > 0; shift--)
        {
            value *= 10;
            if (value > max)
            {
                return false;
            }
        }

        return true;
    }
}
