// Targeting in a catalog: read as text or as a tree, written as text, which people can read.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class TargetingConverter : JsonConverter<TargetingExpression>
{
    public override TargetingExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "true" => TargetingExpression.True,
        "false" => TargetingExpression.False,
        _ => throw new JsonException("expected targeting text"),
    };

    public override void Write(Utf8JsonWriter writer, TargetingExpression value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value is ConstantExpression { Value: true } ? "true" : "false");
}
