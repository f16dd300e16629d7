// Amounts of money and rates: read as decimal, exactly or not at all.
using System.Globalization;
using System.Text.Json;

namespace AdSelect.Model.Json;

internal sealed class DecimalConverter() : ValueConverter<decimal>("a number that a decimal holds exactly (28 digits)")
{
    private const int MaxDigits = 28;

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out value) && IsExact(reader.ValueSpan, value);
    }

    // The runtime rounds what a decimal cannot hold; an amount of money must not change on its way in. Numbers of 29
    // digits fit sometimes: they are exact when they print as they were written.
    private static bool IsExact(ReadOnlySpan<byte> number, decimal value)
    {
        int exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = exponentAt < 0 ? number : number[..exponentAt];
        int exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return false;
        }

        int point = mantissa.IndexOf((byte)'.');
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        bool isShort = DigitsOf(mantissa) <= MaxDigits && exponent is >= -MaxDigits and <= MaxDigits && fraction - exponent <= MaxDigits;
        Span<byte> printed = stackalloc byte[32];
        return isShort || (value.TryFormat(printed, out int length, default, CultureInfo.InvariantCulture) && number.SequenceEqual(printed[..length]));
    }

    private static int DigitsOf(ReadOnlySpan<byte> mantissa)
    {
        int digits = 0;
        foreach (byte character in mantissa)
        {
            digits += character is >= (byte)'1' and <= (byte)'9' || (character == (byte)'0' && digits > 0) ? 1 : 0;
        }

        return digits;
    }
}
