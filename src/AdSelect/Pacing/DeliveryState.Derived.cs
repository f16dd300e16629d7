// What selections read of the delivery state: reasons by line item and the live mask, derived from the facts.
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class DeliveryState
{
    private Block OfLineItem(int ordinal)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[ordinal];
        Block block = OfCampaign(row.Campaign);
        block |= row.Has(LineItemFlags.Paused) || _lineItemStopped[ordinal] ? Block.LineItemPaused : Block.None;
        block |= _catalog.Advertisers[row.Advertiser].Paused != 0 || _advertiserStopped[row.Advertiser] ? Block.AdvertiserPaused : Block.None;
        block |= IsUsedUp(_catalog.BudgetMicros(ordinal), _lineItems[ordinal].SpendMicros) ? Block.Budget : Block.None;
        block |= IsUsedUp(_catalog.GoalCount(ordinal), _lineItems[ordinal].Events) ? Block.Goal : Block.None;
        return block;
    }

    private Block OfCampaign(int campaign)
    {
        ref readonly CampaignRow row = ref _catalog.Campaigns[campaign];
        Block block = row.Paused != 0 || _campaignStopped[campaign] ? Block.CampaignPaused : Block.None;
        block |= IsUsedUp(row.BudgetMicros, _campaigns[campaign].SpendMicros) ? Block.CampaignBudget : Block.None;
        block |= IsUsedUp(row.GoalCount, _campaigns[campaign].Events) ? Block.CampaignGoal : Block.None;
        return block;
    }

    // A negative plan is unlimited.
    private static bool IsUsedUp(long plan, long delivered) => plan >= 0 && delivered >= plan;

    private void DeriveCampaign(int campaign)
    {
        foreach (int lineItem in _byCampaign.AsSpan(_firstOfCampaign[campaign].._firstOfCampaign[campaign + 1]))
        {
            Derive(lineItem);
        }
    }

    private void DeriveAdvertiser(int advertiser)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_catalog.LineItems[i].Advertiser == advertiser)
            {
                Derive(i);
            }
        }
    }

    private void Derive(int ordinal)
    {
        bool wasLive = _blocks[ordinal] == 0;
        Volatile.Write(ref _blocks[ordinal], (byte)OfLineItem(ordinal));
        bool isLive = _blocks[ordinal] == 0;
        if (wasLive == isLive)
        {
            return;
        }

        foreach (ref readonly PartitionRow partition in _catalog.Partitions.Span)
        {
            int entry = partition.Find(_catalog.Entries.Span, ordinal);
            if (entry >= 0)
            {
                ref ulong word = ref _liveMask[(partition.FirstBlock * Blocks.Words) + (entry >> 6)];
                ulong bit = 1UL << (entry & 63);
                Volatile.Write(ref word, isLive ? word | bit : word & ~bit);
            }
        }
    }

    private void DeriveAll()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = (byte)OfLineItem(i);
        }

        Array.Clear(_liveMask);
        foreach (ref readonly PartitionRow partition in _catalog.Partitions.Span)
        {
            ReadOnlySpan<EntryRecord> entries = _catalog.Entries.Span.Slice(partition.FirstEntry, partition.EntryCount);
            Span<ulong> mask = _liveMask.AsSpan(partition.FirstBlock * Blocks.Words);
            for (int entry = 0; entry < entries.Length; entry++)
            {
                mask[entry >> 6] |= _blocks[entries[entry].LineItem] == 0 ? 1UL << (entry & 63) : 0;
            }
        }
    }
}
