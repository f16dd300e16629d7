// Making the state of the next publication: facts move over by id.
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class DeliveryState
{
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
        _firstOfCampaign = former._firstOfCampaign;
        _byCampaign = former._byCampaign;
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
            DeliveryState state = ReferenceEquals(next, _catalog) ? new DeliveryState(this) : CarryOverById(next);
            if (view is not null)
            {
                state.Attach(view, this);
            }

            _successor = state;
            return state;
        }
    }

    private DeliveryState CarryOverById(FrozenCatalog next)
    {
        var state = new DeliveryState(next);
        state.TakeAdvertisers(this);
        state.TakeCampaigns(this);
        state.TakeLineItems(this);
        if (_delta is not null)
        {
            state.TakeAddedBy(_delta, this);
        }

        state.DeriveAll();
        return state;
    }

    private void TakeAdvertisers(DeliveryState old)
    {
        for (int i = 0; i < _advertiserStopped.Length; i++)
        {
            int former = old._catalog.AdvertiserIds.Find(_catalog.AdvertiserIds.Utf8(i));
            _advertiserStopped[i] = former >= 0 && old._advertiserStopped[former];
        }
    }

    private void TakeCampaigns(DeliveryState old)
    {
        for (int i = 0; i < _campaigns.Length; i++)
        {
            int former = old._catalog.CampaignIds.Find(_catalog.CampaignIds.Utf8(i));
            _campaignStopped[i] = former >= 0 && old._campaignStopped[former];
            _campaigns[i] = former >= 0 ? old._campaigns[former] : default;
        }
    }

    private void TakeLineItems(DeliveryState old)
    {
        for (int i = 0; i < _lineItems.Length; i++)
        {
            int former = old._catalog.FindLineItem(_catalog.LineItemKeys[i]);
            _lineItemStopped[i] = former >= 0 && old._lineItemStopped[former];
            _lineItems[i] = former >= 0 ? old._lineItems[former] : default;
        }
    }
}
