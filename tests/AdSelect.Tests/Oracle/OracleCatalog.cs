// A catalog with its references resolved: what the other rooms of the oracle read.
using AdSelect.Internals;

namespace AdSelect.Tests.Oracle;

/// <summary>An attached creative and its share in a weighted rotation.</summary>
public sealed record OracleCreative(Creative Creative, int Weight)
{
    public int DurationMilliseconds => (int)Creative.Duration.TotalMilliseconds;
}

/// <summary>A line item with everything that follows from the catalog alone.</summary>
public sealed record OracleLineItem(LineItem LineItem, Campaign Campaign, Advertiser Advertiser, Deal? Deal)
{
    public required IReadOnlyList<OracleCreative> Creatives { get; init; }

    public required Func<RequestValues, bool> Targeting { get; init; }

    public required bool NeedsPersonalData { get; init; }

    public required OraclePrice Price { get; init; }

    /// <summary>In whole millionths.</summary>
    public decimal PacingMultiplier { get; init; } = 1;

    /// <summary>What a price must exceed to go before it; null where nothing does.</summary>
    public long? OpportunityCost { get; init; }

    /// <summary>What a fixed deal asks for the request; null where it asks nothing, and for all others.</summary>
    public long? AskMicros { get; init; }

    /// <summary>What it ranks and competes by: a fixed deal by what it asks.</summary>
    public long CompetingCpmMicros => Math.Min(AskMicros ?? long.MaxValue, Price.EffectiveCpmMicros);

    public string Id => LineItem.Id;

    public ulong Key { get; } = StableHash.Text(LineItem.Id);

    public bool IsHouse => LineItem.Kind == LineItemKind.House;

    public int Priority => LineItem.Priority ?? LineItem.Kind switch
    {
        LineItemKind.Sponsorship => 4,
        LineItemKind.Guaranteed => 8,
        LineItemKind.PricePriority => 12,
        _ => 16,
    };
}

public sealed class OracleCatalog
{
    private readonly Dictionary<string, string?> _parentCategories;
    private readonly Dictionary<TargetingExpression, Func<RequestValues, bool>> _compiled = [];

    public OracleCatalog(Catalog catalog)
    {
        Catalog = catalog;
        Schema = catalog.Attributes.ToDictionary(attribute => attribute.Name);
        Money = new OracleMoney(catalog);
        _parentCategories = catalog.Categories.ToDictionary(category => category.Id, category => category.ParentId);
        Dictionary<string, Advertiser> advertisers = catalog.Advertisers.ToDictionary(advertiser => advertiser.Id);
        Dictionary<string, Campaign> campaigns = catalog.Campaigns.ToDictionary(campaign => campaign.Id);
        Dictionary<string, Creative> creatives = catalog.Creatives.ToDictionary(creative => creative.Id);
        Dictionary<string, Deal> deals = catalog.Deals.ToDictionary(deal => deal.Id);
        LineItems =
        [
            .. catalog.LineItems.Select(item =>
            {
                Campaign campaign = campaigns[item.CampaignId];
                Deal? deal = item.DealId is null ? null : deals[item.DealId];
                return Resolve(item, campaign, advertisers[campaign.AdvertiserId], deal, creatives);
            }),
        ];
        ByTargeting = [.. LineItems.GroupBy(item => item.Targeting)];
    }

    public Catalog Catalog { get; }

    public IReadOnlyDictionary<string, AdAttribute> Schema { get; }

    public OracleMoney Money { get; }

    public IReadOnlyList<OracleLineItem> LineItems { get; }

    /// <summary>The line items by their targeting, equal targeting together, so that it is evaluated once for all.</summary>
    public IReadOnlyList<IGrouping<Func<RequestValues, bool>, OracleLineItem>> ByTargeting { get; }

    /// <summary>The category and all above it.</summary>
    public IEnumerable<string> CategoryAndAncestors(string category)
    {
        for (string? at = category; at is not null; at = _parentCategories.GetValueOrDefault(at))
        {
            yield return at;
        }
    }

    /// <summary>The categories of a creative and of its advertiser, with all above them.</summary>
    public HashSet<string> CategoriesOf(Creative creative) =>
        [
            .. creative.Categories
                .Concat(Catalog.Advertisers.Single(advertiser => advertiser.Id == creative.AdvertiserId).Categories)
                .SelectMany(CategoryAndAncestors),
        ];

    private OracleLineItem Resolve(LineItem item, Campaign campaign, Advertiser advertiser, Deal? deal, Dictionary<string, Creative> creatives)
    {
        OracleCreative[] attached =
        [
            .. item.Creatives
                .Select(assignment => new OracleCreative(creatives[assignment.CreativeId], assignment.Weight))
                .OrderBy(creative => item.Rotation == CreativeRotation.Sequential ? string.Empty : creative.Creative.Id, StringComparer.Ordinal),
        ];
        return new OracleLineItem(item, campaign, advertiser, deal)
        {
            Creatives = attached,
            Targeting = Compile(item.Targeting ?? TargetingExpression.True),
            NeedsPersonalData = NeedsPersonalData(item),
            Price = OraclePrice.Of(item, Money),
        };
    }

    private Func<RequestValues, bool> Compile(TargetingExpression targeting)
    {
        if (!_compiled.TryGetValue(targeting, out Func<RequestValues, bool>? compiled))
        {
            compiled = OracleTargeting.Compile(targeting, Schema);
            _compiled.Add(targeting, compiled);
        }

        return compiled;
    }

    private bool NeedsPersonalData(LineItem item) =>
        item.UsesPersonalData || OracleTargeting.AttributesOf(item.Targeting).Any(name => Schema[name].IsPersonal);
}
