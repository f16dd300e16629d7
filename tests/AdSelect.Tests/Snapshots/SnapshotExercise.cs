// Uses every public operation of a loaded snapshot; whatever the file held, nothing but a request error may be thrown.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Snapshots;

internal static class SnapshotExercise
{
    /// <param name="snapshot">A snapshot that was loaded.</param>
    /// <param name="round">Chooses the requests, so that many rounds see all of them.</param>
    public static void Run(AdSnapshot snapshot, int round)
    {
        var selector = new AdSelector(snapshot);
        World world = CompiledSample.World;
        for (int i = 0; i < 6; i++)
        {
            Ask(selector, world.Requests[((round * 7) + (i * 11)) % world.Requests.Count]);
        }

        Describe(snapshot);
        ExplainAll(selector, world.Requests[round % world.Requests.Count]);
        Deliver(selector, world);
        selector.Publish(CompiledSample.Snapshot);
        selector.Publish(snapshot);
        Ask(selector, world.Requests[round % world.Requests.Count]);
    }

    private static void Ask(AdSelector selector, PlainRequest plain)
    {
        Span<AdSelection> winners = new AdSelection[40];
        Span<AdSelection> ghosts = new AdSelection[40];
        Span<int> ordinals = new int[8];
        foreach (PlainRequest variant in (PlainRequest[])[plain, plain with { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000, FloorMicros = 0 }])
        {
            var request = new AdRequest(new Term[variant.TermCount]);
            variant.Fill(ref request);
            try
            {
                selector.Match(in request, ordinals);
                selector.CountMatches(in request);
                int count = selector.Select(in request, winners, out AdSnapshot snapshot);
                foreach (AdSelection winner in winners[..count])
                {
                    Resolve(winner, snapshot);
                }

                selector.Select(in request, winners[..Math.Max(1, variant.Slots.Count)], ghosts, out int ghostCount);
                foreach (AdSelection ghost in ghosts[..ghostCount])
                {
                    Resolve(ghost, snapshot);
                }
            }
            catch (AdRequestException)
            {
                // A schema that was changed may find a value's kind wrong.
                return;
            }
        }
    }

    private static void Resolve(in AdSelection winner, AdSnapshot snapshot)
    {
        snapshot.Describe(winner);
        Assert.InRange(winner.Priority, 1, AdSelectLimits.MaxPriority);
        Assert.InRange(winner.PriceMicros, 0, AdSelectLimits.MaxMoneyMicros);
    }

    private static void Describe(AdSnapshot snapshot)
    {
        for (int i = 0; i < snapshot.LineItemCount; i++)
        {
            LineItemRef lineItem = snapshot.LineItemAt(i);
            snapshot.LineItemName(lineItem);
            snapshot.LineItemKindOf(lineItem);
            snapshot.LineItemPriority(lineItem);
            snapshot.TargetingText(lineItem);
            snapshot.TryFindLineItem(snapshot.LineItemId(lineItem), out _);
        }

        for (int i = 0; i < snapshot.AdvertiserCount; i++)
        {
            AdvertiserRef advertiser = snapshot.AdvertiserAt(i);
            snapshot.AdvertiserId(advertiser);
            snapshot.AdvertiserName(advertiser);
        }

        for (int i = 0; i < snapshot.CampaignCount; i++)
        {
            snapshot.CampaignId(snapshot.CampaignAt(i));
        }

        for (int i = 0; i < snapshot.CreativeCount; i++)
        {
            snapshot.CreativeId(snapshot.CreativeAt(i));
        }

        Assert.All(snapshot.Attributes, attribute => Assert.NotEmpty(attribute.Name));
    }

    private static void ExplainAll(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        foreach (LineItem item in CompiledSample.World.Catalog.LineItems)
        {
            if (selector.Snapshot.TryFindLineItem(item.Id, out _))
            {
                try
                {
                    selector.Explain(in request, item.Id);
                }
                catch (AdRequestException)
                {
                    return;
                }
            }
        }
    }

    private static void Deliver(AdSelector selector, World world)
    {
        foreach (DeliveryEvent change in world.Events)
        {
            selector.Delivery.Record(change.LineItemId, AdEvent.Impression, change.GoalEvents, change.SpendMicros);
            selector.Delivery.Record(change.LineItemId, AdEvent.Impression, long.MaxValue, long.MaxValue);
            selector.Delivery.SetLineItemPaused(change.LineItemId, change.Pause == SelectionPause.LineItem);
        }

        foreach (Campaign campaign in world.Catalog.Campaigns.Take(3))
        {
            selector.Delivery.SetCampaignPaused(campaign.Id, true);
            selector.Delivery.SetAdvertiserPaused(campaign.AdvertiserId, true);
            selector.Delivery.SetAdvertiserPaused(campaign.AdvertiserId, false);
        }
    }
}
