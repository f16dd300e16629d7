// Targeting as a property of a larger JSON document.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Targeting;

/// <remarks>
/// A tree at the depth limit nests 66 levels of JSON, so options of a document around it need a
/// <see cref="JsonSerializerOptions.MaxDepth"/> above the default of 64: <see cref="MaxJsonDepth"/> plus their own levels.
/// </remarks>
internal sealed class TargetingJsonConverter : JsonConverter<TargetingExpression>
{
    /// <summary>JSON levels of the deepest tree: an object and an array a node, and the object of a <c>near</c>.</summary>
    public const int MaxJsonDepth = (AdSelectLimits.MaxTargetingDepth * 2) + 2;

    public override TargetingExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TargetingJsonReader.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, TargetingExpression value, JsonSerializerOptions options) => TargetingJsonWriter.Write(writer, value);
}
