// One call on its way through the rooms: what its steps share, made in place and passed by reference.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;
using AdSelect.Pacing;

namespace AdSelect.Serving;

/// <summary>
/// The way of a request: checked and given memory by <see cref="Entrance"/>, resolved per segment, and then for each slot or break: the
/// candidates of every segment are walked, held against the gates and collected into one auction, which is settled, charged and answered.
/// It is what a walk visits, too, because a ref struct cannot refer to another one.
/// </summary>
internal ref partial struct Call<TPredictor>
    where TPredictor : struct, IRatePredictor, allows ref struct
{
    private AdSnapshot _snapshot;
    private DeliveryState _delivery;
    private SegmentList _segments;
    private KernelWidth _kernel;
    private AuctionWatch? _watch;
    private ReadOnlySpan<Slot> _slots;
    private ReadOnlySpan<Slot> _companions;
    private ReadOnlySpan<double> _placeWeights;
    private TPredictor _predictor;
    private Span<RateQuestion> _questions;
    private Span<double> _rates;
    private bool _isRanking;
    private bool _hasClosedRound;
    private bool _hasDeals;
    private bool _isInOrder;
    private int _places;
    private ChargingTerms _charging;

    // The segment that is walked or asked about, and all that goes with it.
    private SegmentRequests _requests;
    private EligibilityGates _gates;
    private Valuation _valuation;
    private bool _isWalkInOrder;
    private bool _isPaced;
    private bool _isTurned;

    // The auction of one slot, or the draw of a break's candidates.
    private Auction _auction;
    private Span<UInt128> _mostAfterTier;
    private bool _isOneTotal;
    private int _waiting;
    private bool _hasMet;

    /// <summary>Begins an empty call: resolves the request for the base and lays out the memory.</summary>
    /// <param name="work">The request, checked, and what it takes.</param>
    /// <param name="request">The request.</param>
    /// <param name="predictor">The host's predictor.</param>
    /// <param name="memory">Memory for all that the call needs.</param>
    /// <returns>What is wrong with the request's values.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public RequestError Begin(scoped in CheckedRequest work, [UnscopedRef] in AdRequest request, TPredictor predictor, scoped ref CallMemory memory)
    {
        _snapshot = work.Current.Snapshot;
        _delivery = work.Current.Delivery;
        _segments = _snapshot.Segments;
        _requests.Begin(_segments, work.Profile, request, ref memory);
        RequestError error = _requests.ResolveBase();
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        _kernel = work.Kernel;
        _watch = work.Watch;
        _slots = request.OfferedSlots;
        _companions = request.CompanionSlots;
        _isRanking = request.HasSlot;
        _placeWeights = _isRanking && !work.IsBreak ? request.PlaceWeights : [];
        _predictor = predictor;
        _places = work.Places;
        _gates.Begin(request, _requests.Policy, _segments);
        _gates.Exposures.Begin(work.Histories, memory.Take<ushort>(work.HistoryLinks), memory.Take<HistoryIndex>(ExposureTable.Identities));
        _auction.Memory.Lay(ref memory, work.Places, work.IsDynamic, work.HasDraws);
        if (Predicts)
        {
            _questions = memory.Take<RateQuestion>(work.Batch);
            _rates = memory.Take<double>(work.Batch);
        }

        _charging = new ChargingTerms(request.PriceRule, request.PriceIncrementMicros);
        _hasDeals = !_requests.Policy.DealKeys.IsEmpty;
        _hasClosedRound = request.DealsFirst && _hasDeals;
        FrozenCatalog catalog = _segments.Base.Catalog;
        _isInOrder = !Predicts && !work.IsDynamic && !catalog.HasDraws && !(catalog.HasFixedDeals && _hasDeals);
        return default;
    }

    private static bool Predicts => typeof(TPredictor) != typeof(NoPredictor);

    // Deals may ask for second prices too, whatever the request's rule.
    private readonly bool NeedsPriceSetters => _charging.Rule != PriceRule.First || _hasDeals;

    // Makes a segment the one that is asked about: its gates, and what its line items are worth to the request.
    private void Turn(Segment segment)
    {
        if (_isTurned && _gates.Segment == segment)
        {
            return;
        }

        SegmentDelivery delivery = _delivery.Of(segment.Place);
        _gates.Turn(segment, delivery, _requests.ExperimentsOf(segment));

        // Read once: a host may set the first one at any time, and the order of the walk depends on it.
        uint[]? multipliers = delivery.Multipliers;
        _valuation = new Valuation(segment.Catalog, multipliers, Predicts);
        _isPaced = multipliers is not null;
        _isTurned = true;
    }

    // The segment of a ranked line item; its number becomes its ordinal there.
    private void TurnTo(ref int lineItem) => Turn(_segments.OfLineItem(ref lineItem));

    // All segments' candidates of a format, into the auction. The base comes first: its best are found as without a delta, and against
    // them few of a delta's line items, often none, need be looked at.
    private void Collect(int partition, Span<UInt128> mostAfterTier)
    {
        _mostAfterTier = mostAfterTier;
        _isOneTotal = !mostAfterTier.IsEmpty;
        foreach (Segment segment in _segments.All)
        {
            Turn(segment);
            bool isBase = segment.Place == 0;
            _isWalkInOrder = _isInOrder && isBase && !_isOneTotal && !_isPaced;
            if (_isOneTotal)
            {
                _valuation.FillMostAfterTier(mostAfterTier);
            }

            if (!isBase && !CouldTake(partition))
            {
                continue;
            }

            _requests.Resolve(segment);
            CandidateWalk.Run(_kernel, segment.Catalog, _requests.Current, ref _requests.Plan, partition, _delivery.Of(segment.Place).LiveMask, ref this);
            Settle();
        }
    }

    // False when not even the segment's strongest line item of a format can change the answer.
    private readonly bool CouldTake(int partition)
    {
        FrozenCatalog catalog = _gates.Catalog;
        ref readonly PartitionRow image = ref catalog.Partitions[partition];
        return image.EntryCount > 0 && !IsBeyondReach(catalog.Entries[image.FirstEntry].LineItem);
    }
}
