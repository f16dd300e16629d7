// What line items are worth to one request, and the most they can be worth before that is known.
using System.Runtime.CompilerServices;
using AdSelect.Indexing;

namespace AdSelect.Auctions;

/// <summary>Rank score = effective CPM × quality × pacing multiplier, multiplied in this order.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="multipliers">Pacing multipliers by line item, each 0 to 1; null means that all are 1.</param>
/// <param name="isPredicted">Whether rates are predicted; otherwise bids count at the authored rates.</param>
internal readonly ref struct Valuation(FrozenCatalog catalog, double[]? multipliers, bool isPredicted)
{
    /// <summary>The most its effective CPM can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long MostCpmMicros(int lineItem, in LineItemRow row)
    {
        if (!isPredicted || !PredictedPrice.IsPredicted(row.PriceModel))
        {
            return row.EffectiveCpmMicros;
        }

        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        return PredictedPrice.MostCpmMicros(row.EffectiveCpmMicros, terms.Rate, terms.RateCeiling, catalog.BidMicros(lineItem));
    }

    /// <summary>
    /// The most rank score of this and all later line items of its tier. Multipliers only lower it; without predictions
    /// the rank order is the order of the most.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double MostScoreFrom(int lineItem, in LineItemRow row) => isPredicted ? catalog.ScoreCeilings.From(catalog, lineItem, row.Tier) : row.RankScore;

    /// <summary>For each tier, the most rank score of the line items of all tiers after it; the house counts nothing.</summary>
    public void FillMostAfterTier(Span<double> most)
    {
        ReadOnlySpan<int> starts = catalog.TierStarts;
        double after = 0;
        for (int tier = Tiers.Last; tier >= 0; tier--)
        {
            most[tier] = after;
            int first = starts[tier];
            if (first < starts[tier + 1] && !Tiers.IsHouse(tier))
            {
                after = Math.Max(after, MostScoreFrom(first, catalog.LineItems[first]));
            }
        }
    }

    /// <summary>The rank score at an effective CPM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Score(int lineItem, in LineItemRow row, long cpmMicros)
    {
        double score = cpmMicros == row.EffectiveCpmMicros ? row.RankScore : cpmMicros * catalog.TermsOf(lineItem).Quality;
        return score * Multiplier(lineItem);
    }

    /// <summary>The pacing multiplier, 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Multiplier(int lineItem) => multipliers is null ? 1 : Volatile.Read(ref multipliers[lineItem]);

    /// <summary>The effective CPM at a predicted rate, and the rate that counts.</summary>
    public long CpmMicros(int lineItem, in LineItemRow row, double predictedRate, out double rate)
    {
        ref readonly TermsRow terms = ref catalog.TermsOf(lineItem);
        rate = PredictedPrice.CountedRate(terms, predictedRate);
        return PredictedPrice.CpmMicros(row.EffectiveCpmMicros, terms.Rate, catalog.BidMicros(lineItem), rate);
    }
}
