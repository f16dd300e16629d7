// The shapes of the elements that set the stage: attributes, currency rates, categories and deals.
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class AttributeJson
{
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required AttributeKind Kind { get; init; }

    public bool Personal { get; init; }

    public AdAttribute ToModel() => AdAttribute.Create(Name, Kind, Personal);

    public static AttributeJson From(AdAttribute attribute) => new()
    {
        Name = attribute.Name,
        Kind = attribute.Kind,
        Personal = attribute.IsPersonal,
    };
}

internal sealed class CurrencyRateJson
{
    public required string Currency { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required decimal Rate { get; init; }

    public CurrencyRate ToModel() => new(Currency, Rate);

    public static CurrencyRateJson From(CurrencyRate rate) => new() { Currency = rate.Currency, Rate = rate.Rate };
}

internal sealed class CategoryJson
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? ParentId { get; init; }

    public Category ToModel() => new(Id, ParentId) { Name = Name };

    public static CategoryJson From(Category category) => new()
    {
        Id = category.Id,
        Name = category.Name,
        ParentId = category.ParentId,
    };
}

internal sealed class DealJson
{
    public required string Id { get; init; }

    public MoneyJson? Floor { get; init; }

    public DealPrice Price { get; init; }

    public Deal ToModel() => new(Id) { Floor = Floor?.ToModel(), Price = Price };

    public static DealJson From(Deal deal) => new() { Id = deal.Id, Floor = MoneyJson.From(deal.Floor), Price = deal.Price };
}
