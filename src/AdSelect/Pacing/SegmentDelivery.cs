// What was delivered, what is left and what is stopped of one segment: flat arrays by ordinal, read by selections without locks.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Pacing;

/// <summary>
/// Each line item has one byte of reasons that keep it out; zero means that it may serve. The live mask holds the same as one bit per entry
/// of the matching image, so that a stopped or exhausted line item costs a selection nothing. Stopping a campaign or an advertiser looks at
/// its own line items; the first such change groups them all. Written under the lock of the <see cref="DeliveryState"/>.
/// </summary>
internal sealed partial class SegmentDelivery
{
    private readonly FrozenCatalog _catalog;

    // The facts: what was delivered, and the switches. Plans and pauses as authored stay in the catalog.
    private readonly Delivered[] _lineItems;
    private readonly Delivered[] _campaigns;
    private readonly bool[] _lineItemStopped;
    private readonly bool[] _campaignStopped;
    private readonly bool[] _advertiserStopped;
    private readonly LineItemSetting<uint> _multipliers;
    private readonly OpportunityCosts _opportunityCosts;

    // What follows from them, in the two forms that selections read.
    private readonly byte[] _blocks;
    private readonly ulong[] _liveMask;

    // Made when a change first concerns a whole campaign: most snapshots are replaced before one does.
    private CampaignGroups? _groups;

    /// <summary>Of a segment that is new.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="former">Segments of the publication before, of which facts are taken over by id.</param>
    public SegmentDelivery(Segment segment, ReadOnlySpan<(Segment Segment, SegmentDelivery Delivery)> former)
    {
        FrozenCatalog catalog = segment.Catalog;
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
        TakeOver(former);
        DeriveAll();
        MarkReplaced(segment);
    }

    /// <summary>
    /// Of a segment that the publication before has too. The facts are shared, for writers of the former state are sent on to this one;
    /// what selections read is not, for selections under way keep what they began with.
    /// </summary>
    public SegmentDelivery(Segment segment, Segment formerSegment, SegmentDelivery former)
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
        foreach (int ordinal in formerSegment.Replaced)
        {
            SetBlock(ordinal, OfLineItem(ordinal));
        }

        MarkReplaced(segment);
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

        /// <summary>A later segment changes or removes it.</summary>
        Replaced = 128,
        Pauses = LineItemPaused | CampaignPaused | AdvertiserPaused,
    }

    /// <summary>One bit per entry of the matching image: those that are neither stopped nor exhausted.</summary>
    public ReadOnlySpan<ulong> LiveMask => _liveMask;

    /// <summary>Pacing multipliers by line item, in millionths; null while all are 1.</summary>
    public uint[]? Multipliers => _multipliers.Values;

    /// <summary>Whether some guaranteed line item may have to give way to a price.</summary>
    public bool HasOpportunityCosts => _opportunityCosts.Any;

    /// <summary>Bit n: some line item of priority n may have an opportunity cost.</summary>
    public uint OpportunityCostPriorities => _opportunityCosts.Priorities;

    /// <summary>What a price must exceed to go before a guaranteed line item.</summary>
    public long OpportunityCost(int lineItem) => _opportunityCosts.Read(lineItem);

    /// <summary>The pause that keeps a line item out, if any.</summary>
    public RejectionReason PauseOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & Block.Pauses);

    /// <summary>What of the line item or its campaign is used up, if anything.</summary>
    public RejectionReason ExhaustionOf(int lineItem) => ReasonOf((Block)Volatile.Read(ref _blocks[lineItem]) & ~(Block.Pauses | Block.Replaced));

    /// <summary>What was recorded of a line item.</summary>
    public (long Events, long SpendMicros) DeliveredOf(int lineItem) => (_lineItems[lineItem].Events, _lineItems[lineItem].SpendMicros);

    /// <summary>What a line item and its campaign have delivered, and what stops them.</summary>
    public DeliveryFacts FactsOf(int lineItem)
    {
        ref readonly LineItemRow row = ref _catalog.LineItems[lineItem];
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

    public void StopLineItem(int lineItem, bool stop)
    {
        _lineItemStopped[lineItem] = stop;
        Derive(lineItem);
    }

    public void StopCampaign(int campaign, bool stop)
    {
        _campaignStopped[campaign] = stop;
        DeriveCampaign(campaign);
    }

    public void StopAdvertiser(int advertiser, bool stop)
    {
        _advertiserStopped[advertiser] = stop;
        DeriveAdvertiser(advertiser);
    }

    /// <summary>A line item's pacing multiplier in millionths.</summary>
    public uint MultiplierOf(int lineItem) => _multipliers[lineItem];

    public void SetMultiplier(int lineItem, uint millionths) => _multipliers[lineItem] = millionths;

    /// <summary>A line item's opportunity cost; <see cref="OpportunityCosts.NeverGivesWay"/> where none was set.</summary>
    public long CostOf(int lineItem) => _opportunityCosts[lineItem];

    public void SetCost(int lineItem, long micros) => _opportunityCosts[lineItem] = micros;

    /// <summary>Records events and spend of a line item, its campaign apart.</summary>
    public void RecordLineItem(int lineItem, AdEvent recorded, long count, long spendMicros)
    {
        _lineItems[lineItem].Add(recorded == _catalog.TermsOf(lineItem).GoalEvent ? count : 0, spendMicros);
        Derive(lineItem);
    }

    /// <summary>Records events and spend of a campaign.</summary>
    public void RecordCampaign(int campaign, AdEvent recorded, long count, long spendMicros)
    {
        Block before = OfCampaign(campaign);
        _campaigns[campaign].Add(recorded == _catalog.Campaigns[campaign].GoalEvent ? count : 0, spendMicros);
        if (OfCampaign(campaign) != before)
        {
            DeriveCampaign(campaign);
        }
    }

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

    private void MarkReplaced(Segment segment)
    {
        foreach (int ordinal in segment.Replaced)
        {
            SetBlock(ordinal, (Block)_blocks[ordinal] | Block.Replaced);
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
