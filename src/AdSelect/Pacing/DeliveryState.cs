// What was delivered, what is left and what is paused: flat arrays by ordinal, read by Select without locks.
namespace AdSelect;

/// <summary>
/// The changing part beside an immutable snapshot: what each line item and campaign has left, and kill switches.
/// Written by billing and operations, read by every selection without locks. Thread-safe.
/// </summary>
public sealed partial class DeliveryState
{
    /// <summary>Stops or restarts a line item. True when the id exists.</summary>
    public bool SetLineItemPaused(string lineItemId, bool paused) => throw new NotImplementedException();

    /// <summary>Stops or restarts all line items of a campaign. True when the id exists.</summary>
    public bool SetCampaignPaused(string campaignId, bool paused) => throw new NotImplementedException();

    /// <summary>Stops or restarts all line items of an advertiser. True when the id exists.</summary>
    public bool SetAdvertiserPaused(string advertiserId, bool paused) => throw new NotImplementedException();

    /// <summary>Records delivery of a line item (and its campaign): events of its goal and spend in micros. True when the id exists.</summary>
    public bool Record(string lineItemId, long goalEvents, long spendMicros) => throw new NotImplementedException();
}
