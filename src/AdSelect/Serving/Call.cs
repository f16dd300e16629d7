// One call on its way through the rooms: what its steps share, made in place and passed by reference.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Pacing;
using AdSelect.Matching.Kernels;

namespace AdSelect.Serving;

/// <summary>
/// The way of a request: checked and given memory by <see cref="Entrance"/>, resolved per segment, and then for each slot or break: the
/// candidates of every segment are walked, held against the gates and collected into one auction, which is settled, charged and answered.
/// It is what a walk visits, too, because a ref struct cannot refer to another one.
/// </summary>
internal ref partial struct Call<TPredictor>
    where TPredictor : struct, IRatePredictor, allows ref struct
{
    private readonly AdSnapshot _snapshot;
    private readonly DeliveryState _delivery;
    private readonly SegmentList _segments;
    private readonly KernelWidth _kernel;
    private readonly ContestWatch? _watch;
    private readonly ReadOnlySpan<Slot> _slots;
    private readonly ReadOnlySpan<Slot> _companions;
    private readonly ReadOnlySpan<double> _placeWeights;
    private readonly TPredictor _predictor;
    private readonly Span<RateQuestion> _questions;
    private readonly Span<double> _rates;
    private readonly bool _isRanking;
    private readonly bool _hasClosedRound;
    private readonly bool _isInOrder;
    private readonly int _places;
    private readonly ChargingTerms _charging;

    // The segment that is walked or asked about, and all that goes with it.
    private SegmentRequests _requests;
    private EligibilityGates _gates;
    private Valuation _valuation;
    private bool _isWalkInOrder;
    private bool _isTurned;

    // The auction of one slot, or the draw of a break's candidates.
    private Contest _auction;
    private Span<UInt128> _mostAfterTier;
    private bool _isOneTotal;
    private int _waiting;
    private bool _hasMet;

    /// <param name="work">The request, checked, and what it takes.</param>
    /// <param name="request">The request.</param>
    /// <param name="predictor">The host's predictor.</param>
    /// <param name="memory">Memory for all that the call needs.</param>
    /// <param name="error">What is wrong with the request's values.</param>
    public Call(scoped in CheckedRequest work, in AdRequest request, TPredictor predictor, scoped ref CallMemory memory, out RequestError error)
    {
        _snapshot = work.Current.Snapshot;
        _delivery = work.Current.Delivery;
        _segments = _snapshot.Segments;
        _kernel = work.Kernel;
        _watch = work.Watch;
        _requests = new SegmentRequests(_segments, work.Profile, request, ref memory);
        error = _requests.ResolveBase();
        if (error.Code != RequestErrorCode.None)
        {
            return;
        }

        _slots = request.OfferedSlots;
        _companions = request.CompanionSlots;
        _isRanking = request.HasSlot;
        _placeWeights = _isRanking && !work.IsBreak ? request.PlaceWeights : [];
        _predictor = predictor;
        _places = work.Places;
        var facts = new RequestFacts(request);
        var exposures = new ExposureTable(work.Histories, memory.Take<ushort>(work.HistoryLinks), memory.Take<HistoryIndex>(ExposureTable.Identities));
        _gates = new EligibilityGates(facts, _requests.Policy, _segments, exposures);
        _auction = new Contest(ContestMemory.Lay(ref memory, work.Places, work.IsDynamic, work.HasDraws));
        _questions = memory.Take<RateQuestion>(work.Batch);
        _rates = memory.Take<double>(work.Batch);
        _charging = new ChargingTerms(request.PriceRule, request.PriceIncrementMicros);
        bool hasDeals = !_requests.Policy.DealKeys.IsEmpty;
        _hasClosedRound = request.DealsFirst && hasDeals;
        FrozenCatalog catalog = _segments.Base.Catalog;
        _isInOrder = !Predicts && !work.IsDynamic && !catalog.HasDraws && _delivery.Of(0).Multipliers is null && !(catalog.HasFixedDeals && hasDeals);
    }

    private static bool Predicts => typeof(TPredictor) != typeof(NoPredictor);

    // Deals may ask for second prices too, whatever the request's rule.
    private readonly bool NeedsPriceSetters => _charging.Rule != PriceRule.First || !_requests.Policy.DealKeys.IsEmpty;

    // Makes a segment the one that is asked about: its gates, and what its line items are worth to the request.
    private void Turn(Segment segment)
    {
        if (_isTurned && _gates.Segment == segment)
        {
            return;
        }

        SegmentDelivery delivery = _delivery.Of(segment.Place);
        _gates.Turn(segment, delivery, _requests.ExperimentsOf(segment));
        _valuation = new Valuation(segment.Catalog, delivery.Multipliers, Predicts);
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
            _isWalkInOrder = _isInOrder && isBase && !_isOneTotal;
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
