// The answer of `match` to one request.
using System.Text.Json;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Output;

internal sealed class MatchWriter(JsonLines lines)
{
    /// <summary>Writes one line.</summary>
    public void Write(RequestLine request, int count, IEnumerable<string>? ids)
    {
        Utf8JsonWriter json = lines.Json;
        json.WriteStartObject();
        JsonValues.WriteId(json, request);
        json.WriteNumber("count"u8, count);
        if (ids is not null)
        {
            json.WriteStartArray("lineItems"u8);
            foreach (string id in ids)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        lines.EndLine();
    }
}
