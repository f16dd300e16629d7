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
        Require(catalog.Prices.Length == count, SectionId.LineItemPrices, "one per line item");
        Require(catalog.Plans.Length == count, SectionId.LineItemPlans, "one per line item");
        Require(catalog.TieEnds.Length == count, SectionId.TieEnds, "one per line item");
        Require(catalog.LineItemsByKey.Length == count, SectionId.LineItemsByKey, "one per line item");
        Require(catalog.LineItemCreativeWeights.Length == catalog.LineItemCreatives.Length, SectionId.LineItemCreativeWeights, "one per attached creative");
        Require(catalog.DaypartGrids.Length > 0 && catalog.DaypartGrids.Length % WeekGrid.Words == 0, SectionId.DaypartGrids, "whole weeks");
        ValidateRows(catalog, programStarts);
        ValidateParents(catalog);
        ValidateOrder(catalog);
        ValidatePricesAndPlans(catalog);
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
        ReadOnlySpan<int> ends = catalog.TieEnds.Span;
        bool ordered = true;
        bool endsFit = true;
        bool scoresFit = true;
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            bool isLast = i + 1 == rows.Length;
            bool ties = !isLast && rows[i].Tier == rows[i + 1].Tier && rows[i].RankScore.Equals(rows[i + 1].RankScore);
            ordered &= double.IsFinite(rows[i].RankScore) && (isLast || ties || rows[i].Tier < rows[i + 1].Tier || (rows[i].Tier == rows[i + 1].Tier && rows[i].RankScore > rows[i + 1].RankScore));
            ordered &= !ties || catalog.LineItemKeys[i] < catalog.LineItemKeys[i + 1];
            scoresFit &= rows[i].RankScore.Equals(rows[i].EffectiveCpmMicros * catalog.Prices[i].Quality);
            endsFit &= ends[i] == (ties ? ends[i + 1] : i + 1);
        }

        Require(ordered, SectionId.LineItems, "line items stand in rank order");
        Require(scoresFit, SectionId.LineItems, "rank scores are effective CPM times quality");
        Require(endsFit, SectionId.TieEnds, "ties end where tier or rank score changes");
    }

    private static void ValidatePricesAndPlans(FrozenCatalog catalog)
    {
        bool fits = true;
        foreach (ref readonly PriceRow row in catalog.Prices.Span)
        {
            fits &= row.Quality > 0 && row.Quality <= AdSelectLimits.MaxQuality && row.Rate is >= 0 and <= 1 && row.PriceMicros is >= 0 and <= AdSelectLimits.MaxMoneyMicros && row.Kind <= LineItemKind.House;
        }

        Require(fits, SectionId.LineItemPrices, "prices, qualities and rates are possible");
        foreach (ref readonly PlanRow row in catalog.Plans.Span)
        {
            fits &= EntityValidation.IsCapSet(catalog, row.CapSet) && EntityValidation.IsKeySet(catalog, row.ExclusionSet) && EntityValidation.IsKeySet(catalog, row.SpacingSet)
                && row.BudgetMicros >= -1 && row.GoalCount >= -1 && row.Weight >= 0 && !float.IsNaN(row.ShareOfVoice) && row.GoalEvent <= AdEvent.Conversion;
        }

        Require(fits, SectionId.LineItemPlans, "plans refer to sets and are possible");
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
