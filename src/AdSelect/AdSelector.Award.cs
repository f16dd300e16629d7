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
        /// <param name="call">The call.</param>
        /// <param name="gates">The gates of the snapshot, or of the base.</param>
        /// <param name="contest">The contest, settled.</param>
        /// <param name="slot">The slot's index, or <see cref="Places"/> where the answer is the ranking of one slot and states places instead.</param>
        /// <param name="winners">Filled.</param>
        public static int Write<TPredictor>(scoped in Call<TPredictor> call, in EligibilityGates gates, in Contest contest, int slot, Span<AdSelection> winners)
            where TPredictor : struct, IRatePredictor, allows ref struct
        {
            for (int place = 0; place < contest.Count; place++)
            {
                winners[place] = Winner(call, gates, null, contest, place, contest.Winners[place].LineItem, slot == Places ? place : slot);
            }

            return contest.Count;
        }

        /// <summary>As the other, where some winners may be of a delta.</summary>
        public static int Write<TPredictor>(scoped in Call<TPredictor> call, in EligibilityGates gatesOfBase, in EligibilityGates gates, DeltaView delta, in Contest contest, int slot, Span<AdSelection> winners)
            where TPredictor : struct, IRatePredictor, allows ref struct
        {
            for (int place = 0; place < contest.Count; place++)
            {
                int lineItem = contest.Winners[place].LineItem;
                int position = slot == Places ? place : slot;
                winners[place] = lineItem < delta.FirstLineItem
                    ? Winner(call, gatesOfBase, null, contest, place, lineItem, position)
                    : delta.Numbered(Winner(call, gates, delta, contest, place, lineItem - delta.FirstLineItem, position));
            }

            return contest.Count;
        }

        // In the ordinals of its part of the snapshot.
        [SkipLocalsInit]
        private static AdSelection Winner<TPredictor>(scoped in Call<TPredictor> call, in EligibilityGates gates, DeltaView? delta, in Contest contest, int place, int lineItem, int position)
            where TPredictor : struct, IRatePredictor, allows ref struct
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            ref readonly RankedCandidate candidate = ref contest.Winners[place];
            ulong best = BestCreatives(call, gates, delta, lineItem, gates.UncappedCreatives(row, candidate.CpmMicros));
            int creative = CreativeChoice.Choose(catalog, lineItem, best, gates.Facts.Id, gates.LatestInSequence(lineItem, row));
            return Selection(call.Current.Snapshot, gates, candidate, lineItem, creative, Price(gates, contest, place, row, lineItem, creative)) with { Position = position };
        }

        /// <summary>A winner of a snapshot, in the ordinals of its part of it.</summary>
        public static AdSelection Selection(AdSnapshot snapshot, in EligibilityGates gates, in RankedCandidate candidate, int lineItem, int creative, in ClearedPrice price)
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            return new AdSelection
            {
                SnapshotKey = snapshot.Key,
                Generation = snapshot.Generation,
                LineItemOrdinal = lineItem,
                CreativeOrdinal = creative,
                CampaignOrdinal = row.Campaign,
                AdvertiserOrdinal = row.Advertiser,
                DealOrdinal = row.Deal,
                Priority = Tiers.Priority(row.Tier),
                PriceModel = row.PriceModel,
                PriceMicros = price.PriceMicros,
                EffectiveCpmMicros = price.EffectiveCpmMicros,
                BidCpmMicros = BidCpmMicros(gates, candidate, lineItem),
                RankScore = ExactScore.InMicros(candidate.Worth),
                DurationMilliseconds = catalog.SupplyOf(creative).DurationMilliseconds,
                Companions = gates.CompanionsOf(creative),
                LineItemKey = catalog.LineItemKeys[lineItem],
                CountsTowardParents = catalog.TermsOf(lineItem).CountsTowardParents != 0,
                AllowsSameAdvertiser = row.Has(LineItemFlags.AllowsSameAdvertiser),
            };
        }

        /// <summary>
        /// The price that needs no competitor, with true; otherwise the bid and the rule, <see cref="PriceRule.Second"/> or
        /// <see cref="PriceRule.Vcg"/>, by which the others set it.
        /// </summary>
        public static bool TryOwnPrice(in EligibilityGates gates, in RankedCandidate candidate, int lineItem, out Bid bid, out PriceRule rule, out ClearedPrice price)
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            bid = new Bid(row.PriceModel, catalog.BidMicros(lineItem), BidCpmMicros(gates, candidate, lineItem));
            rule = PriceRule.First;
            price = default;
            if (row.Has(LineItemFlags.House))
            {
                return true;
            }

            ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
            bid = bid with { Rate = double.IsNaN(candidate.Rate) ? terms.Rate : candidate.Rate };
            long ask = gates.AskMicros(lineItem, row);
            if (ask >= 0)
            {
                price = Pricing.Fixed(bid, ask);
                return true;
            }

            // Where lots decide nobody's bid keeps the place, so there is no least that would.
            rule = Tiers.IsDrawn(row.Tier) ? PriceRule.First : Pricing.RuleOf(row, gates.Facts.PriceRule);
            price = Pricing.Own(bid);
            return rule == PriceRule.First;
        }

        // A fixed deal is ranked by what it asks, and pays that; it bid more.
        private static long BidCpmMicros(in EligibilityGates gates, in RankedCandidate candidate, int lineItem)
        {
            FrozenCatalog catalog = gates.Catalog;
            ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
            if (gates.AskMicros(lineItem, row) < 0)
            {
                return candidate.CpmMicros;
            }

            return double.IsNaN(candidate.Rate)
                ? row.EffectiveCpmMicros
                : PredictedPrice.CpmMicros(catalog.BidMicros(lineItem), candidate.Rate);
        }

        private static ClearedPrice Price(in EligibilityGates gates, in Contest contest, int place, in LineItemRow row, int lineItem, int creative)
        {
            ref readonly RankedCandidate candidate = ref contest.Winners[place];
            if (TryOwnPrice(gates, candidate, lineItem, out Bid bid, out PriceRule rule, out ClearedPrice own))
            {
                return own;
            }

            uint quality = row.QualityMillionths;
            long floor = gates.FloorMicros(row, creative);
            if (rule == PriceRule.Vcg)
            {
                return Pricing.Vcg(bid, floor, contest.Externality(place, quality, floor));
            }

            long increment = gates.Facts.PriceIncrementMicros;
            floor = Math.Max(floor, Pricing.Exceeding(candidate.OpportunityMicros, increment));
            bool hasCompetitor = contest.TryPriceSetter(place, out UInt128 score);
            return Pricing.Second(bid, quality, floor, hasCompetitor, score, increment);
        }
    }
}
