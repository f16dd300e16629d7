// What was delivered, what is left and what is stopped: flat arrays by ordinal, read by Select without locks.
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Pacing;

namespace AdSelect;

/// <summary>
/// The changing part beside an immutable snapshot: what each line item and campaign has delivered, and kill switches.
/// Written by billing and operations, read by every selection without locks. Thread-safe.
/// </summary>
/// <remarks>
/// A state may be kept across <see cref="AdSelector.Publish"/>: what is written to it afterwards reaches the state that
/// took over. Each line item has one byte of reasons that keep it out; zero means that it may serve. The live mask holds the same
/// as one bit per entry of the matching image, so that a stopped or exhausted line item costs a selection nothing.
/// Stopping a campaign or an advertiser looks at its own line items; the first such change of a snapshot groups them all.
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

    // What follows from them, in the two forms that selections read.
    private readonly byte[] _blocks;
    private readonly ulong[] _liveMask;

    // Made when a change first concerns a whole campaign: most snapshots are replaced before one does.
    private CampaignGroups? _groups;

    // The state that took over when another snapshot was published; writers that still hold this one are sent on.
    private DeliveryState? _successor;

    /// <summary>The state at the start of a snapshot: nothing is delivered, no switch is thrown.</summary>
    /// <param name="catalog">The snapshot, or the base of the delta.</param>
    /// <param name="view">The delta, if there is one.</param>
    internal DeliveryState(FrozenCatalog catalog, DeltaView? view)
        : this(catalog, former: null)
    {
        if (view is not null)
        {
            Attach(view, this);
        }
    }

    private DeliveryState(FrozenCatalog catalog, DeliveryState? former)
    {
        _catalog = catalog;
        _lineItems = new Delivered[catalog.LineItems.Length];
        _campaigns = new Delivered[catalog.Campaigns.Length];
        _lineItemStopped = new bool[catalog.LineItems.Length];
        _campaignStopped = new bool[catalog.Campaigns.Length];
        _advertiserStopped = new bool[catalog.Advertisers.Length];
        _blocks = new byte[catalog.LineItems.Length];
        _liveMask = new ulong[catalog.BlockCount * Blocks.Words];
        _multipliers = new LineItemSetting<uint>(catalog.LineItems.Length, ExactScore.One);
        _opportunityCosts = new OpportunityCosts(catalog);
        if (former is not null)
        {
            MakeAsIn(former, static state => state._multipliers);
            MakeAsIn(former, static state => state._opportunityCosts.Costs);
            TakeAdvertisers(former);
            TakeCampaigns(former);
            TakeLineItems(former);
            TakeAdded(former);
        }

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

        /// <summary>A delta replaces or removes it.</summary>
        Replaced = 128,
        Pauses = LineItemPaused | CampaignPaused | AdvertiserPaused,
    }

    /// <summary>One bit per entry of the matching image: those that are neither stopped nor exhausted.</summary>
    internal ReadOnlySpan<ulong> LiveMask => _liveMask;

    /// <summary>Kill switch: stops a line item, or restarts it unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetLineItemPaused(string lineItemId, bool paused) => Write(state =>
    {
        DeliveryState part = state.PartOf(lineItemId, out int ordinal);
        if (ordinal >= 0)
        {
            part._lineItemStopped[ordinal] = paused;
            part.Derive(ordinal);
        }

        return ordinal >= 0;
    });

    /// <summary>Kill switch: stops all line items of a campaign, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetCampaignPaused(string campaignId, bool paused) => Write(state => state.StopCampaign(campaignId, paused) | (state._delta?.StopCampaign(campaignId, paused) ?? false));

    /// <summary>Kill switch: stops all line items of an advertiser, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetAdvertiserPaused(string advertiserId, bool paused) => Write(state => state.StopAdvertiser(advertiserId, paused) | (state._delta?.StopAdvertiser(advertiserId, paused) ?? false));

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
        return Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            if (ordinal >= 0)
            {
                part.RecordLineItem(ordinal, recorded, count, spendMicros);
                state.RecordInOtherPart(part, part._catalog.LineItems[ordinal].Campaign, recorded, count, spendMicros);
            }

            return ordinal >= 0;
        });
    }

    /// <summary>What was recorded of a line item: events that its goal counts, and spend in micros. False when the id does not exist.</summary>
    public bool TryGetDelivered(string lineItemId, out long goalEvents, out long spendMicros)
    {
        Delivered delivered = default;
        bool exists = Write(state =>
        {
            DeliveryState part = state.PartOf(lineItemId, out int ordinal);
            delivered = ordinal >= 0 ? part._lineItems[ordinal] : default;
            return ordinal >= 0;
        });
        (goalEvents, spendMicros) = (delivered.Events, delivered.SpendMicros);
        return exists;
    }

    /// <summary>What a line item and its campaign have delivered, and what stops them; by its ordinal in this part.</summary>
    internal DeliveryFacts FactsOf(int lineItem)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
        lock (_writing)
        {
            (Delivered own, Delivered ofCampaign) = (_lineItems[lineItem], _campaigns[row.Campaign]);
            return new DeliveryFacts(
                own.Events,
                own.SpendMicros,
                ofCampaign.Events,
                ofCampaign.SpendMicros,
                _lineItemStopped[lineItem],
                _campaignStopped[row.Campaign],
                _advertiserStopped[row.Advertiser]);
        }
    }

    /// <summary>The pause that keeps a line item out, if any.</summary>
    internal RejectionReason PauseOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & Block.Pauses);

    /// <summary>What of the line item or its campaign is used up, if anything.</summary>
    internal RejectionReason ExhaustionOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & ~(Block.Pauses | Block.Replaced));

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
                    bool found = change(state);
                    GC.KeepAlive(state);
                    return found;
                }
            }

            state = state._successor;
        }
    }

    private bool StopCampaign(string campaignId, bool stop)
    {
        int campaign = _catalog.CampaignIds.Find(campaignId);
        if (campaign >= 0)
        {
            _campaignStopped[campaign] = stop;
            DeriveCampaign(campaign);
        }

        return campaign >= 0;
    }

    private bool StopAdvertiser(string advertiserId, bool stop)
    {
        int advertiser = _catalog.AdvertiserIds.Find(advertiserId);
        if (advertiser >= 0)
        {
            _advertiserStopped[advertiser] = stop;
            DeriveAdvertiser(advertiser);
        }

        return advertiser >= 0;
    }

    private void RecordLineItem(int ordinal, AdEvent recorded, long count, long spendMicros)
    {
        _lineItems[ordinal].Add(recorded == _catalog.TermsOf(ordinal).GoalEvent ? count : 0, spendMicros);
        RecordCampaign(_catalog.LineItems[ordinal].Campaign, recorded, count, spendMicros);
        Derive(ordinal);
    }

    private void RecordCampaign(int campaign, AdEvent recorded, long count, long spendMicros)
    {
        Block before = OfCampaign(campaign);
        _campaigns[campaign].Add(recorded == _catalog.Campaigns[campaign].GoalEvent ? count : 0, spendMicros);
        if (OfCampaign(campaign) != before)
        {
            DeriveCampaign(campaign);
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
