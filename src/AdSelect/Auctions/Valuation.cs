// What line items are worth to one request, and the most they can be worth before that is known.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>Rank score = effective CPM × quality × pacing multiplier, in whole numbers: see <see cref="ExactScore"/>.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="multipliers">Pacing multipliers by line item, in millionths; null means that all are 1.</param>
/// <param name="isPredicted">Whether rates are predicted; otherwise bids count at the authored rates.</param>
internal readonly ref struct Valuation(FrozenCatalog catalog, uint[]? multipliers, bool isPredicted)
{
    /// <summary>The most its effective CPM can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long MostCpmMicros(int lineItem, in LineItemRow row)
    {
        if (!isPredicted || !PredictedPrice.IsPredicted(row.PriceModel))
        {
            return row.EffectiveCpmMicros;
        }

        return PredictedPrice.MostCpmMicros(row.EffectiveCpmMicros, catalog.TermsOf(lineItem).RateCeiling, catalog.BidMicros(lineItem));
    }

    /// <summary>
    /// The most rank score of this and all later line items of its tier. Multipliers only lower it; without predictions
    /// the rank order is the order of the most.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt128 MostScoreFrom(int lineItem, in LineItemRow row) => isPredicted ? catalog.ScoreCeilings.From(catalog, lineItem, row.Tier) : row.RankScore;

    /// <summary>For each tier, the most rank score of the line items of all tiers after it; the house counts nothing.</summary>
    public void FillMostAfterTier(Span<UInt128> most)
    {
        ReadOnlySpan<int> starts = catalog.TierStarts;
        UInt128 after = 0;
        for (int tier = Tiers.Last; tier >= 0; tier--)
        {
            most[tier] = after;
            int first = starts[tier];
            if (first < starts[tier + 1] && !Tiers.IsHouse(tier))
            {
                after = UInt128.Max(after, MostScoreFrom(first, catalog.LineItems[first]));
            }
        }
    }

    /// <summary>What turns a line item's effective CPM into its rank score.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Factor(int lineItem, in LineItemRow row) =>
        ExactScore.Factor(row.QualityMillionths, multipliers is null ? ExactScore.One : Volatile.Read(ref multipliers[lineItem]));

    /// <summary>The rank score at an effective CPM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt128 Score(int lineItem, in LineItemRow row, long cpmMicros) => ExactScore.Of(cpmMicros, Factor(lineItem, row));

    /// <summary>The pacing multiplier, 0 to 1.</summary>
    public double Multiplier(int lineItem) => multipliers is null ? 1 : Volatile.Read(ref multipliers[lineItem]) / (double)ExactScore.One;

    /// <summary>The effective CPM at a predicted rate, and the rate that counts.</summary>
    public long CpmMicros(int lineItem, double predictedRate, out double rate)
    {
        rate = PredictedPrice.CountedRate(catalog.TermsOf(lineItem), predictedRate);
        return PredictedPrice.CpmMicros(catalog.BidMicros(lineItem), rate);
    }
}
