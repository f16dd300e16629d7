// SEMANTICS 4: the steps a line item must pass for one slot, in their order, each with its reason.
namespace AdSelect.Tests.Oracle;

/// <summary>The verdict of one step.</summary>
public readonly record struct OracleStep(SelectionStep Step, RejectionReason Reason);

public sealed class OracleEligibility(OracleCatalog catalog, OracleDelivery delivery)
{
    /// <summary>Every step's verdict, evaluated one by one as they are enumerated.</summary>
    public IEnumerable<OracleStep> Steps(OracleLineItem item, PlainRequest request, RequestValues values, PlainSlot slot)
    {
        yield return new OracleStep(SelectionStep.Live, LiveReason(item, request));
        yield return new OracleStep(SelectionStep.Delivery, delivery.Reason(item));
        yield return new OracleStep(SelectionStep.Supply, OracleSupply.Reason(item, request, slot));
        yield return new OracleStep(SelectionStep.Targeting, item.Targeting(values) ? RejectionReason.None : RejectionReason.TargetingMiss);
        OracleCreative[] fitting = OracleSupply.Fitting(item, request, slot);
        yield return new OracleStep(SelectionStep.Policy, OraclePolicy.Reason(item, fitting, request, catalog));
        bool reachesFloor = ServableCreatives(item, request, slot).Length > 0;
        yield return new OracleStep(SelectionStep.Floor, reachesFloor ? RejectionReason.None : RejectionReason.BelowFloor);
    }

    /// <summary>The first failing step's reason.</summary>
    public RejectionReason Reason(OracleLineItem item, PlainRequest request, RequestValues values, PlainSlot slot) =>
        Steps(item, request, values, slot).FirstOrDefault(step => step.Reason != RejectionReason.None).Reason;

    /// <summary>The attached creatives that fit the slot, are not blocked and reach the floor, by id.</summary>
    public OracleCreative[] ServableCreatives(OracleLineItem item, PlainRequest request, PlainSlot slot)
    {
        OracleCreative[] unblocked = OraclePolicy.Unblocked(OracleSupply.Fitting(item, request, slot), request, catalog);
        return [.. unblocked.Where(creative => item.IsHouse || item.Price.EffectiveCpmMicros >= OracleFloor.Of(item, creative, request, slot, catalog.Money))];
    }

    private RejectionReason LiveReason(OracleLineItem item, PlainRequest request)
    {
        Flight flight = item.LineItem.Flight;
        return item switch
        {
            _ when item.LineItem.IsPaused || delivery.PausedLineItems.Contains(item.Id) => RejectionReason.LineItemPaused,
            _ when item.Campaign.IsPaused || delivery.PausedCampaigns.Contains(item.Campaign.Id) => RejectionReason.CampaignPaused,
            _ when item.Advertiser.IsPaused || delivery.PausedAdvertisers.Contains(item.Advertiser.Id) => RejectionReason.AdvertiserPaused,
            _ when request.Time < flight.Start => RejectionReason.BeforeFlight,
            _ when flight.End is { } end && request.Time >= end => RejectionReason.AfterFlight,
            _ when !IsInDayparts(item.LineItem, request.Time) => RejectionReason.OutsideDayparts,
            _ => RejectionReason.None,
        };
    }

    private static bool IsInDayparts(LineItem item, DateTimeOffset time)
    {
        DateTime clock = item.DaypartClock == DaypartClock.Utc ? time.UtcDateTime : time.DateTime;
        WeekDays today = clock.DayOfWeek == DayOfWeek.Sunday ? WeekDays.Sunday : (WeekDays)(1 << ((int)clock.DayOfWeek - 1));
        return item.Dayparts.Count == 0
            || item.Dayparts.Any(part => part.Days.HasFlag(today) && part.From <= clock.TimeOfDay && clock.TimeOfDay < part.To);
    }
}
