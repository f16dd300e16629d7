// The plain evaluator of the contract: what the engine must answer.
namespace AdSelect.Tests.Oracle;

/// <summary>One winner with every id resolved.</summary>
public sealed record OracleWinner(string LineItemId, string CreativeId, string CampaignId, string AdvertiserId, string? DealId)
{
    public int Position { get; init; }

    /// <summary>The fixed spot of a break, −1 in its free part; 0 outside of breaks.</summary>
    public int Spot { get; init; }

    public int Priority { get; init; }

    public PriceModel PriceModel { get; init; }

    public long PriceMicros { get; init; }

    public long EffectiveCpmMicros { get; init; }

    public long BidCpmMicros { get; init; }

    public double RankScore { get; init; }

    public int DurationMilliseconds { get; init; }

    public ulong LineItemKey { get; init; }

    /// <summary>Ids of the companions served, with a space after each.</summary>
    public string Companions { get; init; } = string.Empty;

    public long Generation { get; init; }
}

public sealed class OracleSelector
{
    private readonly OracleEligibility _eligibility;

    public OracleSelector(Catalog catalog)
    {
        Catalog = new OracleCatalog(catalog);
        Delivery = new OracleDelivery(Catalog);
        _eligibility = new OracleEligibility(Catalog, Delivery);
    }

    public OracleCatalog Catalog { get; }

    public OracleDelivery Delivery { get; }

    /// <summary>Ids of all line items whose targeting matches, in ordinal order.</summary>
    public string[] Match(PlainRequest request) => [.. Candidates(request).Select(item => item.Id).Order(StringComparer.Ordinal)];

    /// <summary>All line items whose targeting matches, in no particular order.</summary>
    public OracleLineItem[] Candidates(PlainRequest request)
    {
        RequestValues values = ValuesOf(request);
        return [.. Catalog.ByTargeting.Where(group => group.Key(values)).SelectMany(group => group)];
    }

    /// <summary>Every step's verdict for one line item and one slot.</summary>
    public OracleStep[] Steps(
        OracleLineItem item,
        PlainRequest request,
        PlainSlot slot,
        params IReadOnlyList<OraclePick> picks) => [.. _eligibility.Steps(Worth(item, request), request, ValuesOf(request), slot, picks)];

    /// <summary>All line items whose targeting matches, as they are worth to the request.</summary>
    public OracleLineItem[] CandidatesWorth(PlainRequest request) => [.. Candidates(request).Select(item => Worth(item, request))];

    /// <summary>Whether a line item as it is worth to the request may serve in a slot, with this creative among others.</summary>
    public bool MayServe(OracleLineItem item, OracleCreative creative, PlainRequest request, PlainSlot slot) =>
        _eligibility.Reason(item, request, ValuesOf(request), slot, []) == RejectionReason.None
        && _eligibility.ServableCreatives(item, request, slot, []).Contains(creative);

    /// <summary>The winner of a bumper beside other ads; shares of voice are drawn for its spot.</summary>
    public OracleWinner[] SelectBeside(PlainRequest request, int spot, IReadOnlyList<OraclePick> picks)
    {
        PlainSlot slot = request.Break!.Spots[spot].Slot;
        PlainRequest asLaterSlot = request with { Slots = [.. Enumerable.Range(0, spot + 1).Select(_ => new PlainSlot(slot.Format)), slot] };
        OracleLineItem[] ranking = Ranking(asLaterSlot, slot, Candidates(request), picks);
        return [.. OracleRanking.Places(ranking, 1, request).Select(place => Winner(ranking, place, 1, request, slot, 0, picks))];
    }

    /// <summary>The first failing step's reason for one line item and one slot.</summary>
    public RejectionReason Reason(OracleLineItem item, PlainRequest request, PlainSlot slot) =>
        _eligibility.Reason(Worth(item, request), request, ValuesOf(request), slot, []);

    /// <summary>All eligible line items of one slot, best first, without a word on rounds or promises.</summary>
    public OracleLineItem[] Ranking(PlainRequest request, PlainSlot slot, params IReadOnlyList<OraclePick> picks) =>
        Ranking(request, slot, Candidates(request), picks);

    /// <summary>One slot: the first <paramref name="count"/> of its ranking. Several: one winner a slot at most.</summary>
    public OracleWinner[] Select(PlainRequest request, int count) => Select(request, count, Candidates(request));

    /// <summary>As above, for a caller that has the candidates already.</summary>
    public OracleWinner[] Select(PlainRequest request, int count, OracleLineItem[] candidates) =>
        request.Slots.Count == 1 ? SelectRanking(request, count, candidates) : SelectSlots(request, candidates);

    /// <summary>What a unit that is held out somewhere would have been served of what it is held out from.</summary>
    public OracleWinner[] Ghosts(PlainRequest request, int count)
    {
        bool isHeldOut = Catalog.Catalog.Experiments.Any(experiment => experiment.HoldoutArm is { } holdout
            && OracleExperiments.ArmOf(experiment, request.ExperimentUnit) == holdout);
        return !isHeldOut ? [] :
        [
            .. Select(request with { AdmitsHeldOut = true }, count)
                .Where(winner =>
                    OracleExperiments.HoldsOut(Catalog.LineItems.Single(item => item.Id == winner.LineItemId), request.ExperimentUnit, Catalog.Catalog)),
        ];
    }

