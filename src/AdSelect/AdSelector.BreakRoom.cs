// From the candidates of a break to the options of its search, and from the filled break to its ads.
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>A candidate with one of its creatives: what an option of the search stands for.</summary>
    private struct BreakChoice
    {
        /// <summary>Index among the candidates.</summary>
        public int Candidate;

        /// <summary>Ordinal in its part of the snapshot.</summary>
        public int Creative;

        public ulong Places;

        /// <summary>Caps that keep it out when enough others count toward them.</summary>
        public ulong Carried;
    }

    private ref partial struct BreakRoom(AdSnapshot snapshot, EligibilityGates gatesOfBase, EligibilityGates gatesOfDelta, DeltaView? delta, PlayedAds played, BreakObjective objective)
    {
        private const double MicrosPerTicket = 1_000_000;

        private readonly EligibilityGates _gatesOfBase = gatesOfBase;
        private readonly EligibilityGates _gatesOfDelta = gatesOfDelta;
        private readonly PlayedAds _played = played;
        public BreakPool Pool;
        public BreakCaps Caps;
        public Span<BreakChoice> Choices;
        private int _choiceCount;

        /// <summary>The most ads of the break.</summary>
        public int MostAds { get; init; }

        /// <summary>How many more ads the listener may meet.</summary>
        public int Load { get; init; }

        /// <summary>Lists the durations that ads of the break can have.</summary>
        public readonly void ListDurations(scoped in BreakPlaces places, int format, ref StandInDurations standIns)
        {
            ReadOnlySpan<int> ofBase = _gatesOfBase.Catalog.Durations[format];
            ReadOnlySpan<int> ofDelta = delta is null ? [] : delta.Catalog.Durations[format];
            int i = 0;
            int j = 0;
            while (i < ofBase.Length || j < ofDelta.Length)
            {
                int left = ofBase.Length - i + ofDelta.Length - j - 1;
                int duration = j == ofDelta.Length || (i < ofBase.Length && ofBase[i] <= ofDelta[j]) ? ofBase[i++] : ofDelta[j++];
                standIns.Add(duration, places.Taking(duration), left);
            }
        }

        /// <summary>Makes options of all candidates that there is room for, anew.</summary>
        /// <param name="call">The call, whose predictor knows the best creatives.</param>
        /// <param name="candidates">The candidates, best first.</param>
        /// <param name="isAll">Whether no candidate is left.</param>
        /// <param name="isFull">True when there was no room for all of them.</param>
        /// <returns>Who has no option.</returns>
        public BreakFrontier Fill<TPredictor>(scoped in Call<TPredictor> call, ReadOnlySpan<RankedCandidate> candidates, bool isAll, out bool isFull)
            where TPredictor : struct, IRatePredictor, allows ref struct
        {
            Pool.Clear();
            Caps.Clear();
            _choiceCount = 0;
            ulong ofAll = Load < MostAds ? 1UL << Caps.Add(new BreakCap { Number = -1, Left = Load }) : 0;
            int known = 0;
            while (known < candidates.Length && TryChoose(call, candidates[known], known, ofAll))
            {
                known++;
            }

            int first = FirstLeftOut(candidates);
            isFull = known < candidates.Length || first < candidates.Length;
            if (isAll && !isFull)
            {
                return default;
            }

            ref readonly RankedCandidate strongest = ref candidates[isFull ? Math.Min(known, first) : candidates.Length - 1];
            return new BreakFrontier { Tier = strongest.Tier, MostScoreMicros = ScoreOf(strongest) };
        }

        /// <summary>What each cap leaves.</summary>
        public readonly ReadOnlySpan<int> CapsLeft(Span<int> left)
        {
            for (int i = 0; i < Caps.Count; i++)
            {
                left[i] = Caps.All[i].Left;
            }

            return left[..Caps.Count];
        }

        // The option at an index of the pool is the choice at that index; false when the choices or their caps have no room.
        [SkipLocalsInit]
        private bool TryChoose<TPredictor>(scoped in Call<TPredictor> call, in RankedCandidate candidate, int index, ulong ofAll)
            where TPredictor : struct, IRatePredictor, allows ref struct
        {
            ref readonly EligibilityGates gates = ref GatesOf(candidate, out int lineItem);
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            Span<ulong> places = stackalloc ulong[AdSelectLimits.MaxCreativesPerLineItem];
            ulong rest = gates.UncappedCreatives(row, candidate.CpmMicros, places);
            ulong? latest = rest == 0 ? null : gates.LatestInSequence(lineItem, row);
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
                ulong best = BestCreatives(call, gates, DeltaOf(candidate), lineItem, alike);
                int creative = CreativeChoice.Choose(catalog, lineItem, best, gates.Facts.Id, latest);
                if (_choiceCount == Choices.Length || !gates.TryNoteCaps(lineItem, row, creative, MostAds, ref Caps, out ulong carried))
                {
                    return false;
                }

                Choices[_choiceCount++] = new BreakChoice { Candidate = index, Creative = creative, Places = places[first], Carried = carried | ofAll };
            }

            return true;
        }

        private static int DurationOf(FrozenCatalog catalog, in LineItemRow row, int creative) => catalog.SupplyOf(catalog.LineItemCreatives[row.FirstCreative + creative]).DurationMilliseconds;

        // Once all caps are known: puts the choices into the pool. Returns the first candidate that does not fit into it.
        [SkipLocalsInit]
        private int FirstLeftOut(ReadOnlySpan<RankedCandidate> candidates)
        {
            Span<ulong> categories = stackalloc ulong[PlayedAds.MostCategoryKeys];
            Span<ulong> caps = stackalloc ulong[AdSelectLimits.MaxBreakCaps];
            for (int i = 0; i < _choiceCount; i++)
            {
                ref readonly BreakChoice choice = ref Choices[i];
                ref readonly RankedCandidate candidate = ref candidates[choice.Candidate];
                ref readonly EligibilityGates gates = ref GatesOf(candidate, out int lineItem);
                FrozenCatalog catalog = gates.Catalog;
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
                    Advertiser = AdvertiserOf(candidate, row),
                    AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
                    Tier = candidate.Tier,
                    Position = terms.BreakPosition,
                    IsNeverFirst = key == _played.LastLineItem || creative.Key == _played.LastCreative || spacings.ContainsAny(_played.LastSpacings),
                    ScoreMicros = ScoreOf(candidate),
                    DurationMilliseconds = supply.DurationMilliseconds,
                    Draw = StableHash.Draw(gates.Facts.Id, key, HashPurpose.Tie),
                    Places = choice.Places,
                };
                if (categoryCount < 0 || !Pool.TryAdd(option, catalog.KeySets[terms.ExclusionSet], categories[..categoryCount], spacings, CapsOf(choice, candidate, gates, row, terms, caps)))
                {
                    return choice.Candidate;
                }
            }

            return candidates.Length;
        }

        private readonly ReadOnlySpan<ulong> CapsOf(in BreakChoice choice, in RankedCandidate candidate, in EligibilityGates gates, in LineItemRow row, in TermsRow terms, Span<ulong> keys)
        {
            int count = 0;
            for (int i = 0; i < Caps.Count; i++)
            {
                ref readonly BreakCap cap = ref Caps.All[i];
                bool carries = (choice.Carried >> i & 1) != 0;
                bool counts = cap.Number < 0
                    || (cap.Category != 0 ? CappedCategories.Contains(gates.Catalog, choice.Creative, cap.Category)
                        : terms.CountsTowardParents != 0 && cap.Number == (cap.Owner == CapOwner.Campaign ? CampaignOf(candidate, row) : AdvertiserOf(candidate, row)));
                if (carries || counts)
                {
                    keys[count++] = BreakOption.CapKey(i, counts, carries);
                }
            }

            return keys[..count];
        }

        // Both as answers state them.
        private readonly int AdvertiserOf(in RankedCandidate candidate, in LineItemRow row) => DeltaOf(candidate)?.Advertisers[row.Advertiser] ?? row.Advertiser;

        private readonly int CampaignOf(in RankedCandidate candidate, in LineItemRow row) => DeltaOf(candidate)?.Campaigns[row.Campaign] ?? row.Campaign;

        /// <summary>The delta, if the candidate is of it.</summary>
        private readonly DeltaView? DeltaOf(in RankedCandidate candidate) => delta is not null && candidate.LineItem >= delta.FirstLineItem ? delta : null;

        // In whole micros: shares and rank order count by rank score, lots by their tickets.
        private readonly long ScoreOf(in RankedCandidate candidate)
        {
            bool isLot = Tiers.IsDrawn(candidate.Tier) && !Tiers.IsShare(candidate.Tier);
            return isLot
                ? (long)Math.Clamp(candidate.Ticket * MicrosPerTicket, 0, AdSelectLimits.MaxBreakScoreMicros)
                : ExactScore.WholeMicros(objective == BreakObjective.Value ? candidate.Score : candidate.Worth, AdSelectLimits.MaxBreakScoreMicros);
        }

        [UnscopedRef]
        private readonly ref readonly EligibilityGates GatesOf(in RankedCandidate candidate, out int lineItem)
        {
            DeltaView? part = DeltaOf(candidate);
            lineItem = candidate.LineItem - (part?.FirstLineItem ?? 0);
            return ref part is null ? ref _gatesOfBase : ref _gatesOfDelta;
        }
    }
}
