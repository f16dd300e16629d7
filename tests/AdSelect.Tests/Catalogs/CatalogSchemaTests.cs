// The JSON Schema and the page about the format say what the reader does.
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace AdSelect.Tests.Catalogs;

public sealed partial class CatalogSchemaTests
{
    private static readonly string s_docs = FindDocs();
    private static readonly Lazy<JsonSchema> s_schema = new(() => JsonSchema.FromJsonAsync(File.ReadAllText(Path.Combine(s_docs, "catalog.schema.json")))
        .GetAwaiter()
        .GetResult());

    [Fact]
    public void TheExampleOfThePageIsACatalog()
    {
        string example = Example();

        Assert.Empty(s_schema.Value.Validate(example).Select(error => error.ToString()));
        Catalog catalog = CatalogSamples.Load(example);
        Assert.Equal(
            [LineItemKind.Sponsorship, LineItemKind.Guaranteed, LineItemKind.PricePriority, LineItemKind.House],
            catalog.LineItems.Select(item => item.Kind));
    }

    [Fact]
    public void SavedCatalogsFitTheSchema()
    {
        string saved = Encoding.UTF8.GetString(CatalogSamples.Save(WithSchemaGenerations(CatalogSamples.Everything())));

        Assert.Empty(s_schema.Value.Validate(saved).Select(error => error.ToString()));
    }

    [Fact]
    public void EveryPropertyOfTheSchemaIsReadAndEveryPropertyWrittenIsInTheSchema()
    {
        using JsonDocument saved = JsonDocument.Parse(CatalogSamples.Save(CatalogSamples.Everything()));
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_docs, "catalog.schema.json")));
        JsonElement definitions = schema.RootElement.GetProperty("definitions");
        foreach ((string list, string definition) in new[]
        {
            ("attributes", "attribute"), ("currencyRates", "currencyRate"), ("categories", "category"), ("deals", "deal"),
            ("experiments", "experiment"), ("advertisers", "advertiser"), ("campaigns", "campaign"), ("creatives", "creative"),
            ("lineItems", "lineItem"),
        })
        {
            IEnumerable<string> written = saved.RootElement
                .GetProperty(list)
                .EnumerateArray()
                .SelectMany(element => element.EnumerateObject())
                .Select(property => property.Name)
                .Distinct();
            IEnumerable<string> described = definitions.GetProperty(definition).GetProperty("properties").EnumerateObject().Select(property => property.Name);

            Assert.Equal(described.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        }

        Assert.Equal(
            schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name).Where(name => name != "$schema"),
            saved.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void ThePageNamesEveryPropertyOfTheSchema()
    {
        string page = File.ReadAllText(Path.Combine(s_docs, "catalog-json.md"));
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_docs, "catalog.schema.json")));
        IEnumerable<string> names = schema.RootElement.GetProperty("definitions").EnumerateObject()
            .Append(schema.RootElement.EnumerateObject().First(property => property.NameEquals("properties")))
            .SelectMany(definition => definition.NameEquals("properties") ? definition.Value.EnumerateObject() : Properties(definition.Value))
            .Select(property => property.Name);

        Assert.DoesNotContain(names, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"color":1}""")]
    [InlineData("""{"currency":null}""")]
    [InlineData("""{"firstDayOfWeek":"Monday"}""")]
    [InlineData("""{"attributes":[{"name":"a"}]}""")]
    [InlineData("""{"attributes":[{"name":"a","kind":"text"}]}""")]
    [InlineData("""{"creatives":[{"id":"c","advertiserId":"a","format":"audio","durationSeconds":"30"}]}""")]
    [InlineData("""{"creatives":[{"id":"c","advertiserId":"a","format":"audio","flight":{"start":"2026-03-01T06:00:00"}}]}""")]
    [InlineData("""{"lineItems":[{"id":"a"}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","priority":"3"}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","price":{"model":"cpm","amount":"4"}}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","caps":[{"limit":1}]}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","caps":[{"limit":1,"per":"day","perSeconds":5}]}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","dayparts":[{"days":["all"],"from":"6:00","to":"10:00"}]}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","creatives":[{"creativeId":"x","share":2}]}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","targeting":{"and":[true]}}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","targeting":5}]}""")]
    [InlineData("""{"lineItems":[{"id":"a","campaignId":"c","targeting":{"attribute":"x","from":1,"above":1}}]}""")]
    public void WhatTheReaderRefusesTheSchemaRefuses(string json)
    {
        Assert.NotEmpty(CatalogSamples.ErrorsOf(json));
        Assert.NotEmpty(s_schema.Value.Validate(json));
    }

    [Theory]
    [InlineData("\"country in (\\\"SE\\\") and age >= 18\"")]
    [InlineData("true")]
    [InlineData("""{"and":[{"attribute":"country","in":["SE"]},{"or":[{"attribute":"age","from":18,"below":65},"age known"]}]}""")]
    [InlineData("""{"not":{"attribute":"age","from":null,"to":17}}""")]
    [InlineData("""{"attribute":"position","near":{"latitude":59.3,"longitude":18.1,"kilometers":25}}""")]
    [InlineData("""{"attribute":"segments","all":[1,2]}""")]
    [InlineData("""{"attribute":"age","known":true}""")]
    public void EveryFormOfTargetingIsReadAndFitsTheSchema(string targeting)
    {
        string json = $$"""{"lineItems":[{"id":"a","campaignId":"c","targeting":{{targeting}} }]}""";

        Assert.Empty(s_schema.Value.Validate(json).Select(error => error.ToString()));
        LineItem item = Assert.Single(CatalogSamples.Load(json).LineItems);
        Assert.Equal(item.Targeting, TargetingExpression.Parse(item.Targeting!.ToString()));
    }

    // The schema has the ranges that compiling checks, and a catalog of 64-bit extremes is beyond what doubles tell apart.
    private static Catalog WithSchemaGenerations(Catalog catalog) => catalog with
    {
        Generation = 7,
        LineItems = [.. catalog.LineItems.Select(item => item with { Goal = item.Goal is null ? null : new DeliveryGoal(AdEvent.Click, 9) })],
    };

    private static IEnumerable<JsonProperty> Properties(JsonElement definition) =>
        definition.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject() : [];

    private static string Example() => JsonBlock().Match(File.ReadAllText(Path.Combine(s_docs, "catalog-json.md"))).Groups[1].Value;

    private static string FindDocs()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdSelect.sln")))
            {
                return Path.Combine(folder.FullName, "docs");
            }
        }

        throw new DirectoryNotFoundException("The docs of the repository are not above the tests.");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
