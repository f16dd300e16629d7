// From a winner to the event that is recorded of it.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>What to record when something happens to a winner: its keys, the capped categories it belongs to, and whether it counts toward parents.</summary>
    /// <param name="selection">A winner of this snapshot.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="id">Identifies the event; recorded twice it counts once.</param>
    /// <param name="time">When it happened.</param>
    /// <returns>The exposure. Add <see cref="Exposure.SessionId"/> and <see cref="Exposure.BreakId"/> with <c>with</c> where windows of sessions or breaks are used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The selection is not one of this snapshot.</exception>
    public Exposure CreateExposure(in AdSelection selection, AdEvent kind, ExposureKey id, DateTimeOffset time) =>
        CreateExposure(selection.LineItem, selection.Creative, kind, id, time);

    /// <summary>As <see cref="CreateExposure(in AdSelection, AdEvent, ExposureKey, DateTimeOffset)"/>, for a host that knows of the winner only its line item and creative, in the ordinals of this snapshot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The snapshot has no such line item or creative.</exception>
    public Exposure CreateExposure(int lineItem, int creative, AdEvent kind, ExposureKey id, DateTimeOffset time)
    {
        FrozenCatalog part = PartOf(ref lineItem);
        FrozenCatalog ofCreative = PartOf(View?.Creatives, ref creative);
        ref readonly LineItemRow row = ref part.LineItems[lineItem];
        return Alive(new Exposure
        {
            Event = kind,
            Id = id,
            Time = time,
            LineItemKey = part.LineItemKeys[lineItem],
            CreativeKey = ofCreative.Creatives[creative].Key,
            CampaignKey = part.Campaigns[row.Campaign].Key,
            AdvertiserKey = part.Advertisers[row.Advertiser].Key,
            CountsTowardParents = part.TermsOf(lineItem).CountsTowardParents != 0,
            Categories = CappedCategories.Of(ofCreative, creative, CappedCategoryKeys),
        });
    }

    /// <summary>Finds a creative by id.</summary>
    public bool TryFindCreative(string id, out int creative)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!ValidText.Is(id))
        {
            creative = -1;
            return false;
        }

        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(id);
        creative = Alive(_catalog.CreativeIds.Find(utf8));
        if (creative < 0 && View is { } delta && delta.Catalog.CreativeIds.Find(utf8) is >= 0 and int added)
        {
            creative = Alive(delta.Creatives[added]);
        }

        return creative >= 0;
    }
}
