// What was delivered, what is left and what is stopped: flat arrays by ordinal, read by Select without locks.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// The changing part beside an immutable snapshot: what each line item and campaign has delivered, and kill switches.
/// Written by billing and operations, read by every selection without locks. Thread-safe.
/// </summary>
/// <remarks>
/// A state may be kept across <see cref="AdSelector.Publish"/>: what is written to it afterwards reaches the state that
/// took over. Each line item has one byte of reasons that keep it out; zero means that it may serve. The live mask holds the same
/// as one bit per entry of the matching image, so that a stopped or exhausted line item costs a selection nothing.
/// Stopping an advertiser looks at every line item once, stopping a campaign at its own.
/// </remarks>
public sealed partial class DeliveryState
{
    private readonly FrozenCatalog _catalog;
    private readonly Lock _writing = new();

    // The facts: what was delivered, and the switches. Plans and pauses as authored stay in the catalog.
    private readonly Delivered[] _lineItems;
    private readonly Delivered[] _campaigns;
    private readonly bool[] _lineItemStopped;
    private readonly bool[] _campaignStopped;
    private readonly bool[] _advertiserStopped;

    // Line items grouped by campaign: those of campaign c are at places FirstOf[c] to FirstOf[c + 1].
    private readonly int[] _firstOfCampaign;
    private readonly int[] _byCampaign;

    // What follows from them, in the two forms that selections read.
    private readonly byte[] _blocks;
    private readonly ulong[] _liveMask;

    // The state that took over when another snapshot was published; writers that still hold this one are sent on.
    private DeliveryState? _successor;

    /// <summary>The state at the start of a snapshot: nothing is delivered, no switch is thrown.</summary>
    internal DeliveryState(FrozenCatalog catalog)
    {
        _catalog = catalog;
        _lineItems = new Delivered[catalog.LineItems.Length];
        _campaigns = new Delivered[catalog.Campaigns.Length];
        _lineItemStopped = new bool[catalog.LineItems.Length];
        _campaignStopped = new bool[catalog.Campaigns.Length];
        _advertiserStopped = new bool[catalog.Advertisers.Length];
        (_firstOfCampaign, _byCampaign) = GroupByCampaign(catalog);
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
    public bool SetLineItemPaused(string lineItemId, bool paused) => Write(state =>
    {
        int ordinal = state._catalog.FindLineItem(StableHash.Text(lineItemId));
        if (ordinal >= 0)
        {
            state._lineItemStopped[ordinal] = paused;
            state.Derive(ordinal);
        }

        return ordinal >= 0;
    });

    /// <summary>Kill switch: stops all line items of a campaign, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetCampaignPaused(string campaignId, bool paused) => Write(state =>
    {
        int campaign = state._catalog.CampaignIds.Find(campaignId);
        if (campaign >= 0)
        {
            state._campaignStopped[campaign] = paused;
            state.DeriveCampaign(campaign);
        }

        return campaign >= 0;
    });

    /// <summary>Kill switch: stops all line items of an advertiser, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetAdvertiserPaused(string advertiserId, bool paused) => Write(state =>
    {
        int advertiser = state._catalog.AdvertiserIds.Find(advertiserId);
        if (advertiser >= 0)
        {
            state._advertiserStopped[advertiser] = paused;
            state.DeriveAdvertiser(advertiser);
        }

        return advertiser >= 0;
    });

    /// <summary>
    /// Records what a line item delivered, for itself and its campaign. Events count toward the goals that count their
    /// kind; spend counts toward the budgets. What is used up stops at once. True when the id exists.
    /// </summary>
    /// <param name="lineItemId">The line item.</param>
    /// <param name="recorded">What happened.</param>
    /// <param name="count">How often; 0 or more.</param>
    /// <param name="spendMicros">What it cost, in micros of the catalog's currency; 0 or more.</param>
    public bool Record(string lineItemId, AdEvent recorded, long count, long spendMicros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(spendMicros);
        return Write(state => state.RecordCore(state._catalog.FindLineItem(StableHash.Text(lineItemId)), recorded, count, spendMicros));
    }

    /// <summary>What was recorded of a line item: events that its goal counts, and spend in micros. False when the id does not exist.</summary>
    public bool TryGetDelivered(string lineItemId, out long goalEvents, out long spendMicros)
    {
        Delivered delivered = default;
        bool exists = Write(state =>
        {
            int ordinal = state._catalog.FindLineItem(StableHash.Text(lineItemId));
            delivered = ordinal >= 0 ? state._lineItems[ordinal] : default;
            return ordinal >= 0;
        });
        (goalEvents, spendMicros) = (delivered.Events, delivered.SpendMicros);
        return exists;
    }

    /// <summary>Makes the state of another snapshot: kill switches and what was delivered carry over by id. Later writes to this state go to that one.</summary>
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

            state.DeriveAll();
            _successor = state;
        }

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

    // Runs a change on the state in charge: this one, or the one that took over.
    private bool Write(Func<DeliveryState, bool> change)
    {
        DeliveryState state = this;
        while (true)
        {
            lock (state._writing)
            {
                if (state._successor is null)
                {
                    return change(state);
                }
            }

            state = state._successor;
        }
    }

    private bool RecordCore(int ordinal, AdEvent recorded, long count, long spendMicros)
    {
        if (ordinal < 0)
        {
            return false;
        }

        int campaign = _catalog.LineItems[ordinal].Campaign;
        Block before = OfCampaign(campaign);
        _lineItems[ordinal].Add(recorded == _catalog.TermsOf(ordinal).GoalEvent ? count : 0, spendMicros);
        _campaigns[campaign].Add(recorded == _catalog.Campaigns[campaign].GoalEvent ? count : 0, spendMicros);
        Derive(ordinal);
        if (OfCampaign(campaign) != before)
        {
            DeriveCampaign(campaign);
        }

        return true;
    }

    private static (int[] First, int[] LineItems) GroupByCampaign(FrozenCatalog catalog)
    {
        int[] first = new int[catalog.Campaigns.Length + 1];
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span)
        {
            first[row.Campaign + 1]++;
        }

        for (int i = 1; i < first.Length; i++)
        {
            first[i] += first[i - 1];
        }

        int[] next = [.. first];
        int[] lineItems = new int[catalog.LineItems.Length];
        for (int i = 0; i < lineItems.Length; i++)
        {
            lineItems[next[catalog.LineItems[i].Campaign]++] = i;
        }

        return (first, lineItems);
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
