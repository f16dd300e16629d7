// The leaves of the JSON form: names, values, bounds and points.
using System.Buffers;
using System.Text.Json;
using AdSelect.Internals;

namespace AdSelect.Targeting;

internal sealed partial class TargetingJsonReader
{
    private string ReadAttribute(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.String, "the name of an attribute");
        string name = GetString(ref reader);
        return AttributeNames.IsValid(name) ? name : throw Error($"\"{TargetingStrings.Shorten(name)}\" is not an attribute name: {AttributeNames.Rule}");
    }

    private List<AttributeValue> ReadValues(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.StartArray, "an array of values");
        List<AttributeValue> values = [];
        while (ReadToken(ref reader) != JsonTokenType.EndArray)
        {
            _path.Enter(values.Count);
            _values++;
            if (values.Count == AdSelectLimits.MaxPredicateValues || _values > AdSelectLimits.MaxTargetingValues)
            {
                throw Error(_values > AdSelectLimits.MaxTargetingValues ? TargetingLimits.TooManyValues : TargetingLimits.TooManyPredicateValues);
            }

            values.Add(reader.TokenType == JsonTokenType.String ? GetString(ref reader) : ReadNumber(ref reader, "a text or a number"));
            _path.Leave();
        }

        return values;
    }

    private RangeBound ReadBound(ref Utf8JsonReader reader, bool isInclusive)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return RangeBound.Open;
        }

        AttributeValue value = ReadNumber(ref reader, "a number, or null for an open end");
        return isInclusive ? RangeBound.Inclusive(value) : RangeBound.Exclusive(value);
    }

    private (double Latitude, double Longitude, double Kilometers) ReadNear(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.StartObject, "an object with latitude, longitude and kilometers");
        Span<double> numbers = [double.NaN, double.NaN, double.NaN];
        while (ReadToken(ref reader) != JsonTokenType.EndObject)
        {
            string name = ReadName(ref reader, TargetingJsonNames.OfNear);
            ref double number = ref numbers[Array.IndexOf(TargetingJsonNames.OfNear, name)];
            _path.Enter(name);
            if (!double.IsNaN(number))
            {
                throw Error("the property stands twice in one object");
            }

            ReadToken(ref reader);
            number = ReadDouble(ref reader);
            _path.Leave();
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (double.IsNaN(numbers[i]))
            {
                throw Error($"the property \"{TargetingJsonNames.OfNear[i]}\" is missing");
            }
        }

        return (numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>A number written without point and exponent is whole; any other is decimal.</summary>
    private AttributeValue ReadNumber(ref Utf8JsonReader reader, string expected)
    {
        Require(ref reader, JsonTokenType.Number, expected);
        bool isDecimal = reader.HasValueSequence
            ? reader.ValueSequence.ToArray().AsSpan().IndexOfAny(".eE"u8) >= 0
            : reader.ValueSpan.IndexOfAny(".eE"u8) >= 0;
        if (isDecimal)
        {
            return ReadDouble(ref reader);
        }

        return reader.TryGetInt64(out long integer) ? AttributeValue.Of(integer) : throw Error("the whole number is outside the 64-bit range");
    }

    private double ReadDouble(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.Number, "a number");
        return reader.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Error("the number is too large for a double");
    }

    /// <summary>The known property name at which the reader stands.</summary>
    private string ReadName(ref Utf8JsonReader reader, string[] known)
    {
        // Comparing in place spares a string for every property, but cannot cope with malformed escapes.
        string? escaped = reader.ValueIsEscaped ? GetString(ref reader) : null;
        foreach (string name in known)
        {
            if (escaped is null ? reader.ValueTextEquals(name) : escaped == name)
            {
                return name;
            }
        }

        string unknown = GetString(ref reader);
        throw Error($"unknown property \"{TargetingStrings.Shorten(unknown)}\"; expected one of {string.Join(", ", known)}{Spelling.Hint(unknown, known)}");
    }

    private string GetString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(Error("the string is not well-formed Unicode").Message, exception);
        }
    }

    private JsonTokenType ReadToken(ref Utf8JsonReader reader)
    {
        bool isRead;
        do
        {
            isRead = reader.Read();
        }
        while (isRead && reader.TokenType == JsonTokenType.Comment);
        return isRead ? reader.TokenType : throw Error("the document ends inside the expression");
    }

    private void Require(ref Utf8JsonReader reader, JsonTokenType kind, string expected)
    {
        if (reader.TokenType != kind)
        {
            throw Unexpected(ref reader, expected);
        }
    }

    private JsonException Unexpected(ref Utf8JsonReader reader, string expected)
    {
        string found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => "null",
            _ => "the end of the document",
        };
        return Error($"found {found}, expected {expected}");
    }

    private JsonException Error(string message)
    {
        string path = _path.ToString();
        return new JsonException(path.Length == 0 ? message : $"{path}: {message}");
    }
}
