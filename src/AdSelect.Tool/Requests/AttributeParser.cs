// The attributes of a request line, by the kinds that the snapshot declares.
using System.Text.Json;

namespace AdSelect.Tool.Requests;

internal sealed class AttributeParser(IEnumerable<AdAttribute> schema)
{
    private static readonly string[] LocationFields = ["latitude", "longitude"];

    private readonly Dictionary<string, AdAttribute> _schema = schema.ToDictionary(attribute => attribute.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Parses the object of all attributes; the reader stands on it.</summary>
    public void Parse(ref Utf8JsonReader reader, RequestLine request)
    {
        JsonFields.Open(ref reader, "attributes");
        _seen.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = JsonFields.Text(ref reader, "attributes");
            if (!_seen.Add(name))
            {
                throw new RequestLineException($"attributes.{name}", "the attribute occurs twice.");
            }

            AdAttribute? attribute = _schema.GetValueOrDefault(name);
            if (attribute is null)
            {
                request.UnknownAttributes.Add(name);
            }

            reader.Read();
            ParseOneOrMany(ref reader, name, attribute, request.Attributes);
        }
    }

    private static void ParseOneOrMany(ref Utf8JsonReader reader, string name, AdAttribute? attribute, List<RequestAttribute> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            ParseValue(ref reader, name, index: -1, attribute, values);
            return;
        }

        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            ParseValue(ref reader, name, i, attribute, values);
        }
    }

    private static void ParseValue(ref Utf8JsonReader reader, string name, int index, AdAttribute? attribute, List<RequestAttribute> values)
    {
        switch (attribute?.Kind)
        {
            case AttributeKind.Keyword when reader.TokenType == JsonTokenType.String:
                values.Add(new RequestAttribute(attribute, Text: JsonFields.Text(ref reader, Path(name, index))));
                break;
            case AttributeKind.Integer when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long integer):
                values.Add(new RequestAttribute(attribute, Integer: integer));
                break;
            case AttributeKind.Decimal when reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number) && double.IsFinite(number):
                values.Add(new RequestAttribute(attribute, Number: number));
                break;
            case AttributeKind.Location when reader.TokenType == JsonTokenType.StartObject:
                values.Add(ParseLocation(ref reader, Path(name, index), attribute));
                break;
            case null when reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartObject:
                // The snapshot does not know the attribute: no line item can ask for it.
                reader.Skip();
                break;
            default:
                throw JsonFields.Expected(What(attribute?.Kind), ref reader, Path(name, index));
        }
    }

    private static RequestAttribute ParseLocation(ref Utf8JsonReader reader, string path, AdAttribute attribute)
    {
        (double latitude, double longitude) = (0, 0);
        uint seen = 0;
        while (JsonFields.Next(ref reader, LocationFields, ref seen, path) is { } field)
        {
            if (field == "latitude")
            {
                latitude = Degrees(ref reader, 90, $"{path}.latitude");
            }
            else
            {
                longitude = Degrees(ref reader, 180, $"{path}.longitude");
            }
        }

        return seen == 0b11
            ? new RequestAttribute(attribute, Number: latitude, Longitude: longitude)
            : throw new RequestLineException(path, "a location has latitude and longitude.");
    }

    private static double Degrees(ref Utf8JsonReader reader, double limit, string path)
    {
        JsonFields.Number(ref reader, path);
        return reader.TryGetDouble(out double degrees) && Math.Abs(degrees) <= limit
            ? degrees
            : throw new RequestLineException(path, $"expected degrees from -{limit} to {limit}, found {JsonFields.Literal(ref reader)}.");
    }

    private static string What(AttributeKind? kind) => kind switch
    {
        AttributeKind.Keyword => "text, as the snapshot declares a keyword attribute",
        AttributeKind.Integer => "a whole number of 64 bits, as the snapshot declares an integer attribute",
        AttributeKind.Decimal => "a number, as the snapshot declares a decimal attribute",
        AttributeKind.Location => "an object with latitude and longitude, as the snapshot declares a location attribute",
        _ => "text, a number, a location or a list of these",
    };

    private static string Path(string name, int index) => index < 0 ? $"attributes.{name}" : $"attributes.{name}[{index}]";
}
