// Turns a slot's contest into answers: each winner with its creative and price.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSelector
{
    private static class Award
    {
        public const int Places = -1;

        /// <summary>Writes the winners; returns how many there are.</summary>
        /// <param name="gates">The gates of the snapshot, or of the base.</param>
        /// <param name="contest">The contest, settled.</param>
        /// <param name="slot">The slot's index, or <see cref="Places"/> where the answer is the ranking of one slot and states places instead.</param>
        /// <param name="winners">Filled.</param>
        public static int Write(in EligibilityGates gates, in Contest contest, int slot, Span<AdSelection> winners)
        {
            for (int place = 0; place < contest.Count; place++)
            {
                winners[place] = Winner(gates, contest, place, contest.Winners[place].LineItem, slot == Places ? place : slot);
            }

            return contest.Count;
        }

        /// <summary>As <see cref="Write(in EligibilityGates, in Contest, int, Span{AdSelection})"/>, where some winners may be of a delta.</summary>
        public static int Write(in EligibilityGates gatesOfBase, in EligibilityGates gates, DeltaView delta, in Contest contest, int slot, Span<AdSelection> winners)
        {
            for (int place = 0; place < contest.Count; place++)
            {
                int lineItem = contest.Winners[place].LineItem;
                int position = slot == Places ? place : slot;
                AdSelection winner = lineItem < delta.FirstLineItem
                    ? Winner(gatesOfBase, contest, place, lineItem, position)
                    : delta.Numbered(Winner(gates, contest, place, lineItem - delta.FirstLineItem, position));
                winners[place] = winner with { Generation = delta.Catalog.File.Header.Generation };
            }

            return contest.Count;
        }

        // In the ordinals of its part of the snapshot.
        [SkipLocalsInit]
        private static AdSelection Winner(in EligibilityGates gates, in Contest contest, int place, int lineItem, int position)
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            ref readonly RankedCandidate candidate = ref contest.Winners[place];
            int creative = CreativeChoice.Choose(catalog, lineItem, gates.UncappedCreatives(row, candidate.CpmMicros), gates.Facts.Id, gates.LatestInSequence(lineItem, row));
            ClearedPrice price = Price(gates, contest, place, row, lineItem, creative);
            return new AdSelection
            {
                LineItem = lineItem,
                Creative = creative,
                Campaign = row.Campaign,
                Advertiser = row.Advertiser,
                Deal = row.Deal,
                Position = position,
                Priority = Tiers.Priority(row.Tier),
                PriceModel = row.PriceModel,
                PriceMicros = price.PriceMicros,
                EffectiveCpmMicros = price.EffectiveCpmMicros,
                BidCpmMicros = candidate.CpmMicros,
                RankScore = candidate.Worth,
                DurationMilliseconds = catalog.SupplyOf(creative).DurationMilliseconds,
                Companions = gates.CompanionsOf(creative),
                LineItemKey = catalog.LineItemKeys[lineItem],
                CountsTowardParents = catalog.TermsOf(lineItem).CountsTowardParents != 0,
                AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
                Generation = catalog.File.Header.Generation,
            };
        }

        private static ClearedPrice Price(in EligibilityGates gates, in Contest contest, int place, in LineItemRow row, int lineItem, int creative)
        {
            ref readonly RequestFacts facts = ref gates.Facts;
            FrozenCatalog catalog = gates.Catalog;
            ref readonly RankedCandidate candidate = ref contest.Winners[place];
            var bid = new Bid(row.PriceModel, catalog.BidMicros(lineItem), candidate.CpmMicros);
            if (row.Has(LineItemFlags.House))
            {
                return default;
            }

            ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
            bid = bid with { Rate = double.IsNaN(candidate.Rate) ? terms.Rate : candidate.Rate };
            if (row.Deal >= 0 && terms.Kind == LineItemKind.PricePriority && catalog.Deals[row.Deal].Price == DealPrice.Fixed)
            {
                return Pricing.Fixed(bid, gates.DealFloorMicros(row));
            }

            // Where lots decide nobody's bid keeps the place, so there is no least that would.
            PriceRule rule = Tiers.IsDrawn(row.Tier) ? PriceRule.First : Pricing.RuleOf(row, facts.PriceRule);
            if (rule == PriceRule.First)
            {
                return Pricing.Own(bid);
            }

            long floor = gates.FloorMicros(row, creative);
            if (rule == PriceRule.Vcg)
            {
                return Pricing.Vcg(bid, terms.Quality, floor, contest.Externality(place, floor * terms.Quality), contest.WeightOf(place));
            }

            floor = Math.Max(floor, Pricing.Exceeding(candidate.OpportunityMicros, facts.PriceIncrementMicros));
            bool hasCompetitor = contest.TryPriceSetter(place, out double score);
            return Pricing.Second(bid, terms.Quality, floor, hasCompetitor, score, facts.PriceIncrementMicros);
        }
    }
}
