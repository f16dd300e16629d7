// The generated catalog, bent to a worst case.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.WorstCases;

internal static class WorstCatalogs
{
    /// <summary>The generated catalog with its line items changed one by one.</summary>
    public static Catalog Changed(int size, Func<LineItem, int, LineItem> change)
    {
        Catalog catalog = CatalogGenerator.Create(size);
        return catalog with { LineItems = catalog.LineItems.Select(change) };
    }

    /// <summary>
    /// As <see cref="Changed"/>, and nothing but targeting and price tells line items apart: the change begins with one that any
    /// request of the right format may get.
    /// </summary>
    public static Catalog ChangedServable(int size, Func<LineItem, int, LineItem> change)
    {
        Catalog catalog = CatalogGenerator.Create(size);
        Dictionary<string, string> advertisers = catalog.Campaigns.ToDictionary(campaign => campaign.Id, campaign => campaign.AdvertiserId);
        return catalog with
        {
            Advertisers = [.. catalog.Advertisers.Select(advertiser => advertiser with { IsPaused = false })],
            Campaigns = [.. catalog.Campaigns.Select(campaign => campaign with { IsPaused = false })],
            Creatives = [.. catalog.Creatives, .. catalog.Advertisers.Select(advertiser => PlainCreative(advertiser.Id))],
            LineItems = catalog.LineItems.Select((lineItem, index) => change(Servable(lineItem, advertisers[lineItem.CampaignId]), index)),
        };
    }

    /// <summary>A catalog in rank order: each line item is weaker than the one before.</summary>
    public static Catalog Plain(int size, Func<int, TargetingExpression?> targeting) => ChangedServable(
        size,
        (lineItem, index) => lineItem with { Targeting = targeting(index), Price = Price.Cpm(1 + ((size - index) / 1_000m)) });

    /// <summary>Any line item as one of a strong tier, all with the same price and quality.</summary>
    public static LineItem Strong(LineItem lineItem) => lineItem with
    {
        Kind = LineItemKind.Guaranteed,
        Priority = 6,
        Price = Price.Cpm(20),
        Goal = new DeliveryGoal(AdEvent.Impression, 1_000_000),
    };

    private static LineItem Servable(LineItem lineItem, string advertiserId) => new(lineItem.Id, lineItem.CampaignId)
    {
        Creatives = [new CreativeAssignment(PlainCreative(advertiserId).Id)],
        Price = lineItem.Price,
        PredictedRates = lineItem.PredictedRates,
        Goal = lineItem.Goal,
        Targeting = lineItem.Targeting,
    };

    private static Creative PlainCreative(string advertiserId) => new($"plain-{advertiserId}", advertiserId, AdFormat.Audio)
    {
        Duration = TimeSpan.FromSeconds(30),
        MimeType = "audio/mpeg",
        Approval = CreativeApproval.Approved,
    };
}
