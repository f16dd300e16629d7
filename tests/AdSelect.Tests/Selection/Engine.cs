// The engine behind the oracle's vocabulary: compile a catalog, ask, and resolve the answer to ids.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public static class Engine
{
    public static AdSnapshot Compile(Catalog catalog)
    {
        CompileResult result = SnapshotCompiler.Compile(catalog);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors));
        return result.Snapshot!;
    }

    /// <summary>The world's catalog with its delivery events applied.</summary>
    public static AdSelector Of(World world)
    {
        var selector = new AdSelector(Compile(world.Catalog));
        Apply(world, selector);
        return selector;
    }

    public static void Apply(World world, AdSelector selector)
    {
        foreach (DeliveryEvent change in world.Events)
        {
            LineItem item = world.Catalog.LineItems.Single(item => item.Id == change.LineItemId);
            Campaign campaign = world.Catalog.Campaigns.Single(campaign => campaign.Id == item.CampaignId);
            Assert.True(selector.Delivery.Record(item.Id, item.Goal?.Event ?? AdEvent.Impression, change.GoalEvents, change.SpendMicros));
            Assert.True(selector.Delivery.SetPacingMultiplier(item.Id, change.Multiplier));
            Assert.True(selector.Delivery.SetOpportunityCost(item.Id, change.OpportunityCost));
            Assert.True(change.Pause switch
            {
                SelectionPause.LineItem => selector.Delivery.SetLineItemPaused(item.Id, true),
                SelectionPause.Campaign => selector.Delivery.SetCampaignPaused(campaign.Id, true),
                SelectionPause.Advertiser => selector.Delivery.SetAdvertiserPaused(campaign.AdvertiserId, true),
                _ => true,
            });
        }
    }

    /// <summary>Ids of the line items that match, in ordinal order; the engine's count must agree with its list.</summary>
    public static string[] Match(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        int[] ordinals = new int[selector.Snapshot.LineItemCount];
        int count = selector.Match(in request, ordinals);
        Assert.Equal(count, selector.CountMatches(in request));
        return [.. ordinals.Take(count).Select(selector.Snapshot.LineItemId).Order(StringComparer.Ordinal)];
    }

    public static OracleWinner[] Select(AdSelector selector, PlainRequest plain, int count)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var winners = new AdSelection[plain.Slots.Count == 1 ? count : plain.Slots.Count];
        int found = Ask(selector, plain, in request, winners, out AdSnapshot snapshot);
        return [.. winners.Take(found).Select(winner => Resolve(winner, snapshot))];
    }

    /// <summary>Fills the break of a request.</summary>
    public static (OracleWinner[] Ads, BreakResult Result) SelectBreak(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var ads = new AdSelection[plain.Break!.MostAds];
        BreakResult result = plain.Predictor is { } predictor
            ? selector.SelectBreak(in request, predictor, ads, out AdSnapshot snapshot)
            : selector.SelectBreak(in request, ads, out snapshot);
        return ([.. ads.Take(result.Count).Select(ad => Resolve(ad, snapshot))], result);
    }

    /// <summary>Selects with the predictor of the plain request, if it has one.</summary>
    public static int Ask(AdSelector selector, PlainRequest plain, in AdRequest request, Span<AdSelection> winners, out AdSnapshot snapshot)
    {
        if (plain.Predictor is not { } predictor)
        {
            return selector.Select(in request, winners, out snapshot);
        }

        return predictor.Seed % 2 == 0
            ? selector.Select(in request, new BatchPredictor(predictor), winners, out snapshot)
            : selector.Select(in request, predictor, winners, out snapshot);
    }

    /// <summary>The ghosts of a selection, whose winners must be those of a selection without.</summary>
    public static OracleWinner[] Ghosts(AdSelector selector, PlainRequest plain, int count)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        int places = plain.Slots.Count == 1 ? count : plain.Slots.Count;
        var winners = new AdSelection[places];
        var ghosts = new AdSelection[places];
        int found;
        int ghostCount;
        AdSnapshot snapshot;
        if (plain.Predictor is { } predictor)
        {
            found = selector.Select(in request, predictor, winners, ghosts, out ghostCount, out snapshot);
        }
        else
        {
            found = selector.Select(in request, winners, ghosts, out ghostCount, out snapshot);
        }

        Assert.Equal(Select(selector, plain, count), winners.Take(found).Select(winner => Resolve(winner, snapshot)));
        Assert.All(winners.Take(found), static winner => Assert.False(winner.IsGhost));
        Assert.All(ghosts.Take(ghostCount), static ghost => Assert.True(ghost.IsGhost));
        return [.. ghosts.Take(ghostCount).Select(ghost => Resolve(ghost, snapshot))];
    }

    /// <summary>Fills the break of a request that has no predictor, and tells its ghosts.</summary>
    public static (OracleWinner[] Ads, OracleWinner[] Ghosts) BreakWithGhosts(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var answer = new AdAnswer(new AdSelection[plain.Break!.MostAds], new AdSelection[plain.Break.MostAds]);
        Assert.True(selector.TrySelectBreak(in request, ref answer), $"{answer.Error}: {plain}");
        AdSnapshot snapshot = answer.Snapshot;
        Assert.All(answer.Ghosts.ToArray(), static ghost => Assert.True(ghost.IsGhost));
        return ([.. answer.Winners.ToArray().Select(ad => Resolve(ad, snapshot))], [.. answer.Ghosts.ToArray().Select(ad => Resolve(ad, snapshot))]);
    }

    /// <summary>Explains; fails when the explanation and the walk disagree about the targeting.</summary>
    public static Explanation Explain(AdSelector selector, PlainRequest plain, string lineItemId)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        Explanation explanation = plain.Predictor is { } predictor ? selector.Explain(in request, predictor, lineItemId) : selector.Explain(in request, lineItemId);
        WalkCheck.AssertAgrees(selector, plain, explanation);
        return explanation;
    }

    public static byte[] Bytes(AdSnapshot snapshot)
    {
        using var stream = new MemoryStream();
        snapshot.Save(stream);
        return stream.ToArray();
    }

    public static OracleWinner Resolve(AdSelection winner, AdSnapshot snapshot) => new(
        snapshot.LineItemId(winner.LineItem),
        snapshot.CreativeId(winner.Creative),
        snapshot.CampaignId(winner.Campaign),
        snapshot.AdvertiserId(winner.Advertiser),
        winner.Deal is { } deal ? snapshot.DealId(deal) : null)
    {
        Position = winner.Position,
        Spot = winner.Spot,
        Priority = winner.Priority,
        PriceModel = winner.PriceModel,
        PriceMicros = winner.PriceMicros,
        EffectiveCpmMicros = winner.EffectiveCpmMicros,
        BidCpmMicros = winner.BidCpmMicros,
        RankScore = winner.RankScore,
        DurationMilliseconds = winner.DurationMilliseconds,
        LineItemKey = winner.LineItemKey,
        Companions = string.Concat(Enumerable.Range(0, snapshot.CompanionCount(winner.Creative)).Where(n => (winner.Companions & (1u << n)) != 0).Select(n => $"{snapshot.CreativeId(snapshot.Companion(winner.Creative, n))} ")),
        Generation = winner.Generation,
    };
}
