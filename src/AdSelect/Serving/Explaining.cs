// Explaining: the gates that decide, all of them asked about one line item.
using AdSelect.Auctions;
using AdSelect.Diagnostics;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;
using AdSelect.Matching.Kernels;

namespace AdSelect.Serving;

/// <summary>One question why a line item serves or does not. Allocates.</summary>
internal ref struct Explaining
{
    /// <summary>Places of the ranking that an explanation looks at.</summary>
    private const int ExplainedPlaces = 20;

    private readonly AskedLineItem _asked;
    private readonly ReadOnlySpan<Slot> _slots;
    private readonly ReadOnlySpan<Slot> _companions;
    private readonly ReadOnlySpan<AdSelection> _winners;
    private readonly AuctionWatch _watch;
    private readonly bool _dealsFirst;
    private readonly int _place;
    private readonly ResolvedRequest _request;
    private readonly List<string> _misses;
    private readonly ExperimentGate _experiments;
    private readonly RankedCandidate _candidate;
    private EligibilityGates _gates;

    private Explaining(
        AskedLineItem asked,
        scoped in CheckedRequest work,
        in AdRequest request,
        in RankedCandidate candidate,
        ReadOnlySpan<AdSelection> winners,
        int place)
    {
        _asked = asked;
        _slots = request.OfferedSlots;
        _companions = request.CompanionSlots;
        _winners = winners;
        _watch = work.Watch!;
        _dealsFirst = request.DealsFirst;
        _candidate = candidate;
        _place = place;
        SegmentList segments = asked.Snapshot.Segments;
        var memory = new CallMemory(new byte[SegmentRequests.BytesFor(segments, work.Profile, request)]);
        SegmentRequests requests = default;
        requests.Begin(segments, work.Profile, request, ref memory);
        requests.ResolveBase();
        requests.Resolve(asked.Segment);
        _request = requests.Current;
        _experiments = requests.ExperimentsOf(asked.Segment);
        _misses = TargetingMisses.Find(asked.Catalog, _request, asked.Row.Program);
        _gates.Begin(request, requests.Policy, segments);
        _gates.Exposures.Begin(work.Histories, new ushort[work.HistoryLinks], new HistoryIndex[ExposureTable.Identities]);
    }

    /// <summary>Explains a line item for a request without a break; with several slots, for the slot in which it came furthest.</summary>
    /// <exception cref="ArgumentException">No line item has the id.</exception>
    /// <exception cref="AdRequestException">The request has an error.</exception>
    public static Explanation Of<TPredictor>(Publication current, KernelWidth kernel, in AdRequest request, TPredictor predictor, string lineItemId)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        AskedLineItem asked = AskedLineItem.Find(current, lineItemId);
        var watch = new AuctionWatch(request.OfferedSlots.Length);
        var errand = new Errand(current, kernel, IsBreak: false, watch);
        var answer = new AdAnswer(new AdSelection[request.OfferedSlots.Length]);
        Entrance.SelectOnce(errand, request, predictor, ref answer);
        if (answer.Error.Code != RequestErrorCode.None)
        {
            Throw.Request(answer.Error);
        }

        ReadOnlySpan<AdSelection> ranking = answer.Winners;
        if (request.HasSlot)
        {
            // As many places as are told, under the round that decided the first.
            AdRequest ranked = request;
            ranked.DealsFirst &= watch.IsClosed(0);
            var places = new AdAnswer(new AdSelection[ExplainedPlaces]);
            Entrance.SelectOnce(errand with { Watch = null }, ranked, predictor, ref places);
            ranking = places.Winners;
        }

        CheckedRequest work = default;
        work.Check(errand, request, 1, answer.Room.Length);
        RankedCandidate candidate = asked.Candidate(predictor);
        var explaining = new Explaining(asked, work, request, candidate, answer.Winners, PlaceOf(asked.Number, ranking));
        return explaining.Explain(lineItemId);
    }

    private Explanation Explain(string lineItemId)
    {
        List<ExplainedStep> best = [];
        MinimumBid? least = null;
        bool won = PlaceOf(_asked.Number, _winners) >= 0;
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            List<ExplainedStep> steps = ExplainSlot(slot);
            best = FirstFailure(steps) > FirstFailure(best) ? steps : best;
            MinimumBid? minimum = won ? null : LeastBid(slot);
            least = least is null || minimum?.PriceMicros < least.Value.PriceMicros ? minimum : least;
        }

        return new Explanation(lineItemId, best, _misses, _place, least);
    }

    private List<ExplainedStep> ExplainSlot(int slot)
    {
        bool isClosed = _watch.IsClosed(slot);
        ReadOnlySpan<AdSelection> earlier = Offer(slot, isClosed);
        StepVerdicts verdicts = _gates.Check(_asked.Ordinal, _candidate.CpmMicros, _request);
        bool hasWinner = earlier.Length < _winners.Length && _winners[earlier.Length].Position == slot;
        bool isWinner = hasWinner && _winners[earlier.Length].LineItemOrdinal == _asked.Number;
        if (verdicts.First == RejectionReason.None)
        {
            // Behind a stronger tier its turn does not matter, and need not be known.
            RankedCandidate? first = _watch.Of(slot, isClosed).First;
            bool waits = Tiers.IsShare(_candidate.Tier) && !(first?.Tier < _candidate.Tier) && first?.LineItem != _asked.Number;
            verdicts.Add(SelectionStep.Ranking, isWinner ? RejectionReason.None : waits ? RejectionReason.NotItsTurn : RejectionReason.Outranked);
        }
        else
        {
            verdicts.Add(SelectionStep.Ranking, RejectionReason.None, isAsked: false);
        }

        RankedCandidate ranked = _candidate with { CpmMicros = _gates.CountedCpmMicros(_asked.Ordinal, _asked.Row, _candidate.CpmMicros) };
        var details = new ExplainedDetails(_asked.Catalog, _asked.Ordinal, _gates)
        {
            Whole = _asked.Snapshot,
            Delivery = _asked.Facts,
            CpmMicros = _candidate.CpmMicros,
            Score = ExactScore.InMicros(ranked.Worth),
            Taken = earlier,
            Winner = hasWinner ? _winners.Slice(earlier.Length, 1) : [],
            Misses = _misses,
            Place = _place,
        };
        List<ExplainedStep> steps = [];
        foreach ((SelectionStep step, StepVerdict verdict, RejectionReason reason) in verdicts.Steps)
        {
            steps.Add(new ExplainedStep(step, verdict, reason, verdict == StepVerdict.NotAsked ? ExplainedDetails.OfNotAsked(step) : details.Of(reason)));
        }

        return steps;
    }

    private MinimumBid? LeastBid(int slot)
    {
        // Who holds a listed deal takes part in the closed round, and ends the auction if it wins that.
        bool hasDeal = _asked.Row.Deal >= 0;
        bool isClosed = _watch.IsClosed(slot) || (_dealsFirst && hasDeal);
        SeenAuction? reopened = _watch.IsClosed(slot) && !hasDeal ? _watch.Of(slot, isClosed: false) : null;
        Offer(slot, isClosed);
        Ranking order = default;
        var terms = new AuctionTerms { Segments = _asked.Snapshot.Segments, RequestId = _gates.Facts.Id };
        order.Begin(terms, new RankedCandidate[Ranking.PriceSetters], needsPriceSetters: false);
        return new MinimumBidSearch(_gates, order, _watch.Of(slot, isClosed), reopened, _asked.Ordinal, _candidate).Find(_request);
    }

    // Makes the gates ask for a slot; returns what earlier ones hold. A ranking has one slot, so nothing comes before it.
    private ReadOnlySpan<AdSelection> Offer(int slot, bool keepsOpenBidsOut)
    {
        int earlier = 0;
        while (slot > 0 && earlier < _winners.Length && _winners[earlier].Position < slot)
        {
            earlier++;
        }

        _gates.KeepsOpenBidsOut = keepsOpenBidsOut;
        _gates.OfferSlot(in _slots[slot], _companions, _winners[..earlier]);
        _gates.Turn(_asked.Segment, _asked.Delivery, _experiments);
        return _winners[..earlier];
    }

    private static int FirstFailure(List<ExplainedStep> steps)
    {
        int failure = steps.FindIndex(static step => step.Verdict == StepVerdict.Failed);
        return steps.Count == 0 ? -1 : failure < 0 ? int.MaxValue : failure;
    }

    private static int PlaceOf(int lineItem, ReadOnlySpan<AdSelection> winners)
    {
        for (int i = 0; i < winners.Length; i++)
        {
            if (winners[i].LineItemOrdinal == lineItem)
            {
                return i;
            }
        }

        return -1;
    }
}
