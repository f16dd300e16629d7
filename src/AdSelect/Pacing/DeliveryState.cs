// What was delivered, what is left and what is paused: flat arrays by ordinal, read by Select without locks.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// The changing part beside an immutable snapshot: what each line item and campaign has left, and kill switches.
/// Written by billing and operations, read by every selection without locks. Thread-safe.
/// </summary>
/// <remarks>
/// Each line item has one byte of reasons that keep it out; zero means that it may serve. The live mask holds the same
/// as one bit per entry of the matching image, so that a paused or exhausted line item costs a selection nothing.
/// Pausing a campaign or an advertiser looks at every line item once.
/// </remarks>
public sealed class DeliveryState
{
    private readonly FrozenCatalog _catalog;
    private readonly Lock _writing = new();
    private readonly byte[] _blocks;
    private readonly ulong[] _liveMask;
    private readonly long[] _lineItemBudget;
    private readonly long[] _lineItemGoal;
    private readonly long[] _campaignBudget;
    private readonly long[] _campaignGoal;
    private readonly bool[] _advertiserPaused;
    private readonly bool[] _campaignPaused;

    /// <summary>The state at the start of a snapshot: everything is left, pauses as authored.</summary>
    internal DeliveryState(FrozenCatalog catalog)
    {
        _catalog = catalog;
        _blocks = new byte[catalog.LineItems.Length];
        _liveMask = new ulong[BlockCount(catalog) * Indexing.Blocks.Words];
        _lineItemBudget = [.. catalog.Plans.Span.ToArray().Select(static plan => plan.BudgetMicros)];
        _lineItemGoal = [.. catalog.Plans.Span.ToArray().Select(static plan => plan.GoalCount)];
        _campaignBudget = [.. catalog.Campaigns.Span.ToArray().Select(static campaign => campaign.BudgetMicros)];
        _campaignGoal = [.. catalog.Campaigns.Span.ToArray().Select(static campaign => campaign.GoalCount)];
        _campaignPaused = [.. catalog.Campaigns.Span.ToArray().Select(static campaign => campaign.Paused != 0)];
        _advertiserPaused = [.. catalog.Advertisers.Span.ToArray().Select(static advertiser => advertiser.Paused != 0)];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = (byte)Initial(i);
        }

