// The small set of typed reads that the request reader is made of, each with an error that names the field.
using System.Text;
using System.Text.Json;
using AdSelect.Internals;

namespace AdSelect.Tool.Requests;

internal static class JsonFields
{
    /// <summary>Moves into an object.</summary>
    public static void Open(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Expected("an object", ref reader, path);
        }
    }

    /// <summary>Reads the next field's name and moves to its value; null at the object's end.</summary>
    /// <param name="reader">Inside an object.</param>
    /// <param name="names">The fields that the object may have, at most 32.</param>
    /// <param name="seen">Bit <c>n</c>: field <c>n</c> occurred.</param>
    /// <param name="path">The object; empty at the root.</param>
    public static string? Next(ref Utf8JsonReader reader, ReadOnlySpan<string> names, ref uint seen, string path)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        int field = Find(ref reader, names, path);
        if ((seen & (1u << field)) != 0)
        {
            throw new RequestLineException(Join(path, names[field]), "the field occurs twice.");
        }

        seen |= 1u << field;
        reader.Read();
        return names[field];
    }

    // Comparing in place spares a string for every field, but cannot cope with escapes that are half of a surrogate pair.
    private static int Find(ref Utf8JsonReader reader, ReadOnlySpan<string> names, string path)
    {
        string? escaped = reader.ValueIsEscaped ? Text(ref reader, path) : null;
        for (int i = 0; i < names.Length; i++)
        {
            if (escaped is null ? reader.ValueTextEquals(names[i]) : escaped == names[i])
            {
                return i;
            }
        }

        string unknown = Text(ref reader, path);
        string[] known = names.ToArray();
        throw new RequestLineException(Join(path, unknown), $"there is no such field; known are {string.Join(", ", known)}{Spelling.Ending(unknown, known)}");
    }

    /// <summary>Moves to the next entry of a list; false at its end. Call it first on the list's start.</summary>
    public static bool NextEntry(ref Utf8JsonReader reader, string path, ref bool isInside)
    {
        if (!isInside && reader.TokenType != JsonTokenType.StartArray)
        {
            throw Expected("a list", ref reader, path);
        }

        isInside = true;
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    public static string Text(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw Expected("text", ref reader, path);
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            string what = reader.TokenType == JsonTokenType.PropertyName ? "the name of a field" : "the text";
            throw new RequestLineException(path, $"{what} holds half of a surrogate pair.");
        }
    }

    /// <summary>Text that is not empty.</summary>
    public static string Name(ref Utf8JsonReader reader, string path)
    {
        string text = Text(ref reader, path);
        return text.Length != 0 ? text : throw new RequestLineException(path, "the text is empty.");
    }

    /// <summary>One of the listed words; returns its index.</summary>
    public static int Choice(ref Utf8JsonReader reader, ReadOnlySpan<string> words, string path)
    {
        string text = Text(ref reader, path);
        int index = words.IndexOf(text);
        if (index >= 0)
        {
            return index;
        }

        string[] known = words.ToArray();
        throw new RequestLineException(path, $"'{text}' is none of {string.Join(", ", known)}{Spelling.Ending(text, known)}");
    }

    public static bool Flag(ref Utf8JsonReader reader, string path) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Expected("true or false", ref reader, path),
    };

    public static int Integer(ref Utf8JsonReader reader, int min, int max, string path)
    {
        Number(ref reader, path);
        return reader.TryGetInt32(out int value) && value >= min && value <= max
            ? value
            : throw new RequestLineException(path, $"expected a whole number from {min} to {max}, found {Literal(ref reader)}.");
    }

    /// <summary>A set of numbers of an AdCOM list.</summary>
    public static AdComSet AdComValues(ref Utf8JsonReader reader, string path)
    {
        ulong bits = 0;
        bool isInside = false;
        for (int i = 0; NextEntry(ref reader, path, ref isInside); i++)
        {
            bits |= 1UL << Integer(ref reader, 1, AdSelectLimits.MaxAdComValue, Index(path, i));
        }

        return new AdComSet(bits);
    }

    /// <summary>Units of a currency to micros.</summary>
    public static long Money(ref Utf8JsonReader reader, string path)
    {
        Number(ref reader, path);
        return ExactNumber.TryScale(reader.ValueSpan, scale: 6, AdSelectLimits.MaxMoneyMicros, out long micros)
            ? micros
            : throw new RequestLineException(
                path,
                $"expected an amount from 0 to {AdSelectLimits.MaxMoneyMicros / 1_000_000} with at most 6 decimals, found {Literal(ref reader)}.");
    }

    /// <summary>Seconds to milliseconds.</summary>
    public static int Milliseconds(ref Utf8JsonReader reader, string path)
    {
        Number(ref reader, path);
        return ExactNumber.TryScale(reader.ValueSpan, scale: 3, AdSelectLimits.MaxDurationMilliseconds, out long milliseconds)
            ? (int)milliseconds
            : throw new RequestLineException(
                path,
                $"expected seconds from 0 to {AdSelectLimits.MaxDurationMilliseconds / 1_000} with at most 3 decimals, found {Literal(ref reader)}.");
    }

    /// <summary>An instant with its offset from UTC.</summary>
    public static DateTimeOffset Instant(ref Utf8JsonReader reader, string path)
    {
        string text = Text(ref reader, path);
        bool hasOffset = text.Contains('T') && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'));
        return hasOffset && reader.TryGetDateTimeOffset(out DateTimeOffset instant)
            ? instant
            : throw new RequestLineException(path, $"expected a time with an offset such as 2026-03-01T08:15:00+01:00, found '{text}'.");
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Index(string path, int index) => $"{path}[{index}]";

    /// <summary>The error of a value of the wrong kind.</summary>
    public static RequestLineException Expected(string what, ref Utf8JsonReader reader, string path) =>
        new(path, $"expected {what}, found {reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "text",
            JsonTokenType.Number => $"the number {Literal(ref reader)}",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => "null",
        }}.");

    public static string Literal(ref Utf8JsonReader reader) => Encoding.UTF8.GetString(reader.ValueSpan);

    public static void Number(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw Expected("a number", ref reader, path);
        }
    }
}
