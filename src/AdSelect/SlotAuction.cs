// One slot's auction: candidates in, gates, ranking, and the prices of the winners.
using System.Runtime.CompilerServices;
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

    /// <summary>What the candidates so far came to.</summary>
    public readonly Ranking Ranking => _ranking;

    public readonly bool IsBeyondReach(int lineItem) => _ranking.IsBeyondReach(lineItem);

    public readonly bool Admits(in EntryRecord entry) => _gates.Admits(entry);

    public void Take(in EntryRecord entry)
    {
        ref readonly LineItemRow row = ref _gates.Catalog.LineItems[entry.LineItem];
        if (_gates.PassesCaps(entry.LineItem, row))
        {
            _ranking.Add(entry.LineItem, row);
        }
    }

    /// <summary>Writes the winners with their creatives and prices; returns how many there are.</summary>
    public readonly int Award(int slot, bool isRanking, Span<AdSelection> winners)
    {
        for (int place = 0; place < _ranking.Count; place++)
        {
            winners[place] = Winner(_gates, _ranking, place, _ranking.Winners[place].LineItem, isRanking ? place : slot);
        }

        return _ranking.Count;
    }

    /// <summary>A winner with its creative and price, in the ordinals of its part of the snapshot.</summary>
    /// <param name="gates">The gates of the part.</param>
    /// <param name="ranking">The ranking.</param>
    /// <param name="place">The winner's place.</param>
    /// <param name="lineItem">The winner's ordinal in the part.</param>
    /// <param name="position">What the answer shall state.</param>
    [SkipLocalsInit]
    public static AdSelection Winner(in EligibilityGates gates, in Ranking ranking, int place, int lineItem, int position)
    {
        FrozenCatalog catalog = gates.Catalog;
        ref readonly LineItemRow row = ref catalog.LineItems[lineItem];
        int creative = CreativeChoice.Choose(catalog, lineItem, gates.UncappedCreatives(row), gates.Facts.Id);
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
            BidCpmMicros = row.EffectiveCpmMicros,
            RankScore = row.RankScore,
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
        long bid = catalog.BidMicros(lineItem);
        if (!Pricing.PaysSecondPrice(row, facts.PriceRule))
        {
            return Pricing.Own(row, bid);
        }

        bool hasCompetitor = ranking.TryPriceSetter(place, out double score);
        return Pricing.Second(row, bid, catalog.TermsOf(lineItem), gates.FloorMicros(row, creative), hasCompetitor, score, facts.PriceIncrementMicros);
    }
}
