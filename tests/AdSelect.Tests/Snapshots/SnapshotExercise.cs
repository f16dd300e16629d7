// Uses every public operation of a loaded snapshot; whatever the file held, nothing but a request error may be thrown.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

internal static class SnapshotExercise
{
    /// <param name="snapshot">A snapshot of the sample that was loaded.</param>
    /// <param name="round">Chooses the requests, so that many rounds see all of them.</param>
    public static void Run(AdSnapshot snapshot, int round) => Run(snapshot, round, CompiledSample.World);

    /// <param name="snapshot">A snapshot that was loaded.</param>
    /// <param name="round">Chooses the requests, so that many rounds see all of them.</param>
    /// <param name="world">The world that it was compiled from, before it was changed.</param>
    public static void Run(AdSnapshot snapshot, int round, World world)
    {
        var selector = new AdSelector(snapshot);
        for (int i = 0; i < 6; i++)
        {
            Ask(selector, world.Requests[((round * 7) + (i * 11)) % world.Requests.Count]);
        }

        Describe(snapshot);
        ExplainAll(selector, world, world.Requests[round % world.Requests.Count]);
        snapshot.PrepareMatching(MatchRun.Shapes[round % MatchRun.Shapes.Length]);
        MatchAll(selector, world, round);
        Deliver(selector, world);
        selector.Publish(CompiledSample.Snapshot);
        selector.Publish(snapshot);
        Ask(selector, world.Requests[round % world.Requests.Count]);
    }

    // With the match index, if the snapshot could have one; every request, as it reads what selecting does not.
    private static void MatchAll(AdSelector selector, World world, int round)
    {
        Span<int> ordinals = new int[8];
        foreach (PlainRequest plain in world.Requests.Where((_, i) => (i + round) % 4 == 0))
        {
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            try
            {
                selector.Match(in request, ordinals);
                selector.CountMatches(in request);
            }
            catch (AdRequestException)
            {
                // As above.
            }
        }
    }

    // The values come from a profile, and the first slot becomes a break.
    private static void AskOtherwise(AdSelector selector, PlainRequest plain)
    {
        var values = new AdRequest(new Term[plain.TermCount]);
        new PlainRequest { Values = [.. plain.Values.Where(static value => value.Attribute.Kind != AttributeKind.Location)] }.Fill(ref values);
        var request = new AdRequest(new Term[plain.TermCount]);
        (plain with
        {
            Values = [.. plain.Values.Where(static value => value.Attribute.Kind == AttributeKind.Location)],
            Slots = [plain.Slots[0]],
        }).Fill(ref request);
        Span<AdSelection> ads = new AdSelection[AdSelectLimits.MaxBreakAds];
        try
        {
            request.Profile = ListenerProfile.Create(selector.Snapshot, values.Terms);
            selector.Select(in request, ads[..1]);
            request.PriceRule = PriceRule.Second;
            request.DynamicAllocation = false;
            request.Break = new AdBreak { DurationMilliseconds = 120_000, Separation = SeparationScope.Session };
            BreakResult result = selector.SelectBreak(in request, ads, out AdSnapshot snapshot);
            foreach (AdSelection ad in ads[..result.Count])
            {
                Resolve(ad, snapshot);
                snapshot.CreateExposure(in ad, AdEvent.Impression, 1, plain.Time);
            }
        }
        catch (AdRequestException)
        {
            // As above.
        }
    }

    private static void Ask(AdSelector selector, PlainRequest plain)
    {
        AskOtherwise(selector, plain);
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
            CampaignRef campaign = snapshot.CampaignAt(i);
            snapshot.CampaignId(campaign);
            snapshot.CampaignName(campaign);
        }

        for (int i = 0; i < snapshot.CreativeCount; i++)
        {
            CreativeRef creative = snapshot.CreativeAt(i);
            snapshot.TryFindCreative(snapshot.CreativeId(creative), out _);
            snapshot.CreativeName(creative);
            for (int n = 0; n < snapshot.CompanionCount(creative); n++)
            {
                snapshot.CreativeId(snapshot.Companion(creative, n));
            }
        }

        for (int i = 0; i < snapshot.Catalog.Experiments.Length; i++)
        {
            snapshot.ExperimentArmOf(snapshot.Catalog.ExperimentIds[i], $"unit {i}");
        }

        Assert.All(snapshot.Attributes, attribute => Assert.NotEmpty(attribute.Name));
    }

    private static void ExplainAll(AdSelector selector, World world, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        foreach (LineItem item in world.Catalog.LineItems)
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
