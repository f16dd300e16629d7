// The second part of a state whose snapshot is a base with a delta.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Pacing;

namespace AdSelect;

public sealed partial class DeliveryState
{
    // Both are there or none. A campaign that both parts know has the same facts in both; a line item counts in one.
    private DeltaView? _view;
    private DeliveryState? _delta;

    /// <summary>The state of the delta's line items. Only where there is a delta.</summary>
    internal DeliveryState OfDelta => _delta!;

    // The part in which a line item counts; its ordinal there, or −1 when there is none of the id.
    private DeliveryState PartOf(string lineItemId, out int ordinal)
    {
        ulong key = StableHash.Text(lineItemId);
        ordinal = _delta?._catalog.FindLineItem(key) ?? -1;
        if (ordinal >= 0)
        {
            return _delta!;
        }

        ordinal = _catalog.FindLineItem(key);
        ordinal = ordinal >= 0 && ((Block)_blocks[ordinal] & Block.Replaced) != 0 ? -1 : ordinal;
        return this;
    }

    private void RecordInOtherPart(DeliveryState part, int campaign, AdEvent recorded, long count, long spendMicros)
    {
        if (_view is null)
        {
            return;
        }

        bool isInBase = part == this;
        int other = isInBase ? _view.Campaigns.OrdinalOfShared(campaign) : _view.Campaigns[campaign];
        if (isInBase && other >= 0)
        {
            _delta!.RecordCampaign(other, recorded, count, spendMicros);
        }
        else if (!isInBase && other < _view.Campaigns.FirstNew)
        {
            RecordCampaign(other, recorded, count, spendMicros);
        }
    }

    // Brings the base's facts to what holds for base and delta together: a changed line item's are in the delta, a
    // removed one has none any more. Nobody but the next publication reads them afterwards.
    private void Settle()
    {
        if (_view is null)
        {
            return;
        }

        foreach (int ordinal in _view.Replaced)
        {
            int changed = _delta!._catalog.FindLineItem(_catalog.LineItemKeys[ordinal]);
            _lineItems[ordinal] = changed >= 0 ? _delta._lineItems[changed] : default;
            _lineItemStopped[ordinal] = changed >= 0 && _delta._lineItemStopped[changed];
            _multipliers[ordinal] = changed >= 0 ? _delta._multipliers[changed] : ExactScore.One;
            _opportunityCosts[ordinal] = changed >= 0 ? _delta._opportunityCosts[changed] : OpportunityCosts.NeverGivesWay;
        }
    }

    private void Attach(DeltaView view, DeliveryState former)
    {
        _view = view;
        _delta = new DeliveryState(view.Catalog, former);
        foreach (int ordinal in view.Replaced)
        {
            SetBlock(ordinal, (Block)_blocks[ordinal] | Block.Replaced);
        }
    }

    // Takes what the former delta had and its base had not.
    private void TakeAdded(DeliveryState itsBase)
    {
        if (itsBase._delta is not { } added)
        {
            return;
        }

        for (int i = 0; i < added._advertiserStopped.Length; i++)
        {
            int own = itsBase._view!.Advertisers[i] < itsBase._advertiserStopped.Length ? -1 : _catalog.AdvertiserIds.Find(added._catalog.AdvertiserIds.Utf8(i));
            if (own >= 0)
            {
                _advertiserStopped[own] = added._advertiserStopped[i];
            }
        }

        for (int i = 0; i < added._campaigns.Length; i++)
        {
            int own = itsBase._view!.Campaigns[i] < itsBase._campaigns.Length ? -1 : _catalog.CampaignIds.Find(added._catalog.CampaignIds.Utf8(i));
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
                _lineItemStopped[own] = added._lineItemStopped[i];
                _lineItems[own] = added._lineItems[i];
                _multipliers[own] = added._multipliers[i];
                _opportunityCosts[own] = added._opportunityCosts[i];
            }
        }
    }
}
