// Targeting as a property of a larger JSON document.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdSelect.Targeting;

/// <remarks>
/// A tree at the depth limit takes all 64 levels that <see cref="JsonSerializerOptions.MaxDepth"/> allows by default, so
/// a document around it must allow <see cref="MaxJsonDepth"/> and its own levels.
/// </remarks>
internal sealed class TargetingJsonConverter : JsonConverter<TargetingExpression>
{
    /// <summary>JSON levels of the deepest tree: an object and an array for every node, also for the innermost predicate.</summary>
    public const int MaxJsonDepth = AdSelectLimits.MaxTargetingDepth * 2;

    public override TargetingExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TargetingJsonReader.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, TargetingExpression value, JsonSerializerOptions options) => TargetingJsonWriter.Write(writer, value);
}
