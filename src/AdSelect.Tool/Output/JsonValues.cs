// How ids and money are written in answers.
using System.Text.Json;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Output;

internal static class JsonValues
{
    /// <summary>The request's id, as text or number like the request has it.</summary>
    public static void WriteId(Utf8JsonWriter json, RequestLine request)
    {
        if (request.TextId.Length != 0)
        {
            json.WriteString("id"u8, request.TextId);
        }
        else
        {
            json.WriteNumber("id"u8, request.NumericId);
        }
    }

    /// <summary>Micros as units of the currency, exactly.</summary>
    public static void WriteMoney(Utf8JsonWriter json, ReadOnlySpan<byte> name, long micros) => json.WriteNumber(name, micros / 1_000_000m);

    /// <summary>Milliseconds as seconds, exactly.</summary>
    public static void WriteSeconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, int milliseconds) => json.WriteNumber(name, milliseconds / 1_000m);
}
