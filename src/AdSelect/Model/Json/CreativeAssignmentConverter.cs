// Attached creatives: the id alone, or an object with the id and its weight.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class WeightedCreativeJson
{
    public required string CreativeId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int Weight { get; init; }
}

internal sealed class CreativeAssignmentConverter : JsonConverter<CreativeAssignment>
{
    public override CreativeAssignment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.TryGetText(out string id)
                ? new CreativeAssignment(id)
                : throw new JsonException($"expected the id of a creative, found a text that is no valid Unicode, '{JsonText.Shorten(reader.TextOrRaw())}'");
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"expected the id of a creative, or an object with creativeId and weight, found {JsonText.KindOf(reader.TokenType)}");
        }

        WeightedCreativeJson weighted = JsonSerializer.Deserialize(ref reader, CatalogJsonContext.Instance.WeightedCreativeJson)!;
        return new CreativeAssignment(weighted.CreativeId, weighted.Weight);
    }

    public override void Write(Utf8JsonWriter writer, CreativeAssignment value, JsonSerializerOptions options)
    {
        if (value.Weight == 1)
        {
            writer.WriteStringValue(value.CreativeId);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("creativeId"u8, value.CreativeId);
        writer.WriteNumber("weight"u8, value.Weight);
        writer.WriteEndObject();
    }
}
