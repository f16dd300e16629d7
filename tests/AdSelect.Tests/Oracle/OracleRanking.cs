// SEMANTICS 6: who goes before whom, and which of a winner's creatives is shown.
using AdSelect.Internals;

namespace AdSelect.Tests.Oracle;

public static class OracleRanking
{
    private const int HouseTier = AdSelectLimits.MaxPriority + 1;

    /// <summary>The stronger tier has the lower number; house goes after everything else.</summary>
    public static int Tier(OracleLineItem item) => item.IsHouse ? HouseTier : item.Priority;

    public static double Score(OracleLineItem item) => item.Price.EffectiveCpmMicros * item.LineItem.Quality * item.PacingMultiplier;

    /// <summary>Best first.</summary>
    public static OracleLineItem[] Rank(IEnumerable<OracleLineItem> eligible, PlainRequest request)
    {
        ulong requestId = ((RequestId)request.Id).Value;
        return
        [
            .. eligible
                .OrderBy(Tier)
                .ThenByDescending(Score)
                .ThenBy(item => StableHash.Draw(requestId, item.Key, HashPurpose.Tie))
                .ThenBy(item => item.Key),
        ];
    }

    /// <summary>The creative shown, out of those that may serve, in the order of the catalog for a sequence and by id otherwise.</summary>
    public static OracleCreative Choose(OracleLineItem item, IReadOnlyList<OracleCreative> servable, PlainRequest request)
    {
        CapIdentity[] known = [.. new[] { CapIdentity.User, CapIdentity.Device, CapIdentity.Household, CapIdentity.Session }
            .Where(identity => request.Listener.Complete.Contains(identity) || request.Listener.Logs.GetValueOrDefault(identity, []).Count > 0)];
        if (item.LineItem.Rotation == CreativeRotation.Sequential && request.Consent.AllowsPersonalData && known.Length > 0)
        {
            return InSequence(item, servable, request, request.Listener.Logs.GetValueOrDefault(known[0], []));
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

    private static OracleCreative InSequence(OracleLineItem item, IReadOnlyList<OracleCreative> servable, PlainRequest request, IReadOnlyList<PlainExposure> log)
    {
        string? latest = log.DistinctBy(line => (line.Id, line.Event))
            .Where(line => line.Event == AdEvent.Impression && line.LineItemId == item.Id)
            .OrderBy(line => line.Time > request.Time ? request.Time : line.Time)
            .LastOrDefault()?.CreativeId;
        int place = item.Creatives.ToList().FindIndex(creative => creative.Creative.Id == latest);
        return item.Creatives.Skip(place + 1).Concat(item.Creatives).First(servable.Contains);
    }

    // A draw of 64 bits as a number from 0 to range − 1: the high half of the 128-bit product.
    private static long Scale(ulong draw, long range) => (long)(ulong)(((UInt128)draw * (ulong)range) >> 64);
}
