// SEMANTICS 4: the steps a line item must pass for one slot, in their order, each with its reason.
namespace AdSelect.Tests.Oracle;

/// <summary>The verdict of one step. It was not asked to its end when it passed for want of creatives alone.</summary>
public readonly record struct OracleStep(SelectionStep Step, RejectionReason Reason, bool IsAsked = true)
{
    public StepVerdict Verdict => Reason != RejectionReason.None ? StepVerdict.Failed : IsAsked ? StepVerdict.Passed : StepVerdict.NotAsked;
}

public sealed class OracleEligibility(OracleCatalog catalog, OracleDelivery delivery)
{
    private readonly OracleFrequency _frequency = new(catalog);

    /// <summary>Every step's verdict, evaluated one by one as they are enumerated.</summary>
    public IEnumerable<OracleStep> Steps(OracleLineItem item, PlainRequest request, RequestValues values, PlainSlot slot, IReadOnlyList<OraclePick> picks)
    {
        yield return new OracleStep(SelectionStep.Live, LiveReason(item, request));
        yield return new OracleStep(SelectionStep.Delivery, delivery.Reason(item));
        yield return new OracleStep(SelectionStep.Supply, OracleSupply.Reason(item, request, slot, catalog));
        yield return new OracleStep(SelectionStep.Targeting, item.Targeting(values) ? RejectionReason.None : RejectionReason.TargetingMiss);
        OracleCreative[] fitting = OracleSupply.Fitting(item, request, slot, catalog);
        yield return new OracleStep(
            SelectionStep.Policy,
            OraclePolicy.Reason(item, fitting, request, catalog),
            fitting.Length > 0 || request.BlockedCategories.Count == 0);
        bool anyUnblocked = OraclePolicy.Unblocked(fitting, request, catalog).Length > 0;
        OracleCreative[] reaching = ReachingFloor(item, request, slot);
        yield return new OracleStep(
            SelectionStep.Floor,
            anyUnblocked && reaching.Length == 0 ? RejectionReason.BelowFloor : RejectionReason.None,
            anyUnblocked);
        bool areCreativesCapped = item.Creatives.Any(creative => creative.Creative.Caps.Count > 0 || creative.Creative.Recency > TimeSpan.Zero);
        yield return new OracleStep(SelectionStep.Frequency, _frequency.Reason(item, reaching, request, picks), reaching.Length > 0 || !areCreativesCapped);
        yield return new OracleStep(SelectionStep.Experiment, OracleExperiments.Reason(item, request, catalog.Catalog));
    }

    /// <summary>The first failing step's reason.</summary>
    public RejectionReason Reason(OracleLineItem item, PlainRequest request, RequestValues values, PlainSlot slot, IReadOnlyList<OraclePick> picks) =>
        Steps(item, request, values, slot, picks).FirstOrDefault(step => step.Reason != RejectionReason.None).Reason;

    /// <summary>The attached creatives that fit the slot, are not blocked, reach the floor and are not capped, by id.</summary>
    public OracleCreative[] ServableCreatives(OracleLineItem item, PlainRequest request, PlainSlot slot, IReadOnlyList<OraclePick> picks) =>
        _frequency.Uncapped(ReachingFloor(item, request, slot), request, picks);

    private OracleCreative[] ReachingFloor(OracleLineItem item, PlainRequest request, PlainSlot slot)
    {
        OracleCreative[] unblocked = OraclePolicy.Unblocked(OracleSupply.Fitting(item, request, slot, catalog), request, catalog);
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
