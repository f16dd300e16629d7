// The line items' columns: their order, and everything they refer to.
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class LineItemValidation
{
    public static void Validate(FrozenCatalog catalog, bool[] programStarts)
    {
        int count = catalog.File.Header.LineItemCount;
        Require(catalog.LineItems.Length == count, SectionId.LineItems, "as many as the header says");
        Require(catalog.LineItemKeys.Length == count, SectionId.LineItemKeys, "one per line item");
        Require(catalog.TieStarts.Bits.Length == TieStarts.WordsFor(count), SectionId.TieStarts, "one bit per line item");
        Require(catalog.LineItemsByKey.Length == count, SectionId.LineItemsByKey, "one per line item");
        Require(catalog.LineItemCreativeWeights.Length == catalog.LineItemCreatives.Length, SectionId.LineItemCreativeWeights, "one per attached creative");
        Require(catalog.DaypartGrids.Length > 0 && catalog.DaypartGrids.Length % WeekGrid.Words == 0, SectionId.DaypartGrids, "whole weeks");
        ValidateRows(catalog, programStarts);
        ValidateParents(catalog);
        TermsValidation.Validate(catalog);
        ValidateOrder(catalog);
        ValidateKeys(catalog);
        bool fits = true;
        for (int i = 0; i < catalog.LineItemCreatives.Length; i++)
        {
            fits &= (uint)catalog.LineItemCreatives[i] < (uint)catalog.Creatives.Length && catalog.LineItemCreativeWeights[i] >= 1;
        }

        Require(fits, SectionId.LineItemCreatives, "attached creatives exist and have weights");
    }

    private static void ValidateRows(FrozenCatalog catalog, bool[] programStarts)
    {
        int grids = catalog.DaypartGrids.Length / WeekGrid.Words;
        bool fits = true;
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span)
        {
            fits &= (uint)row.Campaign < (uint)catalog.Campaigns.Length
                && (uint)row.Advertiser < (uint)catalog.Advertisers.Length
                && row.Deal >= -1 && row.Deal < catalog.Deals.Length
                && row.FirstCreative >= 0 && row.CreativeCount <= AdSelectLimits.MaxCreativesPerLineItem && row.FirstCreative <= catalog.LineItemCreatives.Length - row.CreativeCount
                && row.DaypartGrid < grids
                && row.Tier is >= 1 and <= Tiers.House && row.Has(LineItemFlags.House) == (row.Tier == Tiers.House)

                // Explanations show these instants: a request can be before a start that a date can hold, and after such an end.
                && row.FlightStartTicks <= DateTime.MaxValue.Ticks && row.FlightEndTicks >= 0
                && row.PriceModel <= PriceModel.Flat && row.Rotation <= CreativeRotation.BestPredicted
                && row.EffectiveCpmMicros is >= 0 and <= AdSelectLimits.MaxMoneyMicros
                && row.Program >= -1 && row.Program < programStarts.Length && (row.Program < 0 || programStarts[row.Program]);
        }

        Require(fits, SectionId.LineItems, "line items refer to what exists, within the limits");
    }

    private static void ValidateParents(FrozenCatalog catalog)
    {
        bool fits = true;
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span)
        {
            fits &= row.Advertiser == catalog.Campaigns[row.Campaign].Advertiser;
        }

        Require(fits, SectionId.LineItems, "a line item's advertiser is that of its campaign");
    }

    private static void ValidateOrder(FrozenCatalog catalog)
    {
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        bool ordered = true;
        bool startsFit = true;
        bool scoresFit = true;
        for (int i = 0; i < rows.Length; i++)
        {
            bool isFirst = i == 0;
            bool ties = !isFirst && rows[i].Tier == rows[i - 1].Tier && rows[i].RankScore.Equals(rows[i - 1].RankScore);
            ordered &= double.IsFinite(rows[i].RankScore) && (isFirst || ties || rows[i - 1].Tier < rows[i].Tier || (rows[i - 1].Tier == rows[i].Tier && rows[i - 1].RankScore > rows[i].RankScore));
            ordered &= !ties || catalog.LineItemKeys[i - 1] < catalog.LineItemKeys[i];
            scoresFit &= rows[i].RankScore.Equals(rows[i].EffectiveCpmMicros * catalog.TermsOf(i).Quality);
            startsFit &= catalog.TieStarts.Starts(i) != ties;
        }

        Require(ordered, SectionId.LineItems, "line items stand in rank order");
        Require(scoresFit, SectionId.LineItems, "rank scores are effective CPM times quality");
        Require(startsFit && SparseValidation.IsClearBeyond(catalog.TieStarts.Bits, rows.Length), SectionId.TieStarts, "ties start where tier or rank score changes");
    }

    private static void ValidateKeys(FrozenCatalog catalog)
    {
        bool ascends = true;
        ulong last = 0;
        for (int i = 0; i < catalog.LineItemsByKey.Length; i++)
        {
            int ordinal = catalog.LineItemsByKey[i];
            if ((uint)ordinal >= (uint)catalog.LineItemKeys.Length)
            {
                ascends = false;
                break;
            }

            ulong key = catalog.LineItemKeys[ordinal];
            ascends &= i == 0 || key > last;
            last = key;
        }

        Require(ascends, SectionId.LineItemsByKey, "keys ascend");
    }
}
