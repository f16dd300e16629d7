// The JSON form of targeting: the entrance to its reader and writer.
using System.Text.Json;
using System.Text.Json.Serialization;
using AdSelect.Targeting;

namespace AdSelect;

[JsonConverter(typeof(TargetingJsonConverter))]
public abstract partial record TargetingExpression
{
    /// <summary>
    /// The expression as a JSON tree (docs/targeting-language.md), from which <see cref="FromJson"/> reads an equal
    /// expression.
    /// </summary>
    /// <exception cref="JsonException">
    /// JSON cannot carry the expression: it goes beyond a limit of <see cref="AdSelectLimits"/>, names an attribute with
    /// an invalid name, or has a number that is not finite or a text that is not well-formed.
    /// </exception>
    public string ToJson() => TargetingJsonWriter.ToText(this);

    /// <summary>Reads a JSON document: a tree as <see cref="ToJson"/> writes it, or a JSON string that holds the text form.</summary>
    /// <exception cref="JsonException">The document is not a targeting expression; the message names the property.</exception>
    public static TargetingExpression FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TargetingJsonReader.ReadDocument(json);
    }
}
