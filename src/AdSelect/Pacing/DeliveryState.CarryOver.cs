// Making the state of the next snapshot: facts move over by id.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Pacing;

namespace AdSelect;

public sealed partial class DeliveryState
{
    private const int LineItemsPerRange = 1 << 14;

    // A search costs as much as this many line items in the order of the keys.
    private const int LineItemsPerSearch = 16;

    /// <summary>
    /// The state of the same snapshot in another publication. The facts are shared, for writers of the former state are
    /// sent on to this one; what selections read is not, for selections under way keep what they began with.
    /// </summary>
    private DeliveryState(DeliveryState former)
    {
        _catalog = former._catalog;
        _lineItems = former._lineItems;
        _campaigns = former._campaigns;
        _lineItemStopped = former._lineItemStopped;
        _campaignStopped = former._campaignStopped;
        _advertiserStopped = former._advertiserStopped;
        _groups = former._groups;
        _multipliers = former._multipliers;
        _opportunityCosts = former._opportunityCosts;
        _blocks = [.. former._blocks];
        _liveMask = [.. former._liveMask];
        foreach (int ordinal in former._view is null ? [] : former._view.Replaced)
        {
            SetBlock(ordinal, OfLineItem(ordinal));
        }
    }

    /// <summary>
    /// Makes the state of another publication: kill switches and what was delivered carry over by id, from both parts to
    /// both parts. Later writes to this state go to that one.
    /// </summary>
    /// <param name="next">The snapshot, or the base of the delta.</param>
    /// <param name="view">The delta, if there is one.</param>
    internal DeliveryState CarryOver(FrozenCatalog next, DeltaView? view)
    {
        lock (_writing)
        {
            Settle();
            DeliveryState state = ReferenceEquals(next, _catalog) ? new DeliveryState(this) : new DeliveryState(next, this);
            if (view is not null)
            {
                state.Attach(view, this);
            }

            _successor = state;
            GC.KeepAlive(this);
            return state;
        }
    }

    private void TakeAdvertisers(DeliveryState old)
    {
        int place = 0;
        for (int i = 0; i < _advertiserStopped.Length; i++)
        {
            int former = FormerPlace(_catalog.AdvertiserIds.Utf8(i), old._catalog.AdvertiserIds, ref place);
            _advertiserStopped[i] = former >= 0 && old._advertiserStopped[former];
        }
    }

    private void TakeCampaigns(DeliveryState old)
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
    private void TakeLineItems(DeliveryState old)
    {
        if (!Ranges.All(_lineItems.Length, LineItemsPerRange, _catalog.Threads, (from, to) => TakeInRankOrder(old, from, to)))
        {
            Ranges.Run(_lineItems.Length, LineItemsPerRange, _catalog.Threads, (from, to) => TakeInKeyOrder(old, from, to));
        }
    }

    // Expects each line item after the former place of the one before it. Gives up, false, when that is often wrong.
    private bool TakeInRankOrder(DeliveryState old, int from, int to)
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
    private void TakeInKeyOrder(DeliveryState old, int from, int to)
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

    private void Take(DeliveryState old, int ordinal, int former)
    {
        _lineItemStopped[ordinal] = old._lineItemStopped[former];
        _lineItems[ordinal] = old._lineItems[former];
        _multipliers[ordinal] = old._multipliers[former];
        _opportunityCosts[ordinal] = old._opportunityCosts[former];
    }

    // Before threads take over from the former state, which may have set one in either part.
    private void MakeAsIn<T>(DeliveryState former, Func<DeliveryState, LineItemSetting<T>> settingOf)
        where T : unmanaged, IEquatable<T>
    {
        if (settingOf(former).Values is not null || (former._delta is { } delta && settingOf(delta).Values is not null))
        {
            settingOf(this).Make();
        }
    }
}
