// One slot's auction: candidates in, gates, ranking, and the prices of the winners.
using AdSelect.Auctions;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect;

/// <summary>Joins the rooms of request time for one slot.</summary>
internal ref struct SlotAuction : ICandidateVisitor
{
    private readonly EligibilityGates _gates;
    private Ranking _ranking;

    /// <param name="gates">The gates of the request and slot.</param>
    /// <param name="ranking">An empty ranking with as many places as wanted.</param>
    public SlotAuction(in EligibilityGates gates, in Ranking ranking)
    {
        _gates = gates;
        _ranking = ranking;
    }

    public readonly bool IsBeyondReach(int lineItem) => _ranking.IsBeyondReach(lineItem);

    public readonly bool Admits(in EntryRecord entry) => _gates.Admits(entry);

    public void Take(in EntryRecord entry) => _ranking.Add(entry.LineItem, _gates.Catalog.LineItems[entry.LineItem]);

    /// <summary>Writes the winners with their creatives and prices; returns how many there are.</summary>
    public readonly int Award(int slot, bool isRanking, Span<AdSelection> winners)
    {
        for (int place = 0; place < _ranking.Count; place++)
        {
            winners[place] = Award(place, isRanking ? place : slot);
        }

        return _ranking.Count;
    }

    private readonly AdSelection Award(int place, int position)
    {
        FrozenCatalog catalog = _gates.Catalog;
        ref readonly RankedCandidate winner = ref _ranking.Winners[place];
        ref readonly LineItemRow row = ref catalog.LineItems[winner.LineItem];
        int creative = CreativeChoice.Choose(catalog, winner.LineItem, _gates.ServableCreatives(row), _gates.Facts.Id);
        ClearedPrice price = Price(place, row, winner.LineItem, creative);
        return new AdSelection
        {
            LineItem = winner.LineItem,
            Creative = creative,
            Campaign = row.Campaign,
            Advertiser = row.Advertiser,
            Deal = row.Deal,
            Position = position,
            Priority = Tiers.Priority(row.Tier),
            PriceModel = row.PriceModel,
            PriceMicros = price.PriceMicros,
            EffectiveCpmMicros = price.EffectiveCpmMicros,
            BidCpmMicros = row.EffectiveCpmMicros,
            RankScore = row.RankScore,
            DurationMilliseconds = catalog.SupplyOf(creative).DurationMilliseconds,
            LineItemKey = catalog.LineItemKeys[winner.LineItem],
            Generation = catalog.File.Header.Generation,
        };
    }

    private readonly ClearedPrice Price(int place, in LineItemRow row, int lineItem, int creative)
    {
        ref readonly RequestFacts facts = ref _gates.Facts;
        FrozenCatalog catalog = _gates.Catalog;
        long bid = catalog.BidMicros(lineItem);
        if (!Pricing.PaysSecondPrice(row, facts.PriceRule))
        {
            return Pricing.Own(row, bid);
        }

        bool hasCompetitor = _ranking.TryPriceSetter(place, out double score);
        return Pricing.Second(row, bid, catalog.TermsOf(lineItem), _gates.FloorMicros(row, creative), hasCompetitor, score, facts.PriceIncrementMicros);
    }
}
