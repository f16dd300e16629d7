// Filling a break: whether at all, in which round, and from how many candidates.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Serving;

internal ref partial struct Call<TPredictor>
{
    /// <summary>How many line items are drawn at first, and how many when those were not enough to be sure.</summary>
    private static ReadOnlySpan<int> BreakDraws => [24, 48, 96, AdSelectLimits.MaxBreakLineItems];

    /// <summary>Fills a break.</summary>
    /// <param name="offer">The break.</param>
    /// <param name="memory">What is left of the call's memory.</param>
    /// <param name="ads">Filled in the order of play.</param>
    /// <param name="result">How it was filled.</param>
    /// <returns>How many ads there are.</returns>
    [SkipLocalsInit]
    public int FillBreak(in AdBreak offer, CallMemory memory, Span<AdSelection> ads, out BreakResult result)
    {
        long now = _gates.Facts.UtcTicks;
        bool isWholeSession = offer.Separation == SeparationScope.Session;
        Span<ExposureRecord> latest = memory.Take<ExposureRecord>(isWholeSession ? AdSelectLimits.MaxSessionAds : 1);
        latest = latest[.._gates.Exposures.LatestOfSession(now, latest)];
        BreakOutcome pause = BreakPause.Check(offer, _gates.Exposures, latest.IsEmpty ? null : latest[0].TicksAsOf(now), now, out int load);
        if (pause != BreakOutcome.Filled)
        {
            result = new BreakResult { Outcome = pause, IsOptimal = true };
            return 0;
        }

        var played = new PlayedAds(memory.Take<PlayedAd>(isWholeSession ? AdSelectLimits.MaxSessionAds : 0), memory.Take<ulong>(isWholeSession ? AdSelectLimits.MaxSessionKeys : 0));
        played.Fill(latest, isWholeSession, _segments);
        if (_hasClosedRound)
        {
            int filled = FillRound(offer, played, load, keepsOpenBidsOut: true, memory, ads, out result);
            if (PrivateAuction.Stands(ads[..filled]))
            {
                return filled;
            }
        }

        return FillRound(offer, played, load, keepsOpenBidsOut: false, memory, ads, out result);
    }

    // Draws more candidates until nobody who was not drawn can matter, for the break or for its prices.
    [SkipLocalsInit]
    private int FillRound(
        in AdBreak offer,
        scoped in PlayedAds played,
        int load,
        bool keepsOpenBidsOut,
        CallMemory memory,
        Span<AdSelection> ads,
        out BreakResult result)
    {
        bool hasFreePart = offer.MayHaveFreePart;
        ref readonly Slot free = ref hasFreePart && !_slots.IsEmpty ? ref _slots[0] : ref offer.Spots[Math.Max(offer.FirstFlexibleSpot, 0)].Offered;
        _gates.KeepsOpenBidsOut = keepsOpenBidsOut;
        var places = new BreakPlaces(offer.Spots, in free, hasFreePart, memory.Take<ulong>(BreakPlaces.MemoryFor(offer.Spots.Length))) { Companions = _companions };
        _gates.OfferBreak(places, played);
        _isTurned = false;
        int mostFreeAds = BreakCheck.MostFreeAds(offer, ads.Length);
        var room = new BreakRoom
        {
            Played = played,
            Objective = offer.Objective,
            Choices = memory.Take<BreakChoice>(AdSelectLimits.MaxBreakCandidates),
            Caps = new BreakCaps(memory.Take<BreakCap>(AdSelectLimits.MaxBreakCaps)),
            MostAds = offer.Spots.Length + mostFreeAds,
            Load = load,
        };
        var standIns = new StandInDurations(memory.Take<int>(StandInDurations.Most), memory.Take<ulong>(StandInDurations.Most));
        ListDurations(places, (int)free.Format, ref standIns);
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
        Span<UInt128> most = memory.Take<UInt128>(problem.IsOneTotal ? Tiers.Last + 1 : 0);
        room.Pool = new BreakPool(memory);
        BreakAnswer answer = default;
        int steps = 0;
        int drawn = 0;
        int count = 0;
        for (int round = 0; round < BreakDraws.Length; round++)
        {
            drawn = DrawCandidates((int)free.Format, BreakDraws[round], most);
            bool isAll = drawn < BreakDraws[round];
            BreakFrontier unseen = FillRoom(ref room, isAll, out bool isFull);
            bool mayDrawMore = !isAll && !isFull && round + 1 < BreakDraws.Length;
            unseen.DurationsMilliseconds = standIns.Milliseconds;
            unseen.Places = standIns.Places;
            problem.CapsLeft = room.CapsLeft(left);
            answer = room.Pool.Solve(ref problem, unseen, mayDrawMore, placements, out bool isEnough);
            steps += answer.Nodes;
            if (isEnough)
            {
                count = Charge(room, problem, placements[..answer.Count], unseen.Tier, ads, out bool arePriced);
                if (arePriced || !mayDrawMore)
                {
                    break;
                }
            }
        }

        int milliseconds = (int)answer.Milliseconds;
        if (count > 0)
        {
            count = PlayBumpers(offer, load, ads, count, ref milliseconds);
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

    // Into the auction's places, best first.
    private int DrawCandidates(int partition, int wanted, Span<UInt128> most)
    {
        BeginAuction(wanted, index: 0, needsPriceSetters: false);
        Collect(partition, most);
        _auction.Settle();
        return _auction.Count;
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
    private int PlayBumpers(in AdBreak offer, int load, Span<AdSelection> ads, int count, ref int milliseconds)
    {
        int last = offer.Spots.Length - 1;
        if (last >= 0 && offer.Spots[last].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart == 0) && count < load)
        {
            count += PlayBumper(offer.Spots[last], last, ads, count);
        }

        int ended = count;
        bool hasOpener = last >= 0 && offer.Spots[0].Kind == BreakSpotKind.Bumper && (last > 0 || offer.SpotsBeforeFreePart > 0);
        if (hasOpener && count < load && PlayBumper(offer.Spots[0], 0, ads, count) > 0)
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
    private int PlayBumper([UnscopedRef] in BreakSpot spot, int index, Span<AdSelection> ads, int count)
    {
        int played = HoldAuction(spot.Offered, index + 1, _gates.KeepsOpenBidsOut, ads, count, places: 1);
        if (played > 0)
        {
            ads[count] = ads[count] with { Spot = index };
        }

        return played;
    }
}
