// The changes that the delta benchmarks compile and publish.
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>Changes of the generated catalog: half of the line items get another price, half are new; and some are removed.</summary>
internal static class DeltaWorkload
{
    private const int OneRemovedFor = 20;

    /// <summary>The changed and new line items with what they refer to, and the ids of those that are gone.</summary>
    public static (Catalog Changes, string[] Removed) Create(int lineItems, int changes)
    {
        Catalog catalog = CatalogGenerator.Create(lineItems);
        LineItem[] chosen = [.. catalog.LineItems.Where((_, i) => i % (lineItems / changes) == 0).Take(changes)];
        LineItem[] items =
        [
            .. chosen.Select((item, i) => i % 2 == 0
                ? item with { Price = item.Price with { Amount = item.Price.Amount * 1.01m } }
                : item with { Id = $"{item.Id}-new" }),
        ];
        string[] removed = [.. chosen.Where((_, i) => i % OneRemovedFor == 1).Select(item => item.Id)];
        HashSet<string> campaigns = [.. items.Select(item => item.CampaignId)];
        HashSet<string> creatives = [.. items.SelectMany(item => item.Creatives).Select(assignment => assignment.CreativeId)];
        HashSet<string?> deals = [.. items.Select(item => item.DealId)];
        Campaign[] usedCampaigns = [.. catalog.Campaigns.Where(campaign => campaigns.Contains(campaign.Id))];
        Creative[] usedCreatives = [.. catalog.Creatives.Where(creative => creatives.Contains(creative.Id))];
        HashSet<string> advertisers = [.. usedCampaigns.Select(campaign => campaign.AdvertiserId), .. usedCreatives.Select(creative => creative.AdvertiserId)];
        Catalog part = catalog with
        {
            Generation = catalog.Generation + 1,
            Deals = [.. catalog.Deals.Where(deal => deals.Contains(deal.Id))],
            Advertisers = [.. catalog.Advertisers.Where(advertiser => advertisers.Contains(advertiser.Id))],
            Campaigns = usedCampaigns,
            Creatives = usedCreatives,
            LineItems = items,
        };
        return (part, removed);
    }

    /// <summary>The compiled delta; any error ends the run.</summary>
    public static AdSnapshot Compile((Catalog Changes, string[] Removed) delta, AdSnapshot ofBase)
    {
        CompileResult result = SnapshotCompiler.CompileDelta(delta.Changes, delta.Removed, ofBase);
        return result.Snapshot ?? throw new InvalidOperationException($"The generated delta does not compile: {result.Errors[0]}");
    }
}
