// What one line item and its campaign have delivered and which switches stop them, read together.
namespace AdSelect.Pacing;

/// <param name="Events">Events of the line item that its goal counts.</param>
/// <param name="SpendMicros">Spend of the line item.</param>
/// <param name="CampaignEvents">Events of the campaign that its goal counts.</param>
/// <param name="CampaignSpendMicros">Spend of the campaign.</param>
/// <param name="IsLineItemStopped">A kill switch stops the line item.</param>
/// <param name="IsCampaignStopped">A kill switch stops the campaign.</param>
/// <param name="IsAdvertiserStopped">A kill switch stops the advertiser.</param>
internal readonly record struct DeliveryFacts(
    long Events,
    long SpendMicros,
    long CampaignEvents,
    long CampaignSpendMicros,
    bool IsLineItemStopped,
    bool IsCampaignStopped,
    bool IsAdvertiserStopped);
