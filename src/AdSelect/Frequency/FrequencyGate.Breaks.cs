// Step 7 for a whole break: which caps its ads may reach together.
using AdSelect.Indexing;

namespace AdSelect.Frequency;

internal ref partial struct FrequencyGate
{
    /// <summary>
    /// Notes the caps of a line item with a creative that other ads of the same break can reach. Its own and its creative's cannot: a
    /// break has neither twice. Those of campaign and advertiser only where the break may have several of the advertiser.
    /// </summary>
    /// <param name="lineItem">A line item that passes by itself.</param>
    /// <param name="row">Its row.</param>
    /// <param name="creative">The creative.</param>
    /// <param name="mostAds">The most ads of the break.</param>
    /// <param name="caps">The caps noted so far.</param>
    /// <param name="carried">Those of this line item.</param>
    /// <returns>False when there is no room.</returns>
    public readonly bool TryNoteCaps(int lineItem, in LineItemRow row, int creative, int mostAds, ref BreakCaps caps, out ulong carried)
    {
        carried = 0;
        if (!row.Has(LineItemFlags.Capped | LineItemFlags.CreativesCapped))
        {
            return true;
        }

        bool hasSiblings = row.Has(LineItemFlags.AllowsSameAdvertiser);
        ref readonly CampaignRow campaign = ref Catalog.Campaigns[row.Campaign];
        ref readonly AdvertiserRow advertiser = ref Catalog.Advertisers[row.Advertiser];
        ref readonly CreativeRow media = ref Catalog.Creatives[creative];
        int campaignNumber = Segment.Campaigns[row.Campaign];
        int advertiserNumber = Segment.Advertisers[row.Advertiser];
        int creativeNumber = Segment.Creatives[creative];
        return TryNote(Catalog.TermsOf(lineItem).CapSet, CapOwner.LineItem, Catalog.LineItemKeys[lineItem], Segment.NumberOf(lineItem), false, mostAds, ref caps, ref carried)
            && TryNote(campaign.CapSet, CapOwner.Campaign, campaign.Key, campaignNumber, hasSiblings, mostAds, ref caps, ref carried)
            && TryNote(advertiser.CapSet, CapOwner.Advertiser, advertiser.Key, advertiserNumber, hasSiblings, mostAds, ref caps, ref carried)
            && TryNote(media.CapSet, CapOwner.Creative, media.Key, creativeNumber, false, mostAds, ref caps, ref carried);
    }

    private readonly bool TryNote(int capSet, CapOwner owner, ulong key, int number, bool hasSiblings, int mostAds, ref BreakCaps caps, ref ulong carried)
    {
        ReadOnlySpan<CapRow> set = capSet == 0 ? [] : Catalog.CapsOf(capSet);
        for (int i = 0; i < set.Length; i++)
        {
            ref readonly CapRow cap = ref set[i];
            bool isCategory = cap.Scope == CapScope.Category;
            if (!PlannedExposures.IsPlanned(cap.Event) || !(isCategory || hasSiblings))
            {
                continue;
            }

            int left = cap.Limit - Check(cap, owner, key, number, countsAll: true).Recorded;
            if (left >= mostAds)
            {
                continue;
            }

            int index = caps.Add(new BreakCap { Owner = owner, Number = number, Index = i, Category = isCategory ? cap.CategoryKey : 0, Left = left });
            if (index < 0)
            {
                return false;
            }

            carried |= 1UL << index;
        }

        return true;
    }
}
