// Words for what was found in a document.
using System.Text.Json;

namespace AdSelect.Model.Json;

internal static class JsonText
{
    /// <summary>The text of a property name; empty when it is not valid Unicode, which no known property is.</summary>
    public static string NameOrEmpty(this ref readonly Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            return string.Empty;
        }
    }

    /// <summary>What kind of value begins with the token.</summary>
    public static string KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };
}
