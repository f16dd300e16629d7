// Targeting in a catalog: read as text or as a tree, written as text, which people can read.
using System.Text.Json;
using System.Text.Json.Serialization;
using AdSelect.Targeting;

namespace AdSelect.Model.Json;

internal sealed class TargetingTextConverter : JsonConverter<TargetingExpression>
{
    private readonly TargetingJsonConverter _forms = new();

    public override TargetingExpression? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        _forms.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, TargetingExpression value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
