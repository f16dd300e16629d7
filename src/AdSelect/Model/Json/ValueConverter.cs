// Single values in a document: each converter says what it expects in words of the document, not of .NET.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal abstract class ValueConverter<T>(string expected) : JsonConverter<T>
{
    public override bool HandleNull => true;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        bool isText = reader.TokenType != JsonTokenType.String || reader.TryGetText(out _);
        if (isText && TryRead(ref reader, out T? value))
        {
            return value!;
        }

        string found = isText ? Found(ref reader) : $"a text that is no valid Unicode, '{JsonText.Shorten(reader.TextOrRaw())}'";
        throw new JsonException($"expected {expected}, found {found}{Hint(ref reader)}");
    }

    /// <summary>Reads the value that the reader stands on. A text is valid Unicode.</summary>
    protected abstract bool TryRead(ref Utf8JsonReader reader, out T? value);

    /// <summary>What a message says after what was found.</summary>
    protected virtual string Hint(ref Utf8JsonReader reader) => string.Empty;

    private static string Found(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"'{JsonText.Shorten(reader.TextOrRaw())}'",
        JsonTokenType.Number => JsonText.Shorten(System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => JsonText.KindOf(reader.TokenType),
    };
}

internal sealed class TextConverter() : ValueConverter<string>("a text")
{
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out string? value)
    {
        value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return value is not null;
    }
}

internal sealed class BooleanConverter() : ValueConverter<bool>("true or false")
{
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }
}

internal sealed class Int32Converter() : ValueConverter<int>("a whole number of 32 bits")
{
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out int value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value);
    }
}

internal sealed class Int64Converter() : ValueConverter<long>("a whole number of 64 bits")
{
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }
}

internal sealed class DoubleConverter() : ValueConverter<double>("a number that a double can hold")
{
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value) && double.IsFinite(value);
    }
}
