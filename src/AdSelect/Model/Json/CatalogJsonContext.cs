// The generated contracts of everything that a catalog document holds, with the converters of single values.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AdSelect.Model.Json;

[JsonSerializable(typeof(AttributeJson))]
[JsonSerializable(typeof(CurrencyRateJson))]
[JsonSerializable(typeof(CategoryJson))]
[JsonSerializable(typeof(DealJson))]
[JsonSerializable(typeof(ExperimentJson))]
[JsonSerializable(typeof(AdvertiserJson))]
[JsonSerializable(typeof(CampaignJson))]
[JsonSerializable(typeof(CreativeJson))]
[JsonSerializable(typeof(LineItemJson))]
[JsonSerializable(typeof(WeightedCreativeJson))]
[JsonSerializable(typeof(DayOfWeek))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class CatalogJsonContext : JsonSerializerContext
{
    /// <summary>The one context; <see cref="JsonSerializerContext.Options"/> carry the rules of catalog documents.</summary>
    public static CatalogJsonContext Instance { get; } = new(CreateOptions());

    /// <summary>The contract of a value that takes more than one form, chosen by its first token.</summary>
    public static JsonTypeInfo FormOf(JsonTypeInfo contract, JsonTokenType token) =>
        contract.Type == typeof(CreativeAssignment) && token == JsonTokenType.StartObject ? Instance.WeightedCreativeJson : contract;

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            AllowDuplicateProperties = false,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = AdSelectLimits.MaxCatalogJsonDepth,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        foreach (JsonConverter converter in ValueConverters.All())
        {
            options.Converters.Add(converter);
        }

        return options;
    }
}
