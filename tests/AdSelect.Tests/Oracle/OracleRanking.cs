// SEMANTICS 6: who goes before whom, and which of a winner's creatives is shown.
using AdSelect.Internals;

namespace AdSelect.Tests.Oracle;

/// <summary>A place of a slot, and the opportunity cost of the promise that gave way for it, if one did.</summary>
public sealed record OraclePlace(OracleLineItem Item, long? Exceeded = null);

public static class OracleRanking
{
    /// <summary>Micros of a percent: shares count in ten-thousandths of one.</summary>
    private const int UnitsPerPercent = 10_000;

    /// <summary>House goes after everything else.</summary>
    public static int Priority(OracleLineItem item) => item.IsHouse ? AdSelectLimits.MaxPriority + 1 : item.Priority;

    /// <summary>The stronger tier has the lower number: within a priority shares of voice, then lots, then the others.</summary>
    public static (int Priority, int Step) Tier(OracleLineItem item) =>
        (Priority(item), item.LineItem.ShareOfVoice is not null ? 0 : item.LineItem.Weight is not null ? 1 : 2);

    public static Ratio Score(OracleLineItem item) => (Ratio)item.CompetingCpmMicros * item.LineItem.Quality * item.PacingMultiplier;

    /// <summary>Best first. Of those with a share of voice at most one of a priority is left: the one whose turn it is.</summary>
    public static OracleLineItem[] Rank(IEnumerable<OracleLineItem> eligible, PlainRequest request, PlainSlot slot)
    {
        ulong requestId = ((RequestId)request.Id).Value;
        ulong drawId = DrawId(request, slot);
        ILookup<bool, OracleLineItem> byShare = eligible.ToLookup(item => item.LineItem.ShareOfVoice is not null);
        return
        [
            .. byShare[false].Concat(byShare[true].GroupBy(Priority).SelectMany(group => OneOf([.. group], drawId)))
                .OrderBy(Tier)
                .ThenByDescending(item => item.LineItem.Weight is null ? 0 : LotTicket(item, request))
                .ThenByDescending(item => item.LineItem.Weight is null ? Score(item) : Ratio.Zero)
                .ThenBy(item => StableHash.Draw(requestId, item.Key, HashPurpose.Tie))
                .ThenBy(item => item.Key),
        ];
    }

    /// <summary>
    /// The first places: at each the first that is left, or the first guaranteed one of the same priority whose cost holds back a
    /// price; and before one that has a cost, the first left by price that exceeds it.
    /// </summary>
    public static OraclePlace[] Places(OracleLineItem[] ranking, int count, PlainRequest request)
    {
        List<OracleLineItem> left = [.. ranking];
        List<OraclePlace> places = [];
        while (places.Count < count && left.Count > 0)
        {
            OracleLineItem first = left[0];
            OracleLineItem? price = left.Find(item => item.LineItem.Kind == LineItemKind.PricePriority);
            OracleLineItem? guaranteed = !request.DynamicAllocation ? null
                : first.LineItem.Kind == LineItemKind.PricePriority ? left.Find(item => HasCost(item) && Priority(item) == Priority(first))
                : HasCost(first) ? first : null;
            bool gives = guaranteed is not null && price is not null && price.CompetingCpmMicros > guaranteed.OpportunityCost;
            places.Add(gives ? new OraclePlace(price!, guaranteed!.OpportunityCost) : new OraclePlace(guaranteed ?? first));
            left.Remove(places[^1].Item);
        }

        return [.. places];
    }

    private static bool HasCost(OracleLineItem item) => item.LineItem.Kind == LineItemKind.Guaranteed && item.OpportunityCost is not null;

    // Each in proportion to its share, and none of them in proportion to what the shares leave.
    private static IEnumerable<OracleLineItem> OneOf(OracleLineItem[] holders, ulong drawId)
    {
        long total = holders.Sum(Units);
        OracleLineItem best = holders.MaxBy(item => Ticket(Units(item), drawId, item.Key, HashPurpose.ShareOfVoice))!;
        double nobody = Ticket(Math.Max(0, (100 * UnitsPerPercent) - total), drawId, (ulong)(Priority(best) - 1), HashPurpose.ShareOfVoice);
        return Ticket(Units(best), drawId, best.Key, HashPurpose.ShareOfVoice) > nobody ? [best] : [];
    }

