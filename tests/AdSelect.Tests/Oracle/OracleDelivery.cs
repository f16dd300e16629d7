// SEMANTICS 4.1, 4.2 and 7: what was delivered and what is paused, as plain dictionaries by id.
namespace AdSelect.Tests.Oracle;

/// <summary>What was recorded of one element.</summary>
public readonly record struct OracleDelivered(long GoalEvents, long SpendMicros);

public sealed class OracleDelivery(OracleCatalog catalog)
{
    private readonly Dictionary<string, OracleDelivered> _lineItems = [];
    private readonly Dictionary<string, OracleDelivered> _campaigns = [];

    public HashSet<string> PausedLineItems { get; } = [];

    public HashSet<string> PausedCampaigns { get; } = [];

    public HashSet<string> PausedAdvertisers { get; } = [];

    /// <summary>Pacing multipliers by line item; 1 where there is none.</summary>
    public Dictionary<string, double> Multipliers { get; } = [];

    /// <summary>Opportunity costs by line item, in micros.</summary>
    public Dictionary<string, long?> OpportunityCosts { get; } = [];

    public void Record(string lineItemId, AdEvent recorded, long count, long spendMicros)
    {
        OracleLineItem item = catalog.LineItems.Single(item => item.Id == lineItemId);
        Add(_lineItems, item.Id, recorded == item.LineItem.Goal?.Event ? count : 0, spendMicros);
        Add(_campaigns, item.Campaign.Id, recorded == item.Campaign.Goal?.Event ? count : 0, spendMicros);
    }

    public RejectionReason Reason(OracleLineItem item)
    {
        OracleDelivered own = _lineItems.GetValueOrDefault(item.Id);
        OracleDelivered campaign = _campaigns.GetValueOrDefault(item.Campaign.Id);
        return item switch
        {
            _ when IsSpent(item.LineItem.Budget, own) => RejectionReason.BudgetExhausted,
            _ when IsReached(item.LineItem.Goal, own) => RejectionReason.GoalReached,
            _ when IsSpent(item.Campaign.Budget, campaign) => RejectionReason.CampaignBudgetExhausted,
            _ when IsReached(item.Campaign.Goal, campaign) => RejectionReason.CampaignGoalReached,
            _ => RejectionReason.None,
        };
    }

    private static void Add(Dictionary<string, OracleDelivered> delivered, string id, long goalEvents, long spendMicros)
    {
        OracleDelivered before = delivered.GetValueOrDefault(id);
        delivered[id] = new OracleDelivered(before.GoalEvents + goalEvents, before.SpendMicros + spendMicros);
    }

    private static bool IsReached(DeliveryGoal? goal, OracleDelivered delivered) => goal is { } set && set.Count - delivered.GoalEvents <= 0;

    private bool IsSpent(Money? budget, OracleDelivered delivered) => budget is { } set && catalog.Money.ToMicros(set) - delivered.SpendMicros <= 0;
}
