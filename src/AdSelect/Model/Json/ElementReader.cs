// Turns the bytes of one element into an object, or into the full list of what is wrong with it.
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AdSelect.Model.Json;

/// <summary>
/// The serializer stops at its first error and speaks of .NET types. So a sound element takes its fast path, and one
/// that fails is walked again along the same contracts to name every error by path, line and expectation.
/// </summary>
internal static class ElementReader
{
    public static bool TryRead<T>(JsonStream json, JsonTypeInfo<T> contract, string list, int index, ErrorList errors, [NotNullWhen(true)] out T? element)
    {
        element = default;
        int before = errors.Count;
        Exception? failure = null;

        // The serializer takes null for an absent value almost everywhere; a catalog has no null.
        if (json.HasNull)
        {
            Diagnose(json, contract, PathOf(list, index), errors);
        }

        try
        {
            element = errors.Count > before ? default : JsonSerializer.Deserialize(json.Value, contract);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            failure = exception;
            Diagnose(json, contract, PathOf(list, index), errors);
        }

        if (failure is not null && errors.Count == before)
        {
            errors.Add(PathOf(list, index), json.Line, failure.Message);
        }

        return element is not null && errors.Count == before;
    }

    private static string PathOf(string list, int index) => index < 0 ? list : $"{list}[{index}]";

    private static void Diagnose(JsonStream json, JsonTypeInfo contract, string path, ErrorList errors)
    {
        var reader = new Utf8JsonReader(json.Value, new JsonReaderOptions { MaxDepth = AdSelectLimits.MaxCatalogJsonDepth });
        reader.Read();
        new ElementDiagnosis(json.Value, json.Line, errors).Visit(ref reader, contract, path);
    }
}
