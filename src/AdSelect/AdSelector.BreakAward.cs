// From a filled break to its ads, each with its price.
using AdSelect.Auctions;
using AdSelect.Breaks;
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSelector
{
    private ref partial struct BreakRoom
    {
        /// <summary>Writes the ads with their prices.</summary>
        /// <param name="problem">The break that was filled.</param>
        /// <param name="placements">Its ads in the order of play.</param>
        /// <param name="candidates">The candidates.</param>
        /// <param name="openTier">The strongest tier of which not all candidates are known; 0 for none.</param>
        /// <param name="ads">Filled.</param>
        /// <param name="arePriced">False when somebody who was not drawn might set a price.</param>
        /// <returns>How many there are.</returns>
        public readonly int Award(scoped in BreakProblem problem, ReadOnlySpan<BreakPlacement> placements, ReadOnlySpan<RankedCandidate> candidates, int openTier, scoped Span<AdSelection> ads, out bool arePriced)
        {
            arePriced = true;
            var replacement = new BreakReplacement(problem, placements);
            for (int place = 0; place < placements.Length; place++)
            {
                BreakPlacement placement = placements[place];
                ref readonly BreakChoice choice = ref Choices[placement.Option];
                ref readonly RankedCandidate candidate = ref candidates[choice.Candidate];
                ref readonly EligibilityGates gates = ref GatesOf(candidate, out int lineItem);
                if (!AdSelector.Award.TryOwnPrice(gates, candidate, lineItem, out Bid bid, out _, out ClearedPrice price))
                {
                    bool isSet = TryPriceSetter(replacement, placements, place, candidates, out UInt128 score);
                    arePriced &= isSet || openTier != candidate.Tier;
                    ref readonly LineItemRow row = ref gates.Catalog.LineItems[lineItem];
                    int at = placement.Spot >= 0 ? placement.Spot : problem.Spots.Length;
                    long floor = gates.FloorMicros(row, choice.Creative, at);
                    price = Pricing.Second(bid, row.QualityMillionths, floor, isSet, score, gates.Facts.PriceIncrementMicros);
                }

                AdSelection ad = AdSelector.Award.Selection(snapshot, gates, candidate, lineItem, choice.Creative, price);
                ad = DeltaOf(candidate)?.Numbered(ad) ?? ad;
                ads[place] = ad with { Position = place, Spot = placement.Spot };
            }

            return placements.Length;
        }

        // The best of the same tier and of another bidder that was left out and would have fitted in the place. Where all
        // tiers count as one, the house still competes with nobody.
        private readonly bool TryPriceSetter(scoped in BreakReplacement replacement, ReadOnlySpan<BreakPlacement> placements, int place, ReadOnlySpan<RankedCandidate> candidates, out UInt128 score)
        {
            ref readonly RankedCandidate winner = ref candidates[Choices[placements[place].Option].Candidate];
            for (int option = 0; option < Pool.Count; option++)
            {
                ref readonly RankedCandidate other = ref candidates[Choices[option].Candidate];
                if (other.Tier == winner.Tier && !(objective == BreakObjective.Value && IsHouse(other)) && other.Bidder != winner.Bidder && !IsPlayed(placements, Choices[option].Candidate) && replacement.Fits(option, place))
                {
                    score = other.Score;
                    return true;
                }
            }

            score = 0;
            return false;
        }

        private readonly bool IsHouse(in RankedCandidate candidate)
        {
            ref readonly EligibilityGates gates = ref GatesOf(candidate, out int lineItem);
            return gates.Catalog.LineItems[lineItem].Has(LineItemFlags.House);
        }

        private readonly bool IsPlayed(ReadOnlySpan<BreakPlacement> placements, int candidate)
        {
            foreach (BreakPlacement placement in placements)
            {
                if (Choices[placement.Option].Candidate == candidate)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