        FillLiveMask();
    }

    /// <summary>Why a line item is kept out; the lowest bit is the first reason in the order of the steps.</summary>
    [Flags]
    private enum Block : byte
    {
        None = 0,
        LineItemPaused = 1,
        CampaignPaused = 2,
        AdvertiserPaused = 4,
        Budget = 8,
        Goal = 16,
        CampaignBudget = 32,
        CampaignGoal = 64,
    }

    private const Block Pauses = Block.LineItemPaused | Block.CampaignPaused | Block.AdvertiserPaused;

    /// <summary>One bit per entry of the matching image: those that are neither paused nor exhausted.</summary>
    internal ReadOnlySpan<ulong> LiveMask => _liveMask;

    /// <summary>Kill switch: stops a line item, or restarts it unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetLineItemPaused(string lineItemId, bool paused)
    {
        int ordinal = _catalog.FindLineItem(StableHash.Text(lineItemId));
        if (ordinal < 0)
        {
            return false;
        }

        lock (_writing)
        {
            Set(ordinal, Block.LineItemPaused, paused || _catalog.LineItems[ordinal].Has(LineItemFlags.Paused));
        }

        return true;
    }

    /// <summary>Kill switch: stops all line items of a campaign, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetCampaignPaused(string campaignId, bool paused)
    {
        int campaign = _catalog.CampaignIds.Find(campaignId);
        if (campaign < 0)
        {
            return false;
        }

        lock (_writing)
        {
            _campaignPaused[campaign] = paused || _catalog.Campaigns[campaign].Paused != 0;
            SetWhere(campaign, static (in LineItemRow row) => row.Campaign, Block.CampaignPaused, _campaignPaused[campaign]);
        }

        return true;
    }

    /// <summary>Kill switch: stops all line items of an advertiser, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetAdvertiserPaused(string advertiserId, bool paused)
    {
        int advertiser = _catalog.AdvertiserIds.Find(advertiserId);
        if (advertiser < 0)
        {
            return false;
        }

        lock (_writing)
        {
            _advertiserPaused[advertiser] = paused || _catalog.Advertisers[advertiser].Paused != 0;
            SetWhere(advertiser, static (in LineItemRow row) => row.Advertiser, Block.AdvertiserPaused, _advertiserPaused[advertiser]);
        }

        return true;
    }

    /// <summary>
    /// Records what a line item delivered, for itself and its campaign: events of the kind that the goal counts, and
    /// spend. What is used up stops at once. True when the id exists.
    /// </summary>
    /// <param name="lineItemId">The line item.</param>
    /// <param name="goalEvents">Events toward the goals; 0 or more.</param>
    /// <param name="spendMicros">Spend in micros of the catalog's currency; 0 or more.</param>
    public bool Record(string lineItemId, long goalEvents, long spendMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(goalEvents);
        ArgumentOutOfRangeException.ThrowIfNegative(spendMicros);
        int ordinal = _catalog.FindLineItem(StableHash.Text(lineItemId));
        if (ordinal < 0)
        {
            return false;
        }

        lock (_writing)
        {
            int campaign = _catalog.LineItems[ordinal].Campaign;
            Block own = Spend(ref _lineItemBudget[ordinal], spendMicros, Block.Budget) | Spend(ref _lineItemGoal[ordinal], goalEvents, Block.Goal);
            Block shared = Spend(ref _campaignBudget[campaign], spendMicros, Block.CampaignBudget) | Spend(ref _campaignGoal[campaign], goalEvents, Block.CampaignGoal);
            Set(ordinal, own, true);
            if (shared != Block.None)
            {
                SetWhere(campaign, static (in LineItemRow row) => row.Campaign, shared, true);
            }
        }

        return true;
    }

    /// <summary>Carries kill switches and what is left over to another snapshot, by id. New elements start as authored.</summary>
    internal DeliveryState CarryOver(FrozenCatalog next)
    {
        var state = new DeliveryState(next);
        lock (_writing)
        {
            for (int i = 0; i < next.Advertisers.Length; i++)
            {
                int old = _catalog.AdvertiserIds.Find(next.AdvertiserIds.Utf8(i));
                state._advertiserPaused[i] |= old >= 0 && _advertiserPaused[old] && _catalog.Advertisers[old].Paused == 0;
            }

            for (int i = 0; i < next.Campaigns.Length; i++)
            {
                int old = _catalog.CampaignIds.Find(next.CampaignIds.Utf8(i));
                if (old >= 0)
                {
                    ref readonly CampaignRow before = ref _catalog.Campaigns[old];
                    state._campaignPaused[i] |= _campaignPaused[old] && before.Paused == 0;
                    Carry(ref state._campaignBudget[i], _campaignBudget[old], before.BudgetMicros);
                    Carry(ref state._campaignGoal[i], _campaignGoal[old], before.GoalCount);
                }
            }

            for (int i = 0; i < next.LineItems.Length; i++)
            {
                int old = _catalog.FindLineItem(next.LineItemKeys[i]);
                bool wasStopped = false;
                if (old >= 0)
                {
                    ref readonly PlanRow before = ref _catalog.Plans[old];
                    wasStopped = ((Block)_blocks[old] & Block.LineItemPaused) != 0 && !_catalog.LineItems[old].Has(LineItemFlags.Paused);
                    Carry(ref state._lineItemBudget[i], _lineItemBudget[old], before.BudgetMicros);
                    Carry(ref state._lineItemGoal[i], _lineItemGoal[old], before.GoalCount);
                }

                state._blocks[i] = (byte)(state.Initial(i) | (wasStopped ? Block.LineItemPaused : Block.None));
            }
        }

        state.FillLiveMask();
        return state;
    }

    /// <summary>The pause that keeps a line item out, if any.</summary>
    internal RejectionReason PauseOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & Pauses);

    /// <summary>What of the line item or its campaign is used up, if anything.</summary>
    internal RejectionReason ExhaustionOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & ~Pauses);

    private static RejectionReason ReasonOf(Block block) => block == Block.None ? RejectionReason.None : (Block)((int)block & -(int)block) switch
    {
        Block.LineItemPaused => RejectionReason.LineItemPaused,
        Block.CampaignPaused => RejectionReason.CampaignPaused,
        Block.AdvertiserPaused => RejectionReason.AdvertiserPaused,
        Block.Budget => RejectionReason.BudgetExhausted,
        Block.Goal => RejectionReason.GoalReached,
        Block.CampaignBudget => RejectionReason.CampaignBudgetExhausted,
        _ => RejectionReason.CampaignGoalReached,
    };

    // Negative means unlimited; what is left stops at zero, so a later raise of the budget counts what was delivered.
    private static Block Spend(ref long left, long amount, Block block)
    {
        if (left < 0)
        {
            return Block.None;
        }

        left = Math.Max(0, left - amount);
        return left == 0 ? block : Block.None;
    }

    // What was delivered under the old plan counts toward the new one.
    private static void Carry(ref long left, long oldLeft, long oldPlan)
    {
        if (left >= 0 && oldPlan >= 0)
        {
            left = Math.Max(0, left - (oldPlan - oldLeft));
        }
    }

    private static int BlockCount(FrozenCatalog catalog)
    {
        int blocks = 0;
        foreach (ref readonly PartitionRow partition in catalog.Partitions.Span)
        {
            blocks += partition.BlockCount;
        }

        return blocks;
    }

    private Block Initial(int ordinal)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[ordinal];
        Block block = row.Has(LineItemFlags.Paused) ? Block.LineItemPaused : Block.None;
        block |= _campaignPaused[row.Campaign] ? Block.CampaignPaused : Block.None;
        block |= _advertiserPaused[row.Advertiser] ? Block.AdvertiserPaused : Block.None;
        block |= _lineItemBudget[ordinal] == 0 ? Block.Budget : Block.None;
        block |= _lineItemGoal[ordinal] == 0 ? Block.Goal : Block.None;
        block |= _campaignBudget[row.Campaign] == 0 ? Block.CampaignBudget : Block.None;
        block |= _campaignGoal[row.Campaign] == 0 ? Block.CampaignGoal : Block.None;
        return block;
    }

    private delegate int ParentOf(in LineItemRow row);

    private void SetWhere(int parent, ParentOf parentOf, Block block, bool isSet)
    {
        ReadOnlySpan<LineItemRow> rows = _catalog.LineItems.Span;
        for (int i = 0; i < rows.Length; i++)
        {
            if (parentOf(rows[i]) == parent)
            {
                Set(i, block, isSet);
            }
        }
    }

    private void Set(int ordinal, Block block, bool isSet)
    {
        byte before = _blocks[ordinal];
        byte after = (byte)(isSet ? before | (byte)block : before & ~(byte)block);
        Volatile.Write(ref _blocks[ordinal], after);
        if ((before == 0) != (after == 0))
        {
            SetLive(ordinal, after == 0);
        }
    }

    private void SetLive(int ordinal, bool isLive)
    {
        foreach (ref readonly PartitionRow partition in _catalog.Partitions.Span)
        {
            int entry = partition.Find(_catalog.Entries.Span, ordinal);
            if (entry >= 0)
            {
                ref ulong word = ref _liveMask[(partition.FirstBlock * Indexing.Blocks.Words) + (entry >> 6)];
                ulong bit = 1UL << (entry & 63);
                Volatile.Write(ref word, isLive ? word | bit : word & ~bit);
            }
        }
    }

    private void FillLiveMask()
    {
        Array.Clear(_liveMask);
        foreach (ref readonly PartitionRow partition in _catalog.Partitions.Span)
        {
            ReadOnlySpan<EntryRecord> entries = _catalog.Entries.Span.Slice(partition.FirstEntry, partition.EntryCount);
            Span<ulong> mask = _liveMask.AsSpan(partition.FirstBlock * Indexing.Blocks.Words);
            for (int entry = 0; entry < entries.Length; entry++)
            {
                mask[entry >> 6] |= _blocks[entries[entry].LineItem] == 0 ? 1UL << (entry & 63) : 0;
            }
        }
    }
}
