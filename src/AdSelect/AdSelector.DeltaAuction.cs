// The second half of a slot's auction where the snapshot has a delta: its candidates against those of the base.
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>Takes the delta's candidates after <see cref="SlotAuction"/> has taken the base's.</summary>
    private ref struct DeltaAuction : ICandidateVisitor
    {
        private readonly EligibilityGates _gatesOfBase;
        private readonly EligibilityGates _gates;
        private readonly DeltaView _delta;
        private Ranking _ranking;

        /// <param name="gatesOfBase">The gates for line items of the base.</param>
        /// <param name="gates">The gates for line items of the delta.</param>
        /// <param name="ranking">The ranking of the base's candidates.</param>
        /// <param name="delta">The delta.</param>
        public DeltaAuction(in EligibilityGates gatesOfBase, in EligibilityGates gates, in Ranking ranking, DeltaView delta)
        {
            _gatesOfBase = gatesOfBase;
            _gates = gates;
            _ranking = ranking;
            _delta = delta;
        }

        /// <summary>False when even the delta's strongest line item of the format is too weak to change the answer.</summary>
        public readonly bool CouldTake(int partition)
        {
            ref readonly PartitionRow image = ref _delta.Catalog.Partitions[partition];
            return image.EntryCount > 0 && !IsBeyondReach(_delta.Catalog.Entries[image.FirstEntry].LineItem);
        }

        public readonly bool IsBeyondReach(int lineItem) => _ranking.IsBeyondReach(_gates.Catalog.LineItems[lineItem]);

        public readonly bool Admits(in EntryRecord entry) => _gates.Admits(entry);

        public void Take(in EntryRecord entry)
        {
            ref readonly LineItemRow row = ref _gates.Catalog.LineItems[entry.LineItem];
            if (_gates.PassesCaps(entry.LineItem, row))
            {
                _ranking.Add(_delta, entry.LineItem, row);
            }
        }

        /// <summary>Writes the winners with their creatives and prices; returns how many there are.</summary>
        public readonly int Award(int slot, bool isRanking, Span<AdSelection> winners)
        {
            for (int place = 0; place < _ranking.Count; place++)
            {
                winners[place] = Winner(place, isRanking ? place : slot);
            }

            return _ranking.Count;
        }

        private readonly AdSelection Winner(int place, int position)
        {
            int lineItem = _ranking.Winners[place].LineItem;
            long generation = _delta.Catalog.File.Header.Generation;
            if (lineItem < _delta.FirstLineItem)
            {
                return SlotAuction.Winner(_gatesOfBase, _ranking, place, lineItem, position) with { Generation = generation };
            }

            AdSelection own = SlotAuction.Winner(_gates, _ranking, place, lineItem - _delta.FirstLineItem, position);
            return own with
            {
                LineItem = lineItem,
                Creative = _delta.Creatives[own.Creative],
                Campaign = _delta.Campaigns[own.Campaign],
                Advertiser = _delta.Advertisers[own.Advertiser],
                Deal = own.Deal < 0 ? own.Deal : _delta.Deals[own.Deal],
            };
        }
    }
}
