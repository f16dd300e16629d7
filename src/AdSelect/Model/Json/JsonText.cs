// Words for what was found in a document.
using System.Text;
using System.Text.Json;

namespace AdSelect.Model.Json;

internal static class JsonText
{
    private const int ShownLength = 64;

    /// <summary>
    /// Reads a text or a property's name. False when it is no valid Unicode: its bytes are not UTF-8, or an escape is half of a
    /// surrogate pair. The runtime's own reads throw then, and comparisons in place do, too.
    /// </summary>
    public static bool TryGetText(this ref readonly Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString() ?? string.Empty;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = string.Empty;
            return false;
        }
    }

    /// <summary>The text or name; as the document has it, escapes and all, when it is no valid Unicode. No known name is like that.</summary>
    public static string TextOrRaw(this ref readonly Utf8JsonReader reader) =>
        reader.TryGetText(out string text) ? text : Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>As much of a text as belongs into a message.</summary>
    public static string Shorten(string text) => text.Length <= ShownLength ? text : string.Concat(text.AsSpan(0, ShownLength - 3), "...");

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
