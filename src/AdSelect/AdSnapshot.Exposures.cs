// From a winner to its ids, and to the event that is recorded of it.
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>
    /// Tells a winner in ids and plain numbers, which depend on no snapshot: to be kept, sent, and recorded whenever something happens
    /// to it.
    /// </summary>
    /// <param name="winner">A winner that this snapshot chose.</param>
    /// <exception cref="ArgumentException">Another snapshot chose the winner.</exception>
    public AdDescription Describe(in AdSelection winner)
    {
        Exposure.CategoryKeys categories = CategoriesOf(OrdinalOf(winner.Creative));
        return new AdDescription
        {
            LineItemId = LineItemId(winner.LineItem),
            CreativeId = CreativeId(winner.Creative),
            CampaignId = CampaignId(winner.Campaign),
            AdvertiserId = AdvertiserId(winner.Advertiser),
            DealId = winner.Deal is { } deal ? DealId(deal) : null,
            Companions = CompanionIds(winner.Creative, winner.Companions),
            Position = winner.Position,
            Spot = winner.Spot,
            Priority = winner.Priority,
            PriceModel = winner.PriceModel,
            PriceMicros = winner.PriceMicros,
            EffectiveCpmMicros = winner.EffectiveCpmMicros,
            Currency = Currency,
            DurationMilliseconds = winner.DurationMilliseconds,
            Generation = winner.Generation,
            IsGhost = winner.IsGhost,
            CountsTowardParents = winner.CountsTowardParents,
            CappedCategories = categories.ToKeys(),
        };
    }

    /// <summary>
    /// What to record when something happens to a winner: its keys, the capped categories it belongs to, and whether it counts toward
    /// parents.
    /// </summary>
    /// <remarks>Allocates nothing. Where events arrive later than the next snapshot, keep <see cref="Describe"/>'s answer instead of the winner.</remarks>
    /// <param name="winner">A winner that this snapshot chose.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="id">Identifies the event; recorded twice it counts once.</param>
    /// <param name="time">When it happened.</param>
    /// <returns>
    /// The exposure. Add <see cref="Exposure.SessionId"/> and <see cref="Exposure.BreakId"/> with <c>with</c> where windows of sessions or
    /// breaks are used.
    /// </returns>
    /// <exception cref="ArgumentException">Another snapshot chose the winner.</exception>
    public Exposure CreateExposure(in AdSelection winner, AdEvent kind, ExposureKey id, DateTimeOffset time) =>
        CreateExposure(winner.LineItem, winner.Creative, kind, id, time);

    /// <summary>
    /// As <see cref="CreateExposure(in AdSelection, AdEvent, ExposureKey, DateTimeOffset)"/>, for a host that knows of the winner only its
    /// line item and creative.
    /// </summary>
    /// <exception cref="ArgumentException">The line item or the creative is of another snapshot.</exception>
    public Exposure CreateExposure(LineItemRef lineItem, CreativeRef creative, AdEvent kind, ExposureKey id, DateTimeOffset time) =>
        CreateExposure(OrdinalOf(lineItem), OrdinalOf(creative), kind, id, time);

    /// <summary>As above, in the ordinals of this snapshot.</summary>
    internal Exposure CreateExposure(int lineItem, int creative, AdEvent kind, ExposureKey id, DateTimeOffset time)
    {
        FrozenCatalog part = PartOf(ref lineItem);
        ref readonly LineItemRow row = ref part.LineItems[lineItem];
        Exposure.CategoryKeys categories = CategoriesOf(creative);
        FrozenCatalog ofCreative = PartOf(ElementKind.Creative, ref creative);
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
            Categories = categories,
        });
    }

    private Exposure.CategoryKeys CategoriesOf(int creative)
    {
        FrozenCatalog part = PartOf(ElementKind.Creative, ref creative);
        return CappedCategories.Of(part, creative, CappedCategoryKeys);
    }

    private string[] CompanionIds(CreativeRef creative, uint served)
    {
        List<string> ids = [];
        for (int n = 0; n < CompanionCount(creative); n++)
        {
            if ((served & (1u << n)) != 0)
            {
                ids.Add(CreativeId(Companion(creative, n)));
            }
        }

        return [.. ids];
    }
}
