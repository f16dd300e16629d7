// What selections read of a segment's delivery state: reasons by line item and the live mask, derived from the facts.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Pacing;

internal sealed partial class SegmentDelivery
{
    private const int WordsPerRange = 1 << 8;

    private Block OfLineItem(int ordinal) => OfLineItem(ordinal, OfCampaign(_catalog.LineItems[ordinal].Campaign));

    private Block OfLineItem(int ordinal, Block ofCampaign)
        => ofCampaign
            | (_catalog.LineItems[ordinal].Has(LineItemFlags.Paused) | _lineItemStopped[ordinal] ? Block.LineItemPaused : Block.None)
            | (IsUsedUp(_catalog.BudgetMicros(ordinal), _lineItems[ordinal].SpendMicros) ? Block.Budget : Block.None)
            | (IsUsedUp(_catalog.GoalCount(ordinal), _lineItems[ordinal].Events) ? Block.Goal : Block.None);

    // A line item's advertiser is its campaign's.
    private Block OfCampaign(int campaign)
    {
        ref readonly CampaignRow row = ref _catalog.Campaigns[campaign];
        Block block = row.Paused != 0 || _campaignStopped[campaign] ? Block.CampaignPaused : Block.None;
        block |= _catalog.Advertisers[row.Advertiser].Paused != 0 || _advertiserStopped[row.Advertiser] ? Block.AdvertiserPaused : Block.None;
        block |= IsUsedUp(row.BudgetMicros, _campaigns[campaign].SpendMicros) ? Block.CampaignBudget : Block.None;
        block |= IsUsedUp(row.GoalCount, _campaigns[campaign].Events) ? Block.CampaignGoal : Block.None;
        return block;
    }

    // A negative plan is unlimited.
    private static bool IsUsedUp(long plan, long delivered) => plan >= 0 & delivered >= plan;

    private void DeriveCampaign(int campaign)
    {
        _groups ??= CampaignGroups.Of(_catalog);
        foreach (int lineItem in _groups[campaign])
        {
            Derive(lineItem);
        }
    }

    private void DeriveAdvertiser(int advertiser)
    {
        for (int i = 0; i < _campaigns.Length; i++)
        {
            if (_catalog.Campaigns[i].Advertiser == advertiser)
            {
                DeriveCampaign(i);
            }
        }
    }

    private void Derive(int ordinal) => SetBlock(ordinal, OfLineItem(ordinal) | ((Block)_blocks[ordinal] & Block.Replaced));

    private void SetBlock(int ordinal, Block block)
    {
        bool wasLive = _blocks[ordinal] == 0;
        Volatile.Write(ref _blocks[ordinal], (byte)block);
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
        Block[] ofCampaigns = new Block[_campaigns.Length];
        for (int i = 0; i < ofCampaigns.Length; i++)
        {
            ofCampaigns[i] = OfCampaign(i);
        }

        Ranges.Run(_blocks.Length, LineItemsPerRange, _catalog.Threads, (from, to) => DeriveBlocks(ofCampaigns, from, to));
        for (int partition = 0; partition < _catalog.Partitions.Length; partition++)
        {
            int own = partition;
            Ranges.Run(
                _catalog.Partitions[own].BlockCount * Blocks.Words,
                WordsPerRange,
                _catalog.Threads,
                (from, to) => DeriveMask(_catalog.Partitions[own], from, to));
        }
    }

    private void DeriveBlocks(Block[] ofCampaigns, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            _blocks[i] = (byte)OfLineItem(i, ofCampaigns[_catalog.LineItems[i].Campaign]);
        }
    }

    // Words of the partition's mask, 64 entries each.
    private void DeriveMask(in PartitionRow partition, int from, int to)
    {
        Span<ulong> mask = _liveMask.AsSpan(partition.FirstBlock * Blocks.Words);
        for (int word = from; word < to; word++)
        {
            int first = word * 64;
            int count = Math.Clamp(partition.EntryCount - first, 0, 64);
            ReadOnlySpan<EntryRecord> entries = _catalog.Entries.Span.Slice(partition.FirstEntry + Math.Min(first, partition.EntryCount), count);
            ulong live = 0;
            for (int i = 0; i < entries.Length; i++)
            {
                live |= (_blocks[entries[i].LineItem] == 0 ? 1UL : 0) << i;
            }

            mask[word] = live;
        }
    }
}
