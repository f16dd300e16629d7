// Filling a break: whether at all, in which round, and from how many candidates.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>How many line items are drawn at first, and how many when those were not enough to be sure.</summary>
    private static ReadOnlySpan<int> BreakDraws => [24, 48, 96, AdSelectLimits.MaxBreakLineItems];

    // The rules over the break as a whole; then as FillSlot.
    [SkipLocalsInit]
    private int FillBreak<TPredictor>(scoped in Call<TPredictor> call, AdBreak offer, scoped ref BothParts both, scoped CallMemory memory, scoped Span<AdSelection> ads, out BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        long now = call.Facts.UtcTicks;
        bool isWholeSession = offer.Separation == SeparationScope.Session;
        Span<ExposureRecord> latest = memory.Take<ExposureRecord>(isWholeSession ? AdSelectLimits.MaxSessionAds : 1);
        latest = latest[..call.Exposures.LatestOfSession(now, latest)];
        if (!latest.IsEmpty && now - latest[0].TicksAsOf(now) < offer.MinGap.Ticks)
        {
            result = new BreakResult { Outcome = BreakOutcome.TooSoon, IsOptimal = true };
            return 0;
        }

        int load = int.MaxValue;
        if (offer.MaxLoad > 0)
        {
            CountedTime? window = offer.LoadWindow == TimeSpan.Zero ? null : CountedTime.Since(now - offer.LoadWindow.Ticks + 1, now);
            load = offer.MaxLoad - call.Exposures.CountLoad(window, now);
            if (load <= 0)
            {
                result = new BreakResult { Outcome = BreakOutcome.LoadReached, IsOptimal = true };
                return 0;
            }
        }

        var played = new PlayedAds(memory.Take<PlayedAd>(isWholeSession ? AdSelectLimits.MaxSessionAds : 0), memory.Take<ulong>(isWholeSession ? AdSelectLimits.MaxSessionKeys : 0));
        played.Fill(latest, isWholeSession, call.Catalog, call.Current.Snapshot.View);
        if (call.HasClosedRound)
        {
            RequestFacts closed = call.Facts with { KeepsOpenBidsOut = true };
            int filled = FillRound(call, closed, offer, ref both, played, load, memory, ads, out result);
            if (AnyDeal(ads[..filled]))
            {
                return filled;
            }
        }

        return FillRound(call, call.Facts, offer, ref both, played, load, memory, ads, out result);
    }

    // Draws more candidates until nobody who was not drawn can matter, for the break or for its prices.
    [SkipLocalsInit]
    private int FillRound<TPredictor>(scoped in Call<TPredictor> call, in RequestFacts facts, scoped in AdBreak offer, scoped ref BothParts both, scoped PlayedAds played, int load, scoped CallMemory memory, scoped Span<AdSelection> ads, out BreakResult result)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = call.Catalog;
        DeltaView? delta = call.Current.Snapshot.View;
        DeliveryState delivery = call.Delivery;
        PolicyLists lists = call.Resolved.Policy;
        bool hasFreePart = offer.MayHaveFreePart;
        ref readonly Slot free = ref hasFreePart && !call.Slots.IsEmpty ? ref call.Slots[0] : ref offer.Spots[Math.Max(offer.FirstFlexibleSpot, 0)].Offered;
        int numbers = BreakPlaces.MemoryFor(offer.Spots.Length);
        var planned = new PlannedExposures(catalog, delta, []);
        var places = new BreakPlaces(offer.Spots, in free, hasFreePart, catalog, facts, memory.Take<ulong>(numbers)) { Companions = call.Companions };
        var gates = new EligibilityGates(catalog, delivery, lists, in facts, places, played, new FrequencyGate(catalog, null, call.Exposures, planned, facts.UtcTicks), call.Experiments, null);
        scoped EligibilityGates gatesOfDelta = gates;
        if (delta is not null)
        {
            var placesOfDelta = new BreakPlaces(offer.Spots, in free, hasFreePart, delta.Catalog, facts, memory.Take<ulong>(numbers)) { Companions = call.Companions };
            gatesOfDelta = new EligibilityGates(delta.Catalog, delivery.OfDelta, lists, in facts, placesOfDelta, played, new FrequencyGate(delta.Catalog, delta, call.Exposures, planned, facts.UtcTicks), both.Experiments, delta);
        }

        int mostFreeAds = BreakCheck.MostFreeAds(offer, ads.Length);
        var room = new BreakRoom(call.Current.Snapshot, gates, gatesOfDelta, delta, played, offer.Objective)
        {
            Choices = memory.Take<BreakChoice>(AdSelectLimits.MaxBreakCandidates),
            Caps = new BreakCaps(memory.Take<BreakCap>(AdSelectLimits.MaxBreakCaps)),
            MostAds = offer.Spots.Length + mostFreeAds,
            Load = load,
        };
        var standIns = new StandInDurations(memory.Take<int>(StandInDurations.Most), memory.Take<ulong>(StandInDurations.Most));
        room.ListDurations(places, (int)free.Format, ref standIns);
        var problem = new BreakProblem
        {
            Spots = FixedSpots(offer.Spots, memory.Take<FixedSpot>(offer.Spots.Length)),
            SpotsBeforeFreePart = offer.SpotsBefore,
            FreeMilliseconds = offer.DurationMilliseconds,
            MaxFreeAds = mostFreeAds,
            IsOneTotal = offer.Objective == BreakObjective.Value,
            NodeBudget = offer.StepBudget == 0 ? AdSelectLimits.DefaultBreakSteps : offer.StepBudget,
        };
        Span<BreakPlacement> placements = memory.Take<BreakPlacement>(AdSelectLimits.MaxBreakAds);
        Span<int> left = memory.Take<int>(AdSelectLimits.MaxBreakCaps);
        Span<UInt128> most = memory.Take<UInt128>(problem.IsOneTotal ? 2 * (Tiers.Last + 1) : 0);
        room.Pool = new BreakPool(memory);
        BreakAnswer answer = default;
        int steps = 0;
        int drawn = 0;
        int count = 0;
        for (int round = 0; round < BreakDraws.Length; round++)
        {
            drawn = DrawCandidates(call, ref both, gates, gatesOfDelta, (int)free.Format, BreakDraws[round], most);
            ReadOnlySpan<RankedCandidate> candidates = call.Memory.Places[..drawn];
            bool isAll = drawn < BreakDraws[round];
            BreakFrontier unseen = room.Fill(call, candidates, isAll, out bool isFull);
            bool mayDrawMore = !isAll && !isFull && round + 1 < BreakDraws.Length;
            unseen.DurationsMilliseconds = standIns.Milliseconds;
            unseen.Places = standIns.Places;
            problem.CapsLeft = room.CapsLeft(left);
            answer = room.Pool.Solve(ref problem, unseen, mayDrawMore, placements, out bool isEnough);
            steps += answer.Nodes;
            if (isEnough)
            {
                count = room.Award(problem, placements[..answer.Count], candidates, unseen.Tier, ads, out bool arePriced);
                if (arePriced || !mayDrawMore)
                {
                    break;
                }
            }
        }

        int milliseconds = (int)answer.Milliseconds;
        if (count > 0)
        {
            count = PlayBumpers(call, facts, ref both, offer, load, ads, count, ref milliseconds);
        }

        result = new BreakResult
        {
            Count = count,
            Outcome = !answer.IsFeasible ? BreakOutcome.RequiredSpotEmpty : count == 0 ? BreakOutcome.NothingFits : BreakOutcome.Filled,
            IsOptimal = answer.IsProven,
            DurationMilliseconds = milliseconds,
            RankScore = answer.ScoreMicros,
            OpenPriority = answer.IsProven || answer.OpenTier == 0 || problem.IsOneTotal ? 0 : Tiers.Priority(answer.OpenTier),
            Gap = answer.IsProven ? 0 : answer.GapMicros,
            Steps = steps,
            Candidates = drawn,
        };
        return count;
    }

    // Into the memory of the call's places, best first.
    private int DrawCandidates<TPredictor>(scoped in Call<TPredictor> call, scoped ref BothParts both, scoped EligibilityGates gates, scoped EligibilityGates gatesOfDelta, int partition, int wanted, scoped Span<UInt128> most)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        FrozenCatalog catalog = call.Catalog;
        AdSnapshot snapshot = call.Current.Snapshot;
        DeliveryState delivery = call.Delivery;
        scoped RowPlan rows = call.Plan;
        var worth = new Valuation(catalog, delivery.Multipliers, Predicts<TPredictor>());
        Span<UInt128> ofBase = most[..(most.Length / 2)];
        if (!most.IsEmpty)
        {
            worth.FillMostAfterTier(ofBase);
        }

        var ranking = new Ranking(catalog, snapshot.View, gates.Facts.Id, call.Memory.Places[..wanted], [], needsPriceSetters: false);
        scoped Contest contest = call.NewContest(gates.Facts, 0, ranking);
        var first = new LiveAuction<TPredictor>(gates, worth, delivery, contest, call.Predictor, snapshot, null, call.Questions, call.Rates, ofBase);
        Walk(catalog, call.Resolved, ref rows, partition, delivery.LiveMask, ref first);
        first.Settle();
        contest = first.Contest;
        if (snapshot.View is { } delta)
        {
            var worthOfDelta = new Valuation(delta.Catalog, delivery.OfDelta.Multipliers, Predicts<TPredictor>());
            Span<UInt128> ofDelta = most[(most.Length / 2)..];
            if (!most.IsEmpty)
            {
                worthOfDelta.FillMostAfterTier(ofDelta);
            }

            var second = new LiveAuction<TPredictor>(gatesOfDelta, worthOfDelta, delivery.OfDelta, contest, call.Predictor, snapshot, delta, call.Questions, call.Rates, ofDelta);
            if (second.CouldTake(partition) && both.TryResolve(delta.Catalog, snapshot.Delta!.Lookup))
            {
                rows = both.PlanOfDelta;
                Walk(delta.Catalog, both.OfDelta, ref rows, partition, delivery.OfDelta.LiveMask, ref second);
                second.Settle();
            }

            contest = second.Contest;
        }

        contest.Settle();
        return contest.Count;
    }

    private static ReadOnlySpan<FixedSpot> FixedSpots(ReadOnlySpan<BreakSpot> spots, Span<FixedSpot> room)
    {
        for (int i = 0; i < spots.Length; i++)
        {
            BreakSpotKind kind = spots[i].Kind;
            room[i] = new FixedSpot(kind == BreakSpotKind.Required, kind == BreakSpotKind.Flexible ? spots[i].LongestMilliseconds : 0);
        }

        return room;
    }

    // Around the ads, each by an auction of its own beside them; the load counts them too.
    private int PlayBumpers<TPredictor>(scoped in Call<TPredictor> call, in RequestFacts facts, scoped ref BothParts both, scoped in AdBreak offer, int load, scoped Span<AdSelection> ads, int count, ref int milliseconds)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        int last = offer.Spots.Length - 1;
        if (last >= 0 && offer.Spots[last].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart == 0) && count < load)
        {
            count += PlayBumper(call, facts, ref both, offer.Spots[last], last, ads, count);
        }

        int ended = count;
        if (last >= 0 && offer.Spots[0].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart > 0) && count < load && PlayBumper(call, facts, ref both, offer.Spots[0], 0, ads, count) > 0)
        {
            AdSelection opener = ads[ended];
            ads[..ended].CopyTo(ads[1..]);
            ads[0] = opener;
            count++;
        }

        milliseconds = 0;
        for (int i = 0; i < count; i++)
        {
            ads[i] = ads[i] with { Position = i };
            milliseconds += ads[i].DurationMilliseconds;
        }

        return count;
    }

    // The break itself draws shares of voice as the first slot of a request does, its spots as the later ones.
    private int PlayBumper<TPredictor>(scoped in Call<TPredictor> call, in RequestFacts facts, scoped ref BothParts both, in BreakSpot spot, int index, scoped Span<AdSelection> ads, int count)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        ContestMemory memory = call.Memory;
        memory.Places = memory.Places[..1];
        Call<TPredictor> one = call with { Memory = memory };
        int played = call.Current.Snapshot.View is null
            ? RunContest(one, facts, spot.Offered, index + 1, ads, count)
            : RunContestOfBoth(one, ref both, facts, spot.Offered, index + 1, ads, count);
        if (played > 0)
        {
            ads[count] = ads[count] with { Spot = index };
        }

        return played;
    }
}
