// Pauses, flights, dayparts, budgets and goals in words.
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal readonly ref partial struct ExplainedDetails
{
    private ref readonly CampaignRow Campaign => ref Catalog.Campaigns[_row.Campaign];

    private string TheCampaign => $"campaign '{Catalog.CampaignIds[_row.Campaign]}'";

    private string TheAdvertiser => $"advertiser '{Catalog.AdvertiserIds[_row.Advertiser]}'";

    private string OfLiveOrDelivery(RejectionReason reason) => reason switch
    {
        RejectionReason.LineItemPaused => Paused("the line item", _row.Has(LineItemFlags.Paused), Delivery.IsLineItemStopped),
        RejectionReason.CampaignPaused => Paused(TheCampaign, Campaign.Paused != 0, Delivery.IsCampaignStopped),
        RejectionReason.AdvertiserPaused => Paused(TheAdvertiser, Catalog.Advertisers[_row.Advertiser].Paused != 0, Delivery.IsAdvertiserStopped),
        RejectionReason.BeforeFlight => $"the flight begins {Words.Instant(_row.FlightStartTicks)}, the request is of {Words.Instant(Request.UtcTicks)}",
        RejectionReason.AfterFlight => $"the flight ended {Words.Instant(_row.FlightEndTicks)}, the request is of {Words.Instant(Request.UtcTicks)}",
        RejectionReason.OutsideDayparts => OfDayparts(),
        RejectionReason.BudgetExhausted => Spent("the line item", Delivery.SpendMicros, Catalog.BudgetMicros(LineItem)),
        RejectionReason.GoalReached => Delivered("the line item", Delivery.Events, Catalog.GoalCount(LineItem), Catalog.TermsOf(LineItem).GoalEvent),
        RejectionReason.CampaignBudgetExhausted => Spent(TheCampaign, Delivery.CampaignSpendMicros, Campaign.BudgetMicros),
        _ => Delivered(TheCampaign, Delivery.CampaignEvents, Campaign.GoalCount, Campaign.GoalEvent),
    };

    private static string Paused(string what, bool isPaused, bool isStopped) => (isPaused, isStopped) switch
    {
        (true, true) => $"the catalog pauses {what}, and a kill switch stops it too",
        (true, false) => $"the catalog pauses {what}",
        _ => $"a kill switch stops {what}",
    };

    private string Spent(string who, long spent, long budget) => $"{who} has spent {Words.Money(spent)} of {Words.Money(budget)} {Whole.Currency}";

    private static string Delivered(string who, long delivered, long goal, AdEvent kind) =>
        $"{who} has {Words.Count(delivered)} of {Words.Count(goal)} {Words.Events(kind, goal)}";

    private string OfDayparts()
    {
        bool isUtc = _row.Has(LineItemFlags.UtcDayparts);
        string hours = Words.Week(Catalog.DaypartGrids.Span.Slice(_row.DaypartGrid * WeekGrid.Words, WeekGrid.Words));
        string clock = isUtc ? "universal time" : "the listener's time";
        return $"it serves {hours}; the request is of {Words.Quarter(isUtc ? Request.UtcQuarter : Request.ListenerQuarter)}, {clock}, to the quarter of an hour";
    }
}
