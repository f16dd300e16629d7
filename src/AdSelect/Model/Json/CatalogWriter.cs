// Writes a catalog as an indented document: the same catalog always gives the same bytes.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AdSelect.Model.Json;

internal static class CatalogWriter
{
    // What is written stays in the writer's memory until it is flushed.
    private const int FlushBytes = 64 * 1024;

    private static readonly CatalogJsonContext Contracts = CatalogJsonContext.Instance;

    public static void Write(Catalog catalog, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Indented = true,
            NewLine = "\n",
        });
        json.WriteStartObject();
        WriteSettings(json, catalog);
        WriteList(json, "attributes", catalog.Attributes, AttributeJson.From, Contracts.AttributeJson);
        WriteList(json, "currencyRates", catalog.CurrencyRates, CurrencyRateJson.From, Contracts.CurrencyRateJson);
        WriteList(json, "categories", catalog.Categories, CategoryJson.From, Contracts.CategoryJson);
        WriteList(json, "trafficCurve", catalog.TrafficCurve, static value => value, Contracts.Double);
        WriteList(json, "deals", catalog.Deals, DealJson.From, Contracts.DealJson);
        WriteList(json, "experiments", catalog.Experiments, ExperimentJson.From, Contracts.ExperimentJson);
        WriteList(json, "advertisers", catalog.Advertisers, AdvertiserJson.From, Contracts.AdvertiserJson);
        WriteList(json, "campaigns", catalog.Campaigns, CampaignJson.From, Contracts.CampaignJson);
        WriteList(json, "creatives", catalog.Creatives, CreativeJson.From, Contracts.CreativeJson);
        WriteList(json, "lineItems", catalog.LineItems, LineItemJson.From, Contracts.LineItemJson);
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    private static void WriteSettings(Utf8JsonWriter json, Catalog catalog)
    {
        var usual = new Catalog();
        json.WriteString("currency"u8, catalog.Currency);
        if (catalog.TimeZone != usual.TimeZone)
        {
            json.WriteString("timeZone"u8, catalog.TimeZone);
        }

        if (catalog.FirstDayOfWeek != usual.FirstDayOfWeek)
        {
            json.WritePropertyName("firstDayOfWeek"u8);
            JsonSerializer.Serialize(json, catalog.FirstDayOfWeek, Contracts.DayOfWeek);
        }

        if (catalog.Generation != usual.Generation)
        {
            json.WriteNumber("generation"u8, catalog.Generation);
        }
    }

    private static void WriteList<TModel, TShape>(
        Utf8JsonWriter json,
        string list,
        IEnumerable<TModel> models,
        Func<TModel, TShape> toShape,
        JsonTypeInfo<TShape> contract)
    {
        int index = 0;
        foreach (TModel model in models)
        {
            if (index == 0)
            {
                json.WriteStartArray(list);
            }

            WriteElement(json, $"{list}[{index++}]", model, toShape, contract);
            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
            }
        }

        if (index > 0)
        {
            json.WriteEndArray();
        }
    }

    private static void WriteElement<TModel, TShape>(
        Utf8JsonWriter json,
        string path,
        TModel model,
        Func<TModel, TShape> toShape,
        JsonTypeInfo<TShape> contract)
    {
        try
        {
            JsonSerializer.Serialize(json, toShape(model), contract);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{path}: {exception.Message}", nameof(model), exception);
        }
    }
}
