// What was delivered and what is paused passes between bases and deltas as between full compiles of the same editions.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Selection;

public sealed class DeltaDeliveryProperties
{
    private const int Steps = 12;

    [Property(MaxTest = 150)]
    public void DeliveryPassesAsBetweenFullCompiles(int seed)
    {
        World world = World.Generate(seed, 25, 6, Domain.FewCities);
        var draw = new Draw(seed);
        Catalog ofBase = Edition(world, draw, 0);
        AdSelector inParts = new(Engine.Compile(ofBase));
        AdSelector whole = new(Engine.Compile(ofBase));
        for (int step = 1; step <= Steps; step++)
        {
            Catalog next = Edition(world, draw, step);
            if (draw.Chance(30))
            {
                ofBase = next;
                inParts.Publish(Engine.Compile(next));
                whole.Publish(Engine.Compile(next));
            }
            else
            {
                (Catalog changes, string[] removed) = Difference(ofBase, next, draw);
                Catalog merged = Union(ofBase, changes) with { LineItems = next.LineItems };
                inParts.Publish(new DeltaCase(ofBase, changes, removed, merged).Compile(inParts.Snapshot.Base));
                whole.Publish(Engine.Compile(merged));
            }

            Happen(world, draw, inParts.Delivery, whole.Delivery);
            AssertSame(world, inParts, whole);
        }
    }

    // Some of the world's line items, some with the content of another.
    private static Catalog Edition(World world, Draw draw, int generation)
    {
        LineItem[] items = [.. world.Catalog.LineItems];
        LineItem[] some = [.. items.Where(_ => draw.Chance(75)).Select(item => draw.Chance(25) ? draw.Pick(items) with { Id = item.Id } : item)];
        return DeltaCase.Part(world.Catalog, some, draw) with { Generation = generation };
    }

    // Unchanged line items may be among the changes.
    private static (Catalog Changes, string[] Removed) Difference(Catalog ofBase, Catalog next, Draw draw)
    {
        Dictionary<string, LineItem> old = ofBase.LineItems.ToDictionary(item => item.Id);
        LineItem[] changed = [.. next.LineItems.Where(item => !old.TryGetValue(item.Id, out LineItem? former) || former != item || draw.Chance(10))];
        HashSet<string> ids = [.. next.LineItems.Select(item => item.Id)];
        return (DeltaCase.Part(next, changed, draw), [.. old.Keys.Where(id => !ids.Contains(id))]);
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
            int what = draw.Between(0, 9);
            bool pause = draw.Chance(50);
            bool[] known = [.. states.Select(state => what switch
            {
                < 6 => state.Record(id, recorded, count, spend),
                < 8 => state.SetLineItemPaused(id, pause),
                8 => state.SetCampaignPaused(campaign, pause),
                _ => state.SetAdvertiserPaused(advertiser, pause),
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
        }

        foreach (PlainRequest request in world.Requests)
        {
            Same.Answer(Engine.Select(whole, request, 20), Engine.Select(inParts, request, 20), request);
        }
    }
}
