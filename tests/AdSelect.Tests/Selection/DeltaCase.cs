// A base, the deltas that follow it one by one, and the one catalog that all of them together stand for.
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

/// <summary>One delta of a chain.</summary>
/// <param name="Changes">Its line items with what they refer to.</param>
/// <param name="Removed">Ids of earlier line items that are gone.</param>
public sealed record DeltaStep(Catalog Changes, string[] Removed);

/// <param name="Base">What was compiled before.</param>
/// <param name="Steps">The deltas, each of the base with those before it.</param>
/// <param name="Merged">The catalog that a full compile would read.</param>
public sealed record DeltaCase(Catalog Base, IReadOnlyList<DeltaStep> Steps, Catalog Merged)
{
    /// <summary>A base and one delta.</summary>
    public DeltaCase(Catalog ofBase, Catalog changes, string[] removed, Catalog merged)
        : this(ofBase, [new DeltaStep(changes, removed)], merged)
    {
    }

    /// <summary>Ids of line items that were there once and are not at the end.</summary>
    public string[] Gone => [.. Steps.SelectMany(step => step.Removed).Distinct().Except(Merged.LineItems.Select(item => item.Id))];

    /// <summary>A base and deltas, from none to as many as there may be, that together are the world's catalog.</summary>
    public static DeltaCase Of(World world) => Of(world, new Draw(~world.Seed).Between(0, AdSelectLimits.MaxDeltas));

    /// <summary>A base and so many deltas that together are the world's catalog.</summary>
    public static DeltaCase Of(World world, int deltas)
    {
        var draw = new Draw(world.Seed);
        LineItem[] items = [.. world.Catalog.LineItems];
        int percent = Math.Max(2, draw.Pick(3, 30, 70) / Math.Max(1, deltas / 2));
        int gone = deltas == 0 ? 0 : draw.Between(0, 1 + (items.Length / 5));
        LineItem?[][] histories =
        [
            .. items.Select(item => History(item, draw, deltas, percent, items)),
            .. Enumerable.Range(0, gone).Select(i => HistoryOfGone($"removed-{i}", draw, deltas, percent, items)),
        ];
        if (deltas > 0 && draw.Chance(5))
        {
            Array.ForEach(histories, static history => history[0] = null);
        }

        List<DeltaStep> steps = [];
        for (int edition = 1; edition <= deltas; edition++)
        {
            LineItem[] changes = [.. histories.Where(history => IsStated(history, edition, draw)).Select(history => history[edition]!)];
            string[] removed = [.. histories.Where(history => history[edition] is null && history[edition - 1] is not null).Select(history => history[edition - 1]!.Id)];
            steps.Add(new DeltaStep(Part(world.Catalog, changes, draw) with { Generation = world.Catalog.Generation + deltas - edition }, removed));
        }

        Catalog ofBase = Part(world.Catalog, [.. histories.Select(history => history[0]).OfType<LineItem>()], draw);
        return new DeltaCase(ofBase with { Generation = world.Catalog.Generation + (deltas == 0 ? 0 : 7) }, steps, world.Catalog);
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

    /// <summary>A selector over the base, to which the deltas were published one after the other.</summary>
    public AdSelector Publish()
    {
        var selector = new AdSelector(Engine.Compile(Base));
        foreach (DeltaStep step in Steps)
        {
            selector.Publish(Compile(step, selector.Snapshot));
        }

        return selector;
    }

    /// <summary>The base, the base with the first delta, and so on.</summary>
    public AdSnapshot[] Prefixes()
    {
        List<AdSnapshot> prefixes = [Engine.Compile(Base)];
        prefixes.AddRange(Steps.Select(step => prefixes[^1].WithDelta(Compile(step, prefixes[^1]))));
        return [.. prefixes];
    }

    /// <summary>Compiles the only delta.</summary>
    public AdSnapshot Compile(AdSnapshot ofBase) => Compile(Assert.Single(Steps), ofBase);

    public static AdSnapshot Compile(DeltaStep step, AdSnapshot ofBase)
    {
        CompileResult result = SnapshotCompiler.CompileDelta(step.Changes, step.Removed, ofBase);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors));
        return result.Snapshot!;
    }

    // Some of what did not change is stated all the same.
    private static bool IsStated(LineItem?[] history, int edition, Draw draw) =>
        history[edition] is { } item && (!ReferenceEquals(item, history[edition - 1]) || draw.Chance(2));

    // Backwards from the last edition: as it will be, with the content of another, or not there.
    private static LineItem?[] History(LineItem last, Draw draw, int deltas, int percent, LineItem[] items)
    {
        var history = new LineItem?[deltas + 1];
        history[deltas] = last;
        Fill(history, last.Id, draw, percent, items);
        return history;
    }

    private static LineItem?[] HistoryOfGone(string id, Draw draw, int deltas, int percent, LineItem[] items)
    {
        var history = new LineItem?[deltas + 1];
        Fill(history, id, draw, percent, items);
        history[draw.Between(0, deltas - 1)] ??= draw.Pick(items) with { Id = id };
        return history;
    }

    private static void Fill(LineItem?[] history, string id, Draw draw, int percent, LineItem[] items)
    {
        for (int edition = history.Length - 2; edition >= 0; edition--)
        {
            history[edition] = !draw.Chance(percent) ? history[edition + 1] : draw.Chance(40) ? null : draw.Pick(items) with { Id = id };
        }
    }
}
