// What was delivered and what is set passes between bases and chains of deltas as between full compiles of the same editions.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class DeltaDeliveryProperties
{
    private const int Steps = 16;

    /// <summary>How publications follow each other.</summary>
    private enum Way
    {
        NextBase,
        Fold,
        Back,
        AddDelta,
        ReplaceDeltas,
    }

    [Property(MaxTest = 150)]
    public void DeliveryPassesAsBetweenFullCompiles(int seed) => Run(seed, []);

    [Fact]
    public void RandomPublicationsFollowEachOtherInEveryWay()
    {
        var seen = new Dictionary<string, int>();
        for (int seed = 1; seed <= 40; seed++)
        {
            Run(seed, seen);
        }

        string[] expected = [.. Enum.GetNames<Way>(), .. Enumerable.Range(0, AdSelectLimits.MaxDeltas + 1).Select(count => $"{count} deltas")];
        Assert.All(expected, what => Assert.True(seen.GetValueOrDefault(what) > 3, $"{what}: {seen.GetValueOrDefault(what)}"));
    }

    private static void Run(int seed, Dictionary<string, int> seen)
    {
        World world = World.Generate(seed, 25, 6, Domain.FewCities);
        var draw = new Draw(seed);

        // What is served in parts, prefix by prefix, and the catalog that each prefix stands for.
        List<(AdSnapshot Snapshot, Catalog Edition)> prefixes = [];
        Catalog first = Edition(world, draw, 0);
        prefixes.Add((Engine.Compile(first), first));
        AdSelector inParts = new(prefixes[0].Snapshot);
        AdSelector whole = new(Engine.Compile(first));
        List<DeliveryState[]> states = [];
        for (int step = 1; step <= Steps; step++)
        {
            Way way = Publish(world, draw, step, prefixes, inParts);
            whole.Publish(Engine.Compile(prefixes[^1].Edition));
            Assert.Equal(prefixes.Count - 1, inParts.Snapshot.Deltas.Count);
            seen[$"{way}"] = seen.GetValueOrDefault($"{way}") + 1;
            seen[$"{prefixes.Count - 1} deltas"] = seen.GetValueOrDefault($"{prefixes.Count - 1} deltas") + 1;

            // Also what is written to a state of long ago counts now.
            states.Add([inParts.Delivery, whole.Delivery]);
            Happen(world, draw, draw.Chance(70) ? states[^1] : draw.Pick(states));
            AssertSame(world, inParts, whole);
        }
    }

    private static Way Publish(World world, Draw draw, int step, List<(AdSnapshot Snapshot, Catalog Edition)> prefixes, AdSelector inParts)
    {
        int what = draw.Between(0, 99);
        if (what < 15)
        {
            // The next edition, or the one that is served, as a base of its own.
            Catalog next = what < 8 ? Edition(world, draw, step) : prefixes[^1].Edition with { Generation = step };
            prefixes.Clear();
            prefixes.Add((Engine.Compile(next), next));
            inParts.Publish(prefixes[0].Snapshot);
            return what < 8 ? Way.NextBase : Way.Fold;
        }

        if (what < 25 && prefixes.Count > 1)
        {
            int kept = draw.Between(1, prefixes.Count - 1);
            prefixes.RemoveRange(kept, prefixes.Count - kept);
            inParts.Publish(prefixes[^1].Snapshot);
            return Way.Back;
        }

        bool isReplaced = prefixes.Count > AdSelectLimits.MaxDeltas || (prefixes.Count > 1 && what < 35);
        if (isReplaced)
        {
            int kept = draw.Between(1, prefixes.Count - 1);
            prefixes.RemoveRange(kept, prefixes.Count - kept);
        }

        (AdSnapshot ofBase, Catalog edition) = prefixes[^1];
        Catalog to = Edition(world, draw, step);
        DeltaStep difference = Difference(edition, to, draw);
        inParts.Publish(DeltaCase.Compile(difference, ofBase));
        prefixes.Add((inParts.Snapshot, Union(edition, difference.Changes) with { LineItems = to.LineItems }));
        return isReplaced ? Way.ReplaceDeltas : Way.AddDelta;
    }

    // Some of the world's line items, some with the content of another.
    private static Catalog Edition(World world, Draw draw, int generation)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        LineItem[] some = [.. items.Where(_ => draw.Chance(75)).Select(item => draw.Chance(25) ? draw.Pick(items) with { Id = item.Id } : item)];
        return DeltaCase.Part(world.Catalog, some, draw) with { Generation = generation };
    }

    // Unchanged line items may be among the changes.
    private static DeltaStep Difference(Catalog ofBase, Catalog next, Draw draw)
    {
        Dictionary<string, LineItem> old = ofBase.LineItems.ToDictionary(item => item.Id);
        LineItem[] changed = [.. next.LineItems.Where(item => !old.TryGetValue(item.Id, out LineItem? former) || former != item || draw.Chance(10))];
        HashSet<string> ids = [.. next.LineItems.Select(item => item.Id)];
        return new DeltaStep(DeltaCase.Part(next, changed, draw), [.. old.Keys.Where(id => !ids.Contains(id))]);
    }

    private static Catalog Union(Catalog first, Catalog second) => second with
    {
        Deals = [.. first.Deals.Concat(second.Deals).DistinctBy(deal => deal.Id)],
        Experiments = [.. first.Experiments.Concat(second.Experiments).DistinctBy(experiment => experiment.Id)],
        Advertisers = [.. first.Advertisers.Concat(second.Advertisers).DistinctBy(advertiser => advertiser.Id)],
        Campaigns = [.. first.Campaigns.Concat(second.Campaigns).DistinctBy(campaign => campaign.Id)],
        Creatives = [.. first.Creatives.Concat(second.Creatives).DistinctBy(creative => creative.Id)],
    };

    private static void Happen(World world, Draw draw, params DeliveryState[] states)
    {
        string[] ids = [.. world.Catalog.LineItems.Select(item => item.Id)];
        for (int i = 0; i < 6; i++)
        {
            string id = draw.Pick(ids);
            AdEvent recorded = draw.Pick(AdEvent.Impression, AdEvent.Click);
            int count = draw.Between(0, 2);
            int spend = draw.Pick(0, 400_000, 1_000_000);
            string campaign = draw.Pick(world.Catalog.Campaigns).Id;
            string advertiser = draw.Pick(world.Catalog.Advertisers).Id;
            int what = draw.Between(0, 13);
            double multiplier = draw.Pick(1, 0.5, 0.1, 0);
            long? cost = draw.Pick<long?>(null, 0, 1_000_000, 2_500_000);
            bool pause = draw.Chance(50);
            bool[] known = [.. states.Select(state => what switch
            {
                < 6 => state.Record(id, recorded, count, spend),
                < 8 => state.SetLineItemPaused(id, pause),
                8 => state.SetCampaignPaused(campaign, pause),
                9 => state.SetAdvertiserPaused(advertiser, pause),
                < 12 => state.SetPacingMultiplier(id, multiplier),
                _ => state.SetOpportunityCost(id, cost),
            })];
            Assert.Single(known.Distinct());
        }
    }

    private static void AssertSame(World world, AdSelector inParts, AdSelector whole)
    {
        foreach (LineItem item in world.Catalog.LineItems)
        {
            bool expected = whole.Delivery.TryGetDelivered(item.Id, out long events, out long spend);
            Assert.Equal(expected, inParts.Delivery.TryGetDelivered(item.Id, out long ownEvents, out long ownSpend));
            Assert.Equal((events, spend), (ownEvents, ownSpend));
            Assert.Equal(expected, whole.Delivery.TryGetPacingMultiplier(item.Id, out double multiplier));
            Assert.Equal(expected, inParts.Delivery.TryGetPacingMultiplier(item.Id, out double ownMultiplier));
            Assert.Equal(multiplier, ownMultiplier);
            Assert.Equal(expected, whole.Delivery.TryGetOpportunityCost(item.Id, out long? cost));
            Assert.Equal(expected, inParts.Delivery.TryGetOpportunityCost(item.Id, out long? ownCost));
            Assert.Equal(cost, ownCost);
        }

        foreach (PlainRequest request in world.Requests)
        {
            Same.Answer(Engine.Select(whole, request, 20), Engine.Select(inParts, request, 20), request);
        }
    }
}
