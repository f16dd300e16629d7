// One slot's auction where line items are worth what the catalog says: candidates in rank order, gates, ranking.
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>Joins the rooms of request time for one slot: the fast case, in which the order of the catalog is the order of the ranking.</summary>
    private ref struct SlotAuction : ICandidateVisitor
    {
        private readonly EligibilityGates _gates;
        private Ranking _ranking;

        /// <param name="gates">The gates of the request and slot.</param>
        /// <param name="ranking">An empty ranking with as many places as wanted.</param>
        public SlotAuction(scoped in EligibilityGates gates, scoped in Ranking ranking)
        {
            _gates = gates;
            _ranking = ranking;
        }

        /// <summary>What the candidates so far came to.</summary>
        public readonly Ranking Ranking => _ranking;

        public readonly bool IsBeyondReach(int lineItem) => _ranking.IsBeyondReach(lineItem);

        public readonly bool Admits(in EntryRecord entry)
        {
            ref readonly LineItemRow row = ref _gates.Catalog.LineItems[entry.LineItem];
            return _gates.Admits(entry, row, row.EffectiveCpmMicros);
        }

        public void Take(in EntryRecord entry)
        {
            ref readonly LineItemRow row = ref _gates.Catalog.LineItems[entry.LineItem];
            if (!_gates.PassesListener(entry.LineItem, row) || !_gates.HasUncappedCreative(row, row.EffectiveCpmMicros))
            {
                return;
            }

            var candidate = new RankedCandidate
            {
                LineItem = entry.LineItem,
                Tier = row.Tier,
                Bidder = Pricing.BidderOf(entry.LineItem, row, _gates.Facts.PriceCompetition),
                CpmMicros = row.EffectiveCpmMicros,
                Factor = ExactScore.Factor(row.QualityMillionths, ExactScore.One),
                OpportunityMicros = RankedCandidate.NoOpportunityCost,
                Rate = double.NaN,
            };
            _ranking.Add(ref candidate);
            _ranking.FindEnds();
        }
    }
}