    private static long Units(OracleLineItem item) => (long)Math.Round((float)item.LineItem.ShareOfVoice!.Value * (double)UnitsPerPercent);

    private static ulong DrawId(PlainRequest request, PlainSlot slot)
    {
        ulong id = ((RequestId)request.Id).Value;
        int index = request.Slots.TakeWhile(other => !ReferenceEquals(other, slot)).Count();
        return index == 0 ? id : StableHash.Draw(id, (ulong)index, HashPurpose.ShareOfVoice);
    }

    /// <summary>The ticket of a line item that draws lots.</summary>
    public static double LotTicket(OracleLineItem item, PlainRequest request) =>
        Ticket(item.LineItem.Weight!.Value * (double)item.PacingMultiplier, ((RequestId)request.Id).Value, item.Key, HashPurpose.Lottery);

    private static double Ticket(double weight, ulong id, ulong key, HashPurpose purpose) =>
        weight / Math.Max(-Math.Log((StableHash.Draw(id, key, purpose) | 1) / Math.Pow(2, 64)), double.Epsilon);

    /// <summary>The creative shown, out of those that may serve, in the order of the catalog for a sequence and by id otherwise.</summary>
    public static OracleCreative Choose(OracleLineItem item, IReadOnlyList<OracleCreative> servable, PlainRequest request)
    {
        PlainListener listener = request.KnownListener;
        CapIdentity[] known = [.. new[] { CapIdentity.User, CapIdentity.Device, CapIdentity.Household, CapIdentity.Session }
            .Where(listener.IsGiven)];
        if (item.LineItem.Rotation == CreativeRotation.Sequential && known.Length > 0)
        {
            return InSequence(item, servable, request, listener.Logs.GetValueOrDefault(known[0], []));
        }

        if (item.LineItem.Rotation == CreativeRotation.BestPredicted && request.Predictor is { } predictor && !Explores(item, request))
        {
            double most = servable.Max(creative => RateOf(item, creative, predictor));
            servable = [.. servable.Where(creative => RateOf(item, creative, predictor) == most)];
        }

        ulong draw = StableHash.Draw(((RequestId)request.Id).Value, item.Key, HashPurpose.Creative);
        if (item.LineItem.Rotation != CreativeRotation.Weighted)
        {
            return servable[(int)Scale(draw, servable.Count)];
        }

        long drawn = Scale(draw, servable.Sum(creative => (long)creative.Weight));
        long cumulative = 0;
        return servable.First(creative => (cumulative += creative.Weight) > drawn);
    }

    private static bool Explores(OracleLineItem item, PlainRequest request) =>
        Math.Floor(StableHash.Draw(
            ((RequestId)request.Id).Value,
            item.Key,
            HashPurpose.Exploration) / 2048m) < (decimal)(float)item.LineItem.Exploration * (1L << 53);

    private static double RateOf(OracleLineItem item, OracleCreative creative, PlainPredictor predictor)
    {
        (double click, double action, double completion) = item.LineItem.PredictedRates;
        (AdEvent asked, double authored) = item.LineItem.Price.Model switch
        {
            PriceModel.Cpa => (AdEvent.Conversion, action),
            PriceModel.Cpcv => (AdEvent.Complete, completion),
            _ => (AdEvent.Click, click),
        };
        double rate = predictor.RateOf(item.Id, creative.Creative.Id, asked);
        return double.IsNaN(rate) ? authored : Math.Min(Math.Max(rate, 0), 1);
    }

    private static OracleCreative InSequence(
        OracleLineItem item,
        IReadOnlyList<OracleCreative> servable,
        PlainRequest request,
        IReadOnlyList<PlainExposure> log)
    {
        string? latest = log.DistinctBy(line => (line.Id, line.Event))
            .Where(line => line.Event == AdEvent.Impression && line.LineItemId == item.Id)
            .OrderBy(line => line.TimeAsOf(request.Time))
            .LastOrDefault()?.CreativeId;
        int place = item.Creatives.ToList().FindIndex(creative => creative.Creative.Id == latest);
        return item.Creatives.Skip(place + 1).Concat(item.Creatives).First(servable.Contains);
    }

    // A draw of 64 bits as a number from 0 to range − 1: the high half of the 128-bit product.
    private static long Scale(ulong draw, long range) => (long)(ulong)(((UInt128)draw * (ulong)range) >> 64);
}
