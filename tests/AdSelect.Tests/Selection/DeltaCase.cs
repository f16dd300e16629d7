// A base, a delta of it, and the one catalog that both together stand for.
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

/// <param name="Base">What was compiled before.</param>
/// <param name="Changes">The delta's line items with what they refer to.</param>
/// <param name="Removed">Ids of the base's line items that are gone.</param>
/// <param name="Merged">The catalog that a full compile would read.</param>
public sealed record DeltaCase(Catalog Base, Catalog Changes, string[] Removed, Catalog Merged)
{
    /// <summary>A base and a delta that together are the world's catalog.</summary>
    public static DeltaCase Of(World world)
    {
        var draw = new Draw(world.Seed);
        LineItem[] items = [.. world.Catalog.LineItems];
        List<LineItem> ofBase = [];
        List<LineItem> changes = [];
        int most = draw.Pick(3, 30, 70);
        foreach (LineItem item in items)
        {
            bool isChanged = draw.Chance(most);
            if (isChanged)
            {
                changes.Add(item);
            }

            if (!isChanged || draw.Chance(60))
            {
                ofBase.Add(isChanged ? draw.Pick(items) with { Id = item.Id } : item);
            }
        }

        string[] removed = [.. Enumerable.Range(0, draw.Between(0, 1 + (items.Length / 5))).Select(i => $"removed-{i}")];
        ofBase.AddRange(removed.Select(id => draw.Pick(items) with { Id = id }));
        return new DeltaCase(
            Part(world.Catalog, ofBase, draw) with { Generation = world.Catalog.Generation + 7 },
            Part(world.Catalog, changes, draw),
            removed,
            world.Catalog);
    }

    /// <summary>The line items with every element that they refer to, and some that they do not.</summary>
    public static Catalog Part(Catalog pool, IReadOnlyList<LineItem> items, Draw draw)
    {
        HashSet<string> campaignIds = [.. items.Select(item => item.CampaignId)];
        HashSet<string> creativeIds = [.. items.SelectMany(item => item.Creatives).Select(assigned => assigned.CreativeId)];
        creativeIds.UnionWith([.. pool.Creatives.Where(creative => creativeIds.Contains(creative.Id)).SelectMany(creative => creative.Companions)]);
        HashSet<string?> dealIds = [.. items.Select(item => item.DealId)];
        Campaign[] campaigns = [.. pool.Campaigns.Where(campaign => campaignIds.Contains(campaign.Id) || draw.Chance(20))];
        Creative[] creatives = [.. pool.Creatives.Where(creative => creativeIds.Contains(creative.Id) || (draw.Chance(20) && creative.Companions.Count == 0))];
        HashSet<string> advertiserIds = [.. campaigns.Select(campaign => campaign.AdvertiserId), .. creatives.Select(creative => creative.AdvertiserId)];
        HashSet<string?> experimentIds = [.. items.Select(item => item.Experiment?.ExperimentId), .. campaigns.Select(campaign => campaign.Experiment?.ExperimentId)];
        return pool with
        {
            Experiments = [.. pool.Experiments.Where(experiment => experimentIds.Contains(experiment.Id) || draw.Chance(20))],
            Deals = [.. pool.Deals.Where(deal => dealIds.Contains(deal.Id) || draw.Chance(20))],
            Advertisers = [.. pool.Advertisers.Where(advertiser => advertiserIds.Contains(advertiser.Id) || draw.Chance(20))],
            Campaigns = campaigns,
            Creatives = creatives,
            LineItems = items,
        };
    }

    /// <summary>The base's answer without the delta, and the delta published.</summary>
    public AdSelector Publish()
    {
        var selector = new AdSelector(Engine.Compile(Base));
        selector.Publish(Compile(selector.Snapshot));
        return selector;
    }

    public AdSnapshot Compile(AdSnapshot ofBase)
    {
        CompileResult result = SnapshotCompiler.CompileDelta(Changes, Removed, ofBase);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors));
        return result.Snapshot!;
    }
}
