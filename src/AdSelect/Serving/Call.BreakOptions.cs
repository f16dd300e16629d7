// From the candidates of a break to the options of its search, and from the filled break to its ads.
using System.Numerics;
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
    private const double MicrosPerTicket = 1_000_000;

    // Lists the durations that ads of the break can have: those of all segments, ascending.
    private readonly void ListDurations(scoped in BreakPlaces places, int format, scoped ref StandInDurations standIns)
    {
        int left = -1;
        foreach (Segment segment in _segments.All)
        {
            left += segment.Catalog.Durations[format].Length;
        }

        int duration = -1;
        while (left >= 0)
        {
            int next = int.MaxValue;
            int alike = 0;
            foreach (Segment segment in _segments.All)
            {
                ReadOnlySpan<int> durations = segment.Catalog.Durations[format];
                int at = durations.BinarySearch(duration + 1);
                at = at < 0 ? ~at : at;
                int own = at < durations.Length ? durations[at] : int.MaxValue;
                alike = own < next ? 1 : own == next ? alike + 1 : alike;
                next = Math.Min(next, own);
            }

            for (; alike > 0; alike--)
            {
                standIns.Add(next, places.Taking(next), left--);
            }

            duration = next;
        }
    }

    // Makes options of all candidates that there is room for, anew. Returns who has no option.
    private BreakFrontier FillRoom(scoped ref BreakRoom room, bool isAll, out bool isFull)
    {
        ReadOnlySpan<RankedCandidate> candidates = _auction.Winners;
        room.Pool.Clear();
        room.Caps.Clear();
        room.ChoiceCount = 0;
        ulong ofAll = room.Load < room.MostAds ? 1UL << room.Caps.Add(new BreakCap { Number = -1, Left = room.Load }) : 0;
        int known = 0;
        while (known < candidates.Length && TryChoose(ref room, known, ofAll))
        {
            known++;
        }

        int first = FirstLeftOut(ref room);
        isFull = known < candidates.Length || first < candidates.Length;
        if (isAll && !isFull)
        {
            return default;
        }

        ref readonly RankedCandidate strongest = ref candidates[isFull ? Math.Min(known, first) : candidates.Length - 1];
        return new BreakFrontier { Tier = strongest.Tier, MostScoreMicros = ScoreOf(strongest, room.Objective) };
    }

    // The option at an index of the pool is the choice at that index; false when the choices or their caps have no room.
    [SkipLocalsInit]
    private bool TryChoose(scoped ref BreakRoom room, int index, ulong ofAll)
    {
        ref readonly RankedCandidate candidate = ref _auction.Winners[index];
        int lineItem = candidate.LineItem;
        TurnTo(ref lineItem);
        FrozenCatalog catalog = _gates.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        Span<ulong> places = stackalloc ulong[AdSelectLimits.MaxCreativesPerLineItem];
        ulong rest = _gates.UncappedCreatives(row, candidate.CpmMicros, places);
        ulong? latest = rest == 0 ? null : _gates.LatestInSequence(lineItem, row);
        while (rest != 0)
        {
            // Creatives that are alike for the break are one option, played by one of them as the rotation says.
            int first = BitOperations.TrailingZeroCount(rest);
            int duration = DurationOf(catalog, row, first);
            ulong alike = 0;
            for (ulong left = rest; left != 0; left &= left - 1)
            {
                int at = BitOperations.TrailingZeroCount(left);
                alike |= places[at] == places[first] && DurationOf(catalog, row, at) == duration ? 1UL << at : 0;
            }

            rest &= ~alike;
            int creative = CreativeChoice.Choose(catalog, lineItem, BestCreatives(lineItem, alike), _gates.Facts.Id, latest);
            if (room.ChoiceCount == room.Choices.Length || !_gates.TryNoteCaps(lineItem, row, creative, room.MostAds, ref room.Caps, out ulong carried))
            {
                return false;
            }

            room.Choices[room.ChoiceCount++] = new BreakChoice { Candidate = index, Creative = creative, Places = places[first], Carried = carried | ofAll };
        }

        return true;
    }

    private static int DurationOf(FrozenCatalog catalog, in LineItemRow row, int creative) =>
        catalog.SupplyOf(catalog.LineItemCreatives[row.FirstCreative + creative]).DurationMilliseconds;

    // Once all caps are known: puts the choices into the pool. Returns the first candidate that does not fit into it.
    [SkipLocalsInit]
    private readonly int FirstLeftOut(scoped ref BreakRoom room)
    {
        Span<ulong> categories = stackalloc ulong[PlayedAds.MostCategoryKeys];
        Span<ulong> caps = stackalloc ulong[AdSelectLimits.MaxBreakCaps];
        foreach (ref readonly BreakChoice choice in room.Chosen)
        {
            ref readonly RankedCandidate candidate = ref _auction.Winners[choice.Candidate];
            int lineItem = candidate.LineItem;
            Segment segment = _segments.OfLineItem(ref lineItem);
            FrozenCatalog catalog = segment.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
            ref readonly CreativeRow creative = ref catalog.Creatives[choice.Creative];
            ref readonly SupplyRow supply = ref catalog.SupplyOf(choice.Creative);
            ulong key = catalog.LineItemKeys[lineItem];
            ReadOnlySpan<ulong> spacings = catalog.KeySets[terms.SpacingSet];
            int categoryCount = catalog.CategoryTiers.Write(catalog.KeySets[supply.CategorySet], catalog.KeySets[catalog.Advertisers[row.Advertiser].CategorySet], categories);
            var option = new BreakOption
            {
                LineItem = candidate.LineItem,
                Creative = creative.Key,
                Advertiser = segment.Advertisers[row.Advertiser],
                AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
                Tier = candidate.Tier,
                Position = terms.BreakPosition,
                IsNeverFirst = key == room.Played.LastLineItem || creative.Key == room.Played.LastCreative || spacings.ContainsAny(room.Played.LastSpacings),
                ScoreMicros = ScoreOf(candidate, room.Objective),
                DurationMilliseconds = supply.DurationMilliseconds,
                Draw = StableHash.Draw(_gates.Facts.Id, key, HashPurpose.Tie),
                Places = choice.Places,
            };
            ReadOnlySpan<ulong> capKeys = CapsOf(room, choice, segment, lineItem, caps);
            if (categoryCount < 0 || !room.Pool.TryAdd(option, catalog.KeySets[terms.ExclusionSet], categories[..categoryCount], spacings, capKeys))
            {
                return choice.Candidate;
            }
        }

        return _auction.Count;
    }

    // The caps of the room that a choice carries, or that it counts toward.
    private static ReadOnlySpan<ulong> CapsOf(scoped in BreakRoom room, in BreakChoice choice, Segment segment, int lineItem, Span<ulong> keys)
    {
        FrozenCatalog catalog = segment.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        bool countsTowardParents = catalog.TermsOf(lineItem).CountsTowardParents != 0;
        int count = 0;
        for (int i = 0; i < room.Caps.Count; i++)
        {
            ref readonly BreakCap cap = ref room.Caps.All[i];
            bool carries = (choice.Carried >> i & 1) != 0;
            int parent = cap.Owner == CapOwner.Campaign ? segment.Campaigns[row.Campaign] : segment.Advertisers[row.Advertiser];
            bool counts = cap.Number < 0
                || (cap.Category != 0 ? CappedCategories.Contains(catalog, choice.Creative, cap.Category) : countsTowardParents && cap.Number == parent);
            if (carries || counts)
            {
                keys[count++] = BreakOption.CapKey(i, counts, carries);
            }
        }

        return keys[..count];
    }

    // In whole micros: shares and rank order count by rank score, a weighted rotation by its tickets.
    private static long ScoreOf(in RankedCandidate candidate, BreakObjective objective)
    {
        bool isRotation = Tiers.IsDrawn(candidate.Tier) && !Tiers.IsShare(candidate.Tier);
        return isRotation
            ? (long)Math.Clamp(candidate.Ticket * MicrosPerTicket, 0, AdSelectLimits.MaxBreakScoreMicros)
            : ExactScore.WholeMicros(objective == BreakObjective.Value ? candidate.Score : candidate.Worth, AdSelectLimits.MaxBreakScoreMicros);
    }

    // Writes the ads with their prices; returns how many there are. Where somebody who was not drawn might set a price, they are not
    // priced for good: that needs a tier of which not all candidates are known, the open one.
    private int Charge(
        scoped in BreakRoom room,
        scoped in BreakProblem problem,
        ReadOnlySpan<BreakPlacement> placements,
        int openTier,
        scoped Span<AdSelection> ads,
        out bool arePriced)
    {
        arePriced = true;
        var replacement = new BreakReplacement(problem, placements);
        for (int place = 0; place < placements.Length; place++)
        {
            BreakPlacement placement = placements[place];
            BreakChoice choice = room.Choices[placement.Option];
            ref readonly RankedCandidate candidate = ref _auction.Winners[choice.Candidate];
            int lineItem = candidate.LineItem;
            TurnTo(ref lineItem);
            ref readonly LineItemRow row = ref _gates.Catalog.LineItems[lineItem];
            var charging = new Charging(_gates.Catalog, lineItem, in candidate, _gates.AskMicros(lineItem, row));
            if (!charging.TryOwnPrice(_charging.Rule, out Bid bid, out _, out ClearedPrice price))
            {
                bool isSet = TryPriceSetter(room, replacement, placements, place, out UInt128 score);
                arePriced &= isSet || openTier != candidate.Tier;
                int at = placement.Spot >= 0 ? placement.Spot : problem.Spots.Length;
                price = charging.InBreak(bid, _gates.FloorMicros(row, choice.Creative, at), isSet, score, _charging);
            }

            ads[place] = Selection(candidate, lineItem, choice.Creative, charging.BidCpmMicros, price) with { Position = place, Spot = placement.Spot };
        }

        return placements.Length;
    }

    // The best of the same tier and of another bidder that was left out and would have fitted in the place. Where all tiers count as one,
    // house line items still compete with nobody.
    private readonly bool TryPriceSetter(
        scoped in BreakRoom room,
        scoped in BreakReplacement replacement,
        ReadOnlySpan<BreakPlacement> placements,
        int place,
        out UInt128 score)
    {
        ReadOnlySpan<RankedCandidate> candidates = _auction.Winners;
        ref readonly RankedCandidate winner = ref candidates[room.Choices[placements[place].Option].Candidate];
        for (int option = 0; option < room.Pool.Count; option++)
        {
            int index = room.Choices[option].Candidate;
            ref readonly RankedCandidate other = ref candidates[index];
            bool competes = other.Tier == winner.Tier && !other.CountsNothing && other.Bidder != winner.Bidder;
            if (competes && !IsPlayed(room, placements, index) && replacement.Fits(option, place))
            {
                score = other.Score;
                return true;
            }
        }

        score = 0;
        return false;
    }

    private static bool IsPlayed(scoped in BreakRoom room, ReadOnlySpan<BreakPlacement> placements, int candidate)
    {
        foreach (BreakPlacement placement in placements)
        {
            if (room.Choices[placement.Option].Candidate == candidate)
            {
                return true;
            }
        }

        return false;
    }
}
