// SEMANTICS 5: every cap counted over a plain log.
using System.Collections.Concurrent;

namespace AdSelect.Tests.Oracle;

/// <summary>What an earlier slot of the request took.</summary>
public sealed record OraclePick(OracleLineItem Item, OracleCreative Creative);

public sealed class OracleFrequency(OracleCatalog catalog)
{
    private static readonly ConcurrentDictionary<(string Zone, DateTime Local), DateTime> _firstInstants = new();

    /// <summary>The first reason for which caps keep the line item out; caps of creatives count when none of <paramref name="creatives"/> is left.</summary>
    public RejectionReason Reason(OracleLineItem item, IReadOnlyList<OracleCreative> creatives, PlainRequest request, IReadOnlyList<OraclePick> picks)
    {
        IEnumerable<RejectionReason> reasons =
        [
            .. Reasons(item.LineItem.Caps, item.LineItem.Recency, request, line => line.LineItemId == item.Id, pick => pick.Item.Id == item.Id, picks),
            .. Reasons(
                item.Campaign.Caps,
                item.Campaign.Recency,
                request,
                line => line.CountsTowardParents && line.CampaignId == item.Campaign.Id,
                pick => pick.Item.LineItem.CountsTowardParents && pick.Item.Campaign.Id == item.Campaign.Id,
                picks),
            .. Reasons(
                item.Advertiser.Caps,
                item.Advertiser.Recency,
                request,
                line => line.CountsTowardParents && line.AdvertiserId == item.Advertiser.Id,
                pick => pick.Item.LineItem.CountsTowardParents && pick.Item.Advertiser.Id == item.Advertiser.Id,
                picks),
            .. creatives.Count > 0 && Uncapped(creatives, request, picks).Length == 0 ? Reasons(creatives[0], request, picks) : [],
        ];
        return reasons.FirstOrDefault(reason => reason != RejectionReason.None);
    }

    /// <summary>The creatives that their own caps let pass.</summary>
    public OracleCreative[] Uncapped(IReadOnlyList<OracleCreative> creatives, PlainRequest request, IReadOnlyList<OraclePick> picks) =>
        [.. creatives.Where(creative => Reasons(creative, request, picks).All(reason => reason == RejectionReason.None))];

    private IEnumerable<RejectionReason> Reasons(OracleCreative creative, PlainRequest request, IReadOnlyList<OraclePick> picks) => Reasons(
        creative.Creative.Caps,
        creative.Creative.Recency,
        request,
        line => line.CreativeId == creative.Creative.Id,
        pick => pick.Creative.Creative.Id == creative.Creative.Id,
        picks);

    private IEnumerable<RejectionReason> Reasons(
        IReadOnlyList<FrequencyCap> caps,
        TimeSpan recency,
        PlainRequest request,
        Func<PlainExposure, bool> isOwners,
        Func<OraclePick, bool> isOwnersPick,
        IReadOnlyList<OraclePick> picks)
    {
        foreach (FrequencyCap cap in caps)
        {
            yield return Reason(cap, RejectionReason.FrequencyCapReached, request, isOwners, isOwnersPick, picks);
        }

        if (recency > TimeSpan.Zero)
        {
            yield return Reason(new FrequencyCap(1, CapWindow.Rolling(recency)), RejectionReason.TooRecent, request, isOwners, isOwnersPick, picks);
        }
    }

    private RejectionReason Reason(
        FrequencyCap cap,
        RejectionReason whenReached,
        PlainRequest request,
        Func<PlainExposure, bool> isOwners,
        Func<OraclePick, bool> isOwnersPick,
        IReadOnlyList<OraclePick> picks)
    {
        PlainListener listener = request.KnownListener;
        bool hasPlace = cap.Window.Kind switch
        {
            CapWindowKind.Break => listener.BreakId is not null,
            CapWindowKind.Session => listener.SessionId is not null,
            _ => true,
        };
        if (cap.MissingIdentity == MissingIdentity.Deny && !(hasPlace && listener.Complete.Contains(cap.Identity) && !MayLack(cap, request)))
        {
            return RejectionReason.IdentityMissing;
        }

        bool isCategory = cap.Scope == CapScope.Category;
        int recorded = listener.Logs.GetValueOrDefault(cap.Identity, [])
            .DistinctBy(line => (line.Id, line.Event))
            .Count(line => line.Event == cap.Event
                && (isCategory ? line.Categories.Contains(cap.Category!) : isOwners(line))
                && hasPlace
                && IsInWindow(cap.Window, line, request));
        int planned = cap.Event is AdEvent.Click or AdEvent.Conversion
            ? 0
            : picks.Count(pick => isCategory ? catalog.CategoriesOf(pick.Creative.Creative).Contains(cap.Category!) : isOwnersPick(pick));
        return recorded + planned >= cap.Limit ? whenReached : RejectionReason.None;
    }

    // What was forgotten may have been of the session or the break; what is older than any cap remembers is of no account.
    private bool MayLack(FrequencyCap cap, PlainRequest request) =>
        request.KnownListener.ForgottenUntil.TryGetValue(cap.Identity, out DateTimeOffset until)
        && (cap.Window.Kind is CapWindowKind.Lifetime or CapWindowKind.Break or CapWindowKind.Session
            ? request.Time - until <= TimeSpan.FromDays(400)
            : IsSince(cap.Window, until, request.Time));

    private bool IsInWindow(CapWindow window, PlainExposure line, PlainRequest request) => window.Kind switch
    {
        CapWindowKind.Lifetime => true,
        CapWindowKind.Break => line.BreakId == request.Listener.BreakId,
        CapWindowKind.Session => line.SessionId == request.Listener.SessionId,
        _ => IsSince(window, line.Time, request.Time),
    };

    // A stamp up to a day ahead is of now; one further ahead is not believed.
    private bool IsSince(CapWindow window, DateTimeOffset time, DateTimeOffset now) =>
        time >= now ? time - now <= TimeSpan.FromHours(24)
        : window.Kind == CapWindowKind.Rolling ? now - time < window.Length
        : time.UtcDateTime >= StartOf(window.Kind, now);

    // Minute by minute, the first at which a clock in the zone shows the period.
    private DateTime StartOf(CapWindowKind kind, DateTimeOffset now)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(catalog.Catalog.TimeZone);
        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime.Date;
        while (kind == CapWindowKind.Week && local.DayOfWeek != catalog.Catalog.FirstDayOfWeek)
        {
            local = local.AddDays(-1);
        }

        local = kind == CapWindowKind.Month ? local.AddDays(1 - local.Day) : local;
        return _firstInstants.GetOrAdd((zone.Id, local), static period =>
        {
            TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(period.Zone);
            DateTime utc = DateTime.SpecifyKind(period.Local.AddHours(-16), DateTimeKind.Utc);
            while (utc + zone.GetUtcOffset(utc) < period.Local)
            {
                utc = utc.AddMinutes(1);
            }

            return utc;
        });
    }
}
