// Lists every error of one element: wrong kinds, unknown, repeated and missing properties, and values refused.
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdSelect.Internals;

namespace AdSelect.Model.Json;

internal readonly ref struct ElementDiagnosis
{
    private readonly ReadOnlySpan<byte> _element;
    private readonly long _line;
    private readonly ErrorList _errors;
    private readonly string _subject;

    /// <param name="element">The bytes of the element.</param>
    /// <param name="line">The line of its first byte.</param>
    /// <param name="errors">Takes what is found.</param>
    public ElementDiagnosis(ReadOnlySpan<byte> element, long line, ErrorList errors)
    {
        _element = element;
        _line = line;
        _errors = errors;
        _subject = IdOf(element) is { } id ? $"'{id}': " : string.Empty;
    }

    /// <summary>Visits the value that the reader stands on and leaves the reader on its last token.</summary>
    public void Visit(ref Utf8JsonReader reader, JsonTypeInfo contract, string path)
    {
        int start = (int)reader.TokenStartIndex;
        int before = _errors.Count;
        if (reader.TokenType == JsonTokenType.Null)
        {
            Add(path, start, "null is not a value; leave the property out");
            return;
        }

        JsonTypeInfo form = CatalogJsonContext.FormOf(contract, reader.TokenType);
        switch (form.Kind)
        {
            case JsonTypeInfoKind.Object when Expect(ref reader, JsonTokenType.StartObject, path):
                VisitProperties(ref reader, form, path, start);
                break;
            case JsonTypeInfoKind.Enumerable when Expect(ref reader, JsonTokenType.StartArray, path):
                VisitItems(ref reader, form, path);
                break;
            default:
                reader.Skip();
                break;
        }

        // Only sound parts make a whole that can be judged: then come its converter and its rules between properties.
        if (_errors.Count == before)
        {
            Convert(start, (int)reader.BytesConsumed, contract, path);
        }
    }

    private void VisitProperties(ref Utf8JsonReader reader, JsonTypeInfo contract, string path, int start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.TextOrRaw();
            int nameStart = (int)reader.TokenStartIndex;
            JsonPropertyInfo? property = contract.Properties.FirstOrDefault(candidate => candidate.Name == name);
            reader.Read();
            if (property is null || !seen.Add(name))
            {
                string shown = JsonText.Shorten(name);
                Add($"{path}.{shown}", nameStart, property is null ? $"unknown property '{shown}'{Hint(name, contract)}" : $"property '{shown}' is repeated");
                reader.Skip();
                continue;
            }

            Visit(ref reader, contract.Options.GetTypeInfo(property.PropertyType), $"{path}.{name}");
        }

        foreach (JsonPropertyInfo property in contract.Properties)
        {
            if (property.IsRequired && !seen.Contains(property.Name))
            {
                Add(path, start, $"property '{property.Name}' is missing");
            }
        }
    }

    private void VisitItems(ref Utf8JsonReader reader, JsonTypeInfo contract, string path)
    {
        JsonTypeInfo item = contract.Options.GetTypeInfo(contract.ElementType!);
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Visit(ref reader, item, $"{path}[{index}]");
        }
    }

    private static string Hint(string name, JsonTypeInfo contract) => Spelling.Hint(name, contract.Properties.Select(static property => property.Name));

    private bool Expect(ref Utf8JsonReader reader, JsonTokenType expected, string path)
    {
        if (reader.TokenType == expected)
        {
            return true;
        }

        Add(path, (int)reader.TokenStartIndex, $"expected {JsonText.KindOf(expected)}, found {JsonText.KindOf(reader.TokenType)}");
        return false;
    }

    private void Convert(int start, int end, JsonTypeInfo contract, string path)
    {
        try
        {
            JsonSerializer.Deserialize(_element[start..end], contract);
        }
        catch (JsonException exception)
        {
            // Inside a value with a converter of its own (targeting), the exception alone knows the place.
            bool isWhole = contract.Kind != JsonTypeInfoKind.None;
            string inside = exception.Path is ['$', .. var rest] && !isWhole ? rest : string.Empty;
            Add(path + inside, start, exception.Message, isWhole ? 0 : exception.LineNumber ?? 0);
        }
        catch (FormatException exception)
        {
            Add(path, start, exception.Message);
        }
    }

    private void Add(string path, int offset, string message, long linesBelow = 0) =>
        _errors.Add(path, _line + _element[..offset].Count((byte)'\n') + linesBelow, _subject + message);

    private static string? IdOf(ReadOnlySpan<byte> element)
    {
        var reader = new Utf8JsonReader(element, new JsonReaderOptions { MaxDepth = AdSelectLimits.MaxCatalogJsonDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = reader.TextOrRaw() == "id";
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.String)
            {
                return JsonText.Shorten(reader.TextOrRaw());
            }

            reader.Skip();
        }

        return null;
    }
}
