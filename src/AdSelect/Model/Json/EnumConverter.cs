// Enumerations as camelCase words.
using System.Text.Json;
using AdSelect.Internals;

namespace AdSelect.Model.Json;

internal sealed class EnumConverter<T> : ValueConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _values;
    private readonly Dictionary<T, string> _words;

    private EnumConverter(Dictionary<string, T> values)
        : base($"one of {string.Join(", ", values.Keys)}")
    {
        _values = values;
        _words = values.ToDictionary(static pair => pair.Value, static pair => pair.Key);
    }

    /// <summary>Makes the converter of all values but <paramref name="excluded"/>, which the document says in another way.</summary>
    public static EnumConverter<T> Create(params T[] excluded) => new(Enum.GetValues<T>()
        .Where(value => !excluded.Contains(value))
        .ToDictionary(static value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(
        _words.TryGetValue(value, out string? word) ? word : throw new ArgumentException($"{value} cannot be written: it is no value of {typeof(T).Name}."));

    protected override string Hint(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? Spelling.Hint(reader.TextOrRaw(), _values.Keys) : string.Empty;

    protected override bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.GetString() is { } word && _values.TryGetValue(word, out value);
    }
}
