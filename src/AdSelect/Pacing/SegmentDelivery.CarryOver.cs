// Taking facts over from the segments of the publication before, by id.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Pacing;

internal sealed partial class SegmentDelivery
{
    private const int LineItemsPerRange = 1 << 14;

    // A search costs as much as this many line items in the order of the keys.
    private const int LineItemsPerSearch = 16;

    /// <summary>Copies a line item's facts from where it counts now to where it counted before.</summary>
    public void TakeBack(int lineItem, SegmentDelivery from, int former) => Take(from, lineItem, former);

    /// <summary>Forgets a line item that is gone: it starts anew when it returns.</summary>
    public void Forget(int lineItem)
    {
        _lineItems[lineItem] = default;
        _lineItemStopped[lineItem] = false;
        _multipliers[lineItem] = ExactScore.One;
        _opportunityCosts[lineItem] = OpportunityCosts.NeverGivesWay;
    }

    // The base's by walking along both, what deltas added one by one: they are small.
    private void TakeOver(ReadOnlySpan<(Segment Segment, SegmentDelivery Delivery)> former)
    {
        if (former.IsEmpty)
        {
            return;
        }

        foreach ((Segment _, SegmentDelivery delivery) in former)
        {
            MakeAsIn(delivery, static state => state._multipliers);
            MakeAsIn(delivery, static state => state._opportunityCosts.Costs);
        }

        TakeAdvertisers(former[0].Delivery);
        TakeCampaigns(former[0].Delivery);
        TakeLineItems(former[0].Delivery);
        foreach ((Segment segment, SegmentDelivery delivery) in former[1..])
        {
            TakeAdded(segment, delivery);
        }
    }

    // Takes what a delta had and the segments before it had not.
    private void TakeAdded(Segment segment, SegmentDelivery added)
    {
        for (int i = 0; i < added._advertiserStopped.Length; i++)
        {
            int own = segment.Advertisers[i] < segment.Advertisers.FirstNew ? -1 : _catalog.AdvertiserIds.Find(added._catalog.AdvertiserIds.Utf8(i));
            if (own >= 0)
            {
                _advertiserStopped[own] = added._advertiserStopped[i];
            }
        }

        for (int i = 0; i < added._campaigns.Length; i++)
        {
            int own = segment.Campaigns[i] < segment.Campaigns.FirstNew ? -1 : _catalog.CampaignIds.Find(added._catalog.CampaignIds.Utf8(i));
            if (own >= 0)
            {
                _campaignStopped[own] = added._campaignStopped[i];
                _campaigns[own] = added._campaigns[i];
            }
        }

        for (int i = 0; i < added._lineItems.Length; i++)
        {
            int own = _catalog.FindLineItem(added._catalog.LineItemKeys[i]);
            if (own >= 0)
            {
                Take(added, own, i);
            }
        }
    }

    private void TakeAdvertisers(SegmentDelivery old)
    {
        int place = 0;
        for (int i = 0; i < _advertiserStopped.Length; i++)
        {
            int former = FormerPlace(_catalog.AdvertiserIds.Utf8(i), old._catalog.AdvertiserIds, ref place);
            _advertiserStopped[i] = former >= 0 && old._advertiserStopped[former];
        }
    }

    private void TakeCampaigns(SegmentDelivery old)
    {
        int place = 0;
        for (int i = 0; i < _campaigns.Length; i++)
        {
            int former = FormerPlace(_catalog.CampaignIds.Utf8(i), old._catalog.CampaignIds, ref place);
            _campaignStopped[i] = former >= 0 && old._campaignStopped[former];
            _campaigns[i] = former >= 0 ? old._campaigns[former] : default;
        }
    }

    // Both tables are ordered by id: most often an id stands after the one that was found last.
    private static int FormerPlace(ReadOnlySpan<byte> id, TextTable former, ref int place)
    {
        if (place < former.Count && former.Utf8(place).SequenceEqual(id))
        {
            return place++;
        }

        int found = former.Find(id);
        place = found < 0 ? place : found + 1;
        return found;
    }

    // Most editions leave most line items in the order they had; if not, the order of the keys is the one they share.
    private void TakeLineItems(SegmentDelivery old)
    {
        if (!Ranges.All(_lineItems.Length, LineItemsPerRange, _catalog.Threads, (from, to) => TakeInRankOrder(old, from, to)))
        {
            Ranges.Run(_lineItems.Length, LineItemsPerRange, _catalog.Threads, (from, to) => TakeInKeyOrder(old, from, to));
        }
    }

    // Expects each line item after the former place of the one before it. Gives up, false, when that is often wrong.
    private bool TakeInRankOrder(SegmentDelivery old, int from, int to)
    {
        ReadOnlySpan<ulong> keys = _catalog.LineItemKeys.Span;
        ReadOnlySpan<ulong> formerKeys = old._catalog.LineItemKeys.Span;
        int searches = LineItemsPerSearch + ((to - from) / LineItemsPerSearch);
        int expected = Math.Max(0, old._catalog.FindLineItem(keys[from]));
        for (int i = from; i < to; i++)
        {
            int former = expected;
            if ((uint)expected >= (uint)formerKeys.Length || formerKeys[expected] != keys[i])
            {
                if (searches-- == 0)
                {
                    return false;
                }

                former = old._catalog.FindLineItem(keys[i]);
                if (former < 0)
                {
                    continue;
                }
            }

            Take(old, i, former);
            expected = former + 1;
        }

        return true;
    }

    // Walks along both lists, which are ordered by ascending key.
    private void TakeInKeyOrder(SegmentDelivery old, int from, int to)
    {
        ReadOnlySpan<int> ordinals = _catalog.LineItemsByKey.Span[from..to];
        ReadOnlySpan<ulong> keys = _catalog.LineItemKeys.Span;
        ReadOnlySpan<int> formerOrdinals = old._catalog.LineItemsByKey.Span;
        ReadOnlySpan<ulong> formerKeys = old._catalog.LineItemKeys.Span;
        int place = old._catalog.PlaceByKey(keys[ordinals[0]]);
        foreach (int ordinal in ordinals)
        {
            ulong key = keys[ordinal];
            while (place < formerOrdinals.Length && formerKeys[formerOrdinals[place]] < key)
            {
                place++;
            }

            if (place < formerOrdinals.Length && formerOrdinals[place] is int former && formerKeys[former] == key)
            {
                Take(old, ordinal, former);
            }
        }
    }

    private void Take(SegmentDelivery old, int ordinal, int former)
    {
        _lineItemStopped[ordinal] = old._lineItemStopped[former];
        _lineItems[ordinal] = old._lineItems[former];
        _multipliers[ordinal] = old._multipliers[former];
        _opportunityCosts[ordinal] = old._opportunityCosts[former];
    }

    // Before threads take over from a former segment that has set one.
    private void MakeAsIn<T>(SegmentDelivery former, Func<SegmentDelivery, LineItemSetting<T>> settingOf)
        where T : unmanaged, IEquatable<T>
    {
        if (settingOf(former).Values is not null && settingOf(this).Values is null)
        {
            settingOf(this).Make();
        }
    }
}
