// Turns a slot's ranking into answers: each winner with its creative and price.
using System.Runtime.CompilerServices;
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect;

public sealed partial class AdSelector
{
    private static class Award
    {
        /// <summary>Writes the winners; returns how many there are.</summary>
        /// <param name="gates">The gates of the snapshot, or of the base.</param>
        /// <param name="ranking">The ranking of all candidates.</param>
        /// <param name="slot">The slot's index.</param>
        /// <param name="isRanking">Whether the answer is the ranking of one slot, and states places instead of slots.</param>
        /// <param name="winners">Filled.</param>
        public static int Write(in EligibilityGates gates, in Ranking ranking, int slot, bool isRanking, Span<AdSelection> winners)
        {
            for (int place = 0; place < ranking.Count; place++)
            {
                winners[place] = Winner(gates, ranking, place, ranking.Winners[place].LineItem, isRanking ? place : slot);
            }

            return ranking.Count;
        }

        /// <summary>As <see cref="Write(in EligibilityGates, in Ranking, int, bool, Span{AdSelection})"/>, where some winners may be of a delta.</summary>
        public static int Write(in EligibilityGates gatesOfBase, in EligibilityGates gates, DeltaView delta, in Ranking ranking, int slot, bool isRanking, Span<AdSelection> winners)
        {
            for (int place = 0; place < ranking.Count; place++)
            {
                int lineItem = ranking.Winners[place].LineItem;
                int position = isRanking ? place : slot;
                AdSelection winner = lineItem < delta.FirstLineItem
                    ? Winner(gatesOfBase, ranking, place, lineItem, position)
                    : delta.Numbered(Winner(gates, ranking, place, lineItem - delta.FirstLineItem, position));
                winners[place] = winner with { Generation = delta.Catalog.File.Header.Generation };
            }

            return ranking.Count;
        }

        // In the ordinals of its part of the snapshot.
        [SkipLocalsInit]
        private static AdSelection Winner(in EligibilityGates gates, in Ranking ranking, int place, int lineItem, int position)
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            ref readonly RankedCandidate candidate = ref ranking.Winners[place];
            int creative = CreativeChoice.Choose(catalog, lineItem, gates.UncappedCreatives(row, candidate.CpmMicros), gates.Facts.Id);
            ClearedPrice price = Price(gates, ranking, place, row, lineItem, creative);
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
                RankScore = candidate.Score,
                DurationMilliseconds = catalog.SupplyOf(creative).DurationMilliseconds,
                LineItemKey = catalog.LineItemKeys[lineItem],
                CountsTowardParents = catalog.TermsOf(lineItem).CountsTowardParents != 0,
                AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
                Generation = catalog.File.Header.Generation,
            };
        }

        private static ClearedPrice Price(in EligibilityGates gates, in Ranking ranking, int place, in LineItemRow row, int lineItem, int creative)
        {
            ref readonly RequestFacts facts = ref gates.Facts;
            FrozenCatalog catalog = gates.Catalog;
            ref readonly RankedCandidate candidate = ref ranking.Winners[place];
            var bid = new Bid(row.PriceModel, catalog.BidMicros(lineItem), candidate.CpmMicros);
            if (row.Has(LineItemFlags.House))
            {
                return default;
            }

            PriceRule rule = Pricing.RuleOf(row, facts.PriceRule);
            if (rule == PriceRule.First)
            {
                return Pricing.Own(bid);
            }

            ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
            bid = bid with { Rate = double.IsNaN(candidate.Rate) ? terms.Rate : candidate.Rate };
            long floor = gates.FloorMicros(row, creative);
            if (rule == PriceRule.Vcg)
            {
                return Pricing.Vcg(bid, terms.Quality, floor, ranking.Externality(place, floor * terms.Quality), ranking.WeightOf(place));
            }

            bool hasCompetitor = ranking.TryPriceSetter(place, out double score);
            return Pricing.Second(bid, terms.Quality, floor, hasCompetitor, score, facts.PriceIncrementMicros);
        }
    }
}