    private OracleLineItem[] Ranking(PlainRequest request, PlainSlot slot, OracleLineItem[] candidates, IReadOnlyList<OraclePick> picks)
    {
        RequestValues values = ValuesOf(request);
        IEnumerable<OracleLineItem> eligible = candidates
            .Select(item => Worth(item, request))
            .Where(item => _eligibility.Reason(item, request, values, slot, picks) == RejectionReason.None
                && picks.All(other => MayServeBeside(item, other.Item)));
        return OracleRanking.Rank(eligible, request, slot);
    }

    /// <summary>The request as it is decided for a slot: with open bids kept out while the holder of a listed deal gets one of the places.</summary>
    public PlainRequest Round(PlainRequest request, PlainSlot slot, int count, params IReadOnlyList<OraclePick> picks) =>
        Round(request, slot, count, Candidates(request), picks);

    private PlainRequest Round(PlainRequest request, PlainSlot slot, int count, OracleLineItem[] candidates, IReadOnlyList<OraclePick> picks)
    {
        PlainRequest closed = request with { KeepsOpenBidsOut = true };
        return request.DealsFirst
            && request.Deals.Count > 0
            && OracleRanking.Places(Ranking(closed, slot, candidates, picks), count, closed).Any(place => place.Item.Deal is not null)
            ? closed
            : request;
    }

    private OracleWinner[] SelectRanking(PlainRequest request, int count, OracleLineItem[] candidates)
    {
        PlainRequest round = Round(request, request.Slots[0], count, candidates, []);
        OracleLineItem[] ranking = Ranking(round, request.Slots[0], candidates, []);
        OraclePlace[] places = OracleRanking.Places(ranking, count, round);
        return [.. places.Select((place, position) => Winner(ranking, place, count, round, request.Slots[0], position, []))];
    }

    private OracleWinner[] SelectSlots(PlainRequest request, OracleLineItem[] candidates)
    {
        List<OraclePick> used = [];
        List<OracleWinner> winners = [];
        for (int position = 0; position < request.Slots.Count; position++)
        {
            PlainSlot slot = request.Slots[position];
            PlainRequest round = Round(request, slot, 1, candidates, used);
            OracleLineItem[] ranking = Ranking(round, slot, candidates, used);
            foreach (OraclePlace place in OracleRanking.Places(ranking, 1, round))
            {
                OracleWinner winner = Winner(ranking, place, 1, round, slot, position, used);
                winners.Add(winner);
                used.Add(PickOf(winner));
            }
        }

        return [.. winners];
    }

    /// <summary>A winner as later slots of the request see it.</summary>
    public OraclePick PickOf(OracleWinner winner)
    {
        OracleLineItem item = Catalog.LineItems.Single(item => item.Id == winner.LineItemId);
        return new OraclePick(item, item.Creatives.Single(creative => creative.Creative.Id == winner.CreativeId));
    }

    private static bool MayServeBeside(OracleLineItem item, OracleLineItem other) =>
        item.Id != other.Id
        && (item.Advertiser.Id != other.Advertiser.Id || (item.LineItem.AllowsSameAdvertiser && other.LineItem.AllowsSameAdvertiser));

    private OracleWinner Winner(
        OracleLineItem[] ranking,
        OraclePlace place,
        int placeCount,
        PlainRequest request,
        PlainSlot slot,
        int position,
        IReadOnlyList<OraclePick> picks)
    {
        OracleLineItem item = place.Item;
        OracleCreative creative = OracleRanking.Choose(item, _eligibility.ServableCreatives(item, request, slot, picks), request);
        OracleCharge charge = OraclePricing.Charge(ranking, place, placeCount, creative, request, slot, Catalog.Money);
        return new OracleWinner(item.Id, creative.Creative.Id, item.Campaign.Id, item.Advertiser.Id, item.Deal?.Id)
        {
            Position = position,
            Priority = item.Priority,
            PriceModel = item.Price.Model,
            PriceMicros = charge.PriceMicros,
            EffectiveCpmMicros = charge.EffectiveCpmMicros,
            BidCpmMicros = item.Price.EffectiveCpmMicros,
            RankScore = (double)OracleRanking.Score(item).Trillionths() / 1e12,
            DurationMilliseconds = creative.DurationMilliseconds,
            LineItemKey = item.Key,
            Companions = string.Concat(OracleCompanions.Served(creative.Creative, request, Catalog).Select(id => $"{id} ")),
            Generation = Catalog.Catalog.Generation,
        };
    }

    // What a line item is worth to this request: its price at the predicted rate, and its pacing multiplier.
    private OracleLineItem Worth(OracleLineItem item, PlainRequest request)
    {
        decimal multiplier = Math.Round((decimal)Delivery.Multipliers.GetValueOrDefault(item.Id, 1), 6, MidpointRounding.ToEven);
        long? opportunity = Delivery.OpportunityCosts.GetValueOrDefault(item.Id);
        long? ask = item.Deal?.Price == DealPrice.Fixed && item.LineItem.Kind == LineItemKind.PricePriority && item.Price.Model != PriceModel.Flat
            ? OracleFloor.OfDeal(item, request, Catalog.Money)
            : null;
        return item with
        {
            AskMicros = ask,
            PacingMultiplier = multiplier,
            OpportunityCost = opportunity,
            Price = request.Predictor is { } predictor ? item.Price.At(predictor.RateOf(item.Id), item.LineItem.PredictedRateCeiling ?? 1) : item.Price,
        };
    }

    private RequestValues ValuesOf(PlainRequest request) => new(request, Catalog.Schema);
}
