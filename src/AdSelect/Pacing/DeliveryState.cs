// What was delivered, what is left and what is stopped, by id: written by hosts, read by every selection.
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
/// took over. A stopped or exhausted line item costs a selection nothing.
/// </remarks>
public sealed partial class DeliveryState
{
    private readonly Lock _writing = new();
    private readonly SegmentList _segments;

    // A campaign that several segments have has the same facts in all of them; a line item counts in one.
    private readonly SegmentDelivery[] _deliveries;

    // The state that took over when another snapshot was published; writers that still hold this one are sent on.
    private DeliveryState? _successor;

    /// <summary>The state at the start of a snapshot: nothing is delivered, no switch is thrown.</summary>
    internal DeliveryState(SegmentList segments)
    {
        _segments = segments;
        _deliveries = [.. segments.All.ToArray().Select(static segment => new SegmentDelivery(segment, []))];
    }

    private DeliveryState(SegmentList segments, DeliveryState former)
    {
        _segments = segments;
        (Segment Segment, SegmentDelivery Delivery)[] all = [.. former._segments.All.ToArray().Select(segment => (segment, former._deliveries[segment.Place]))];
        _deliveries =
        [
            .. segments.All.ToArray().Select(segment => Array.Find(all, one => ReferenceEquals(one.Segment.Catalog, segment.Catalog)) is { Segment: { } same } one
                ? new SegmentDelivery(segment, same, one.Delivery)
                : new SegmentDelivery(segment, all)),
        ];
    }

    /// <summary>Whether some guaranteed line item may have to give way to a price.</summary>
    internal bool HasOpportunityCosts
    {
        get
        {
            bool any = false;
            foreach (SegmentDelivery delivery in _deliveries)
            {
                any |= delivery.HasOpportunityCosts;
            }

            return any;
        }
    }

    /// <summary>Bit n: some line item of priority n may have an opportunity cost.</summary>
    internal uint OpportunityCostPriorities
    {
        get
        {
            uint priorities = 0;
            foreach (SegmentDelivery delivery in _deliveries)
            {
                priorities |= delivery.OpportunityCostPriorities;
            }

            return priorities;
        }
    }

    /// <summary>Kill switch: stops a line item, or restarts it unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetLineItemPaused(string lineItemId, bool paused) => WriteLineItem(lineItemId, (delivery, lineItem) => delivery.StopLineItem(lineItem, paused));

    /// <summary>Kill switch: stops all line items of a campaign, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetCampaignPaused(string campaignId, bool paused) => WriteAll(ElementKind.Campaign, campaignId, (delivery, campaign) => delivery.StopCampaign(campaign, paused));

    /// <summary>Kill switch: stops all line items of an advertiser, or restarts them unless the catalog itself says paused. True when the id exists.</summary>
    public bool SetAdvertiserPaused(string advertiserId, bool paused) =>
        WriteAll(ElementKind.Advertiser, advertiserId, (delivery, advertiser) => delivery.StopAdvertiser(advertiser, paused));

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
            if (!state._segments.TryFind(StableHash.Text(lineItemId), out Segment segment, out int lineItem))
            {
                return false;
            }

            int campaign = segment.Campaigns[segment.Catalog.LineItems[lineItem].Campaign];
            foreach (Segment other in state._segments.All)
            {
                int ordinal = other.Campaigns.OrdinalOf(campaign);
                if (ordinal >= 0)
                {
                    state.Of(other.Place).RecordCampaign(ordinal, recorded, count, spendMicros);
                }
            }

            state.Of(segment.Place).RecordLineItem(lineItem, recorded, count, spendMicros);
            return true;
        });
    }

    /// <summary>What was recorded of a line item: events that its goal counts, and spend in micros. False when the id does not exist.</summary>
    public bool TryGetDelivered(string lineItemId, out long goalEvents, out long spendMicros)
    {
        (long Events, long SpendMicros) delivered = default;
        bool exists = WriteLineItem(lineItemId, (delivery, lineItem) => delivered = delivery.DeliveredOf(lineItem));
        (goalEvents, spendMicros) = delivered;
        return exists;
    }

    /// <summary>The state of a segment's line items.</summary>
    internal SegmentDelivery Of(int segment) => _deliveries[segment];

    /// <summary>What a line item and its campaign have delivered, and what stops them; by its ordinal in a segment.</summary>
    internal DeliveryFacts FactsOf(int segment, int lineItem)
    {
        lock (_writing)
        {
            return Of(segment).FactsOf(lineItem);
        }
    }

    /// <summary>
    /// Makes the state of another publication: kill switches and what was delivered carry over by id, from all segments to
    /// all segments. Later writes to this state go to that one.
    /// </summary>
    internal DeliveryState CarryOver(SegmentList next)
    {
        lock (_writing)
        {
            Settle();
            var state = new DeliveryState(next, this);
            _successor = state;
            GC.KeepAlive(this);
            return state;
        }
    }

    // Brings what is replaced to what holds for all segments together: a changed line item's facts are where it counts now, a removed one
    // has none any more. Nobody but the next publication reads them afterwards.
    private void Settle()
    {
        foreach (Segment segment in _segments.All)
        {
            foreach (int lineItem in segment.Replaced)
            {
                if (_segments.TryFind(segment.Catalog.LineItemKeys[lineItem], out Segment now, out int ordinal))
                {
                    Of(segment.Place).TakeBack(lineItem, Of(now.Place), ordinal);
                }
                else
                {
                    Of(segment.Place).Forget(lineItem);
                }
            }
        }
    }

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

    private bool WriteLineItem(string lineItemId, Action<SegmentDelivery, int> change) => Write(state =>
    {
        bool exists = state._segments.TryFind(StableHash.Text(lineItemId), out Segment segment, out int lineItem);
        if (exists)
        {
            change(state.Of(segment.Place), lineItem);
        }

        return exists;
    });

    // In every segment that has the element.
    private bool WriteAll(ElementKind kind, string id, Action<SegmentDelivery, int> change) => Write(state =>
    {
        bool exists = false;
        foreach (Segment segment in state._segments.All)
        {
            int ordinal = Segment.IdsOf(segment.Catalog, kind).Find(id);
            if (ordinal >= 0)
            {
                change(state.Of(segment.Place), ordinal);
                exists = true;
            }
        }

        return exists;
    });
}
