// What was delivered, what is left and what is stopped: flat arrays by ordinal, read by Select without locks.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// The changing part beside an immutable snapshot: what each line item and campaign has delivered, and kill switches.
/// Written by billing and operations, read by every selection without locks. Thread-safe.
/// </summary>
/// <remarks>
/// Each line item has one byte of reasons that keep it out; zero means that it may serve. The live mask holds the same
/// as one bit per entry of the matching image, so that a stopped or exhausted line item costs a selection nothing.
/// Stopping a campaign or an advertiser looks at every line item once.
/// </remarks>
public sealed class DeliveryState
{
    private readonly FrozenCatalog _catalog;
    private readonly Lock _writing = new();

    // The facts: what was delivered, and the switches. Plans and pauses as authored stay in the catalog.
    private readonly Delivered[] _lineItems;
    private readonly Delivered[] _campaigns;
    private readonly bool[] _lineItemStopped;
    private readonly bool[] _campaignStopped;
    private readonly bool[] _advertiserStopped;

    // What follows from them, in the two forms that selections read.
    private readonly byte[] _blocks;
    private readonly ulong[] _liveMask;

    /// <summary>The state at the start of a snapshot: nothing is delivered, no switch is thrown.</summary>
    internal DeliveryState(FrozenCatalog catalog)
    {
        _catalog = catalog;
        _lineItems = new Delivered[catalog.LineItems.Length];
        _campaigns = new Delivered[catalog.Campaigns.Length];
        _lineItemStopped = new bool[catalog.LineItems.Length];
        _campaignStopped = new bool[catalog.Campaigns.Length];
        _advertiserStopped = new bool[catalog.Advertisers.Length];
        _blocks = new byte[catalog.LineItems.Length];
        _liveMask = new ulong[catalog.BlockCount * Blocks.Words];
        DeriveAll();
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
        Pauses = LineItemPaused | CampaignPaused | AdvertiserPaused,
    }

    /// <summary>One bit per entry of the matching image: those that are neither stopped nor exhausted.</summary>
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
            _lineItemStopped[ordinal] = paused;
            Derive(ordinal);
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
            _campaignStopped[campaign] = paused;
            DeriveCampaign(campaign);
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
            _advertiserStopped[advertiser] = paused;
            for (int i = 0; i < _blocks.Length; i++)
            {
                if (_catalog.LineItems[i].Advertiser == advertiser)
                {
                    Derive(i);
                }
            }
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
            Block before = OfCampaign(campaign);
            _lineItems[ordinal].Add(goalEvents, spendMicros);
            _campaigns[campaign].Add(goalEvents, spendMicros);
            Derive(ordinal);
            if (OfCampaign(campaign) != before)
            {
                DeriveCampaign(campaign);
            }
        }

        return true;
    }

    /// <summary>Carries kill switches and what was delivered over to another snapshot, by id.</summary>
    internal DeliveryState CarryOver(FrozenCatalog next)
    {
        var state = new DeliveryState(next);
        lock (_writing)
        {
            for (int i = 0; i < next.Advertisers.Length; i++)
            {
                int old = _catalog.AdvertiserIds.Find(next.AdvertiserIds.Utf8(i));
                state._advertiserStopped[i] = old >= 0 && _advertiserStopped[old];
            }

            for (int i = 0; i < next.Campaigns.Length; i++)
            {
                int old = _catalog.CampaignIds.Find(next.CampaignIds.Utf8(i));
                state._campaignStopped[i] = old >= 0 && _campaignStopped[old];
                state._campaigns[i] = old >= 0 ? _campaigns[old] : default;
            }

            for (int i = 0; i < next.LineItems.Length; i++)
            {
                int old = _catalog.FindLineItem(next.LineItemKeys[i]);
                state._lineItemStopped[i] = old >= 0 && _lineItemStopped[old];
                state._lineItems[i] = old >= 0 ? _lineItems[old] : default;
            }
        }

        state.DeriveAll();
        return state;
    }

    /// <summary>The pause that keeps a line item out, if any.</summary>
    internal RejectionReason PauseOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & Block.Pauses);

    /// <summary>What of the line item or its campaign is used up, if anything.</summary>
    internal RejectionReason ExhaustionOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & ~Block.Pauses);

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

    private Block OfLineItem(int ordinal)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[ordinal];
        ref readonly PlanRow plan = ref _catalog.Plans[ordinal];
        Block block = OfCampaign(row.Campaign);
        block |= row.Has(LineItemFlags.Paused) || _lineItemStopped[ordinal] ? Block.LineItemPaused : Block.None;
        block |= _catalog.Advertisers[row.Advertiser].Paused != 0 || _advertiserStopped[row.Advertiser] ? Block.AdvertiserPaused : Block.None;
        block |= IsUsedUp(plan.BudgetMicros, _lineItems[ordinal].SpendMicros) ? Block.Budget : Block.None;
        block |= IsUsedUp(plan.GoalCount, _lineItems[ordinal].Events) ? Block.Goal : Block.None;
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
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (_catalog.LineItems[i].Campaign == campaign)
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

    /// <summary>What was delivered so far. Sums stop at the largest number instead of turning over.</summary>
    private struct Delivered
    {
        public long Events;
        public long SpendMicros;

        public void Add(long events, long spendMicros)
        {
            Events = events > long.MaxValue - Events ? long.MaxValue : Events + events;
            SpendMicros = spendMicros > long.MaxValue - SpendMicros ? long.MaxValue : SpendMicros + spendMicros;
        }
    }
}
