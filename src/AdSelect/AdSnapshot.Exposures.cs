// From a winner to the event that is recorded of it.
using System.Runtime.InteropServices;
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>What to record when something happens to a winner: its keys, the capped categories it belongs to, and whether it counts toward parents.</summary>
    /// <param name="selection">A winner of this snapshot.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="id">Identifies the event; recorded twice it counts once.</param>
    /// <param name="time">When it happened.</param>
    /// <returns>The exposure. Add <see cref="Exposure.SessionId"/> and <see cref="Exposure.BreakId"/> with <c>with</c> where caps by session or break are used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The selection is not one of this snapshot.</exception>
    public Exposure CreateExposure(in AdSelection selection, AdEvent kind, ExposureKey id, DateTimeOffset time)
    {
        int lineItem = selection.LineItem;
        FrozenCatalog part = PartOf(ref lineItem);
        var exposure = new Exposure
        {
            Event = kind,
            Id = id,
            Time = time,
            LineItemKey = part.LineItemKeys[lineItem],
            CountsTowardParents = part.TermsOf(lineItem).CountsTowardParents != 0,
        };
        int creative = selection.Creative;
        FrozenCatalog ofCreative = PartOf(View?.Creatives, ref creative);
        int campaign = selection.Campaign;
        FrozenCatalog ofCampaign = PartOf(View?.Campaigns, ref campaign);
        int advertiser = selection.Advertiser;
        FrozenCatalog ofAdvertiser = PartOf(View?.Advertisers, ref advertiser);
        return Alive(exposure with
        {
            CreativeKey = ofCreative.Creatives[creative].Key,
            CampaignKey = ofCampaign.Campaigns[campaign].Key,
            AdvertiserKey = ofAdvertiser.Advertisers[advertiser].Key,
            Categories = CappedCategories.Of(ofCreative, creative, CappedCategoryKeys),
        });
    }
}
