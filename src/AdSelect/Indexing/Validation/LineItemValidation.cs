// The line items' columns: their order, and everything they refer to.
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

/// <summary>
/// Every check is a pass over a range of line items that combines its verdicts without branching. All passes look at one
/// range before the next, so that a row comes from memory once.
/// </summary>
internal static class LineItemValidation
{
    [Flags]
    private enum Faults
    {
        None = 0,
        Rows = 1,
        Parents = 2,
        Order = 4,
        Scores = 8,
        TieEnds = 16,
        Prices = 32,
        Plans = 64,
        Keys = 128,
    }

    public static void Validate(FrozenCatalog catalog, ProgramStarts programStarts)
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
        int[] advertisers = AdvertisersOfCampaigns(catalog);
        int faults = 0;
        Ranges.Run(count, RowsPerRange, catalog.File.Threads, (from, to) =>
        {
            Faults found = RowsFit(catalog, programStarts, from, to) ? ParentsFit(catalog, advertisers, from, to) : Faults.Rows;
            found |= Order(catalog, from, to) | PricesFit(catalog, from, to) | PlansFit(catalog, from, to) | KeysAscend(catalog, from, to);
            Interlocked.Or(ref faults, (int)found);
        });
        Refuse((Faults)faults);
        Require(Ranges.All(catalog.LineItemCreatives.Length, ElementsPerRange, catalog.File.Threads, (from, to) => CreativesFit(catalog, from, to)), SectionId.LineItemCreatives, "attached creatives exist and have weights");
    }

    private static void Refuse(Faults faults)
    {
        Require((faults & Faults.Rows) == 0, SectionId.LineItems, "line items refer to what exists, within the limits");
        Require((faults & Faults.Parents) == 0, SectionId.LineItems, "a line item's advertiser is that of its campaign");
        Require((faults & Faults.Order) == 0, SectionId.LineItems, "line items stand in rank order");
        Require((faults & Faults.Scores) == 0, SectionId.LineItems, "rank scores are effective CPM times quality");
        Require((faults & Faults.TieEnds) == 0, SectionId.TieEnds, "ties end where tier or rank score changes");
        Require((faults & Faults.Prices) == 0, SectionId.LineItemPrices, "prices, qualities and rates are possible");
        Require((faults & Faults.Plans) == 0, SectionId.LineItemPlans, "plans refer to sets and are possible");
        Require((faults & Faults.Keys) == 0, SectionId.LineItemsByKey, "keys ascend");
    }

    private static bool RowsFit(FrozenCatalog catalog, ProgramStarts programStarts, int from, int to)
    {
        int grids = catalog.DaypartGrids.Length / WeekGrid.Words;
        int campaigns = catalog.Campaigns.Length;
        int advertisers = catalog.Advertisers.Length;
        int deals = catalog.Deals.Length;
        int creatives = catalog.LineItemCreatives.Length;
        bool fits = true;
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span[from..to])
        {
            fits &= ((uint)row.Campaign < (uint)campaigns)
                & ((uint)row.Advertiser < (uint)advertisers)
                & (row.Deal >= -1) & (row.Deal < deals)
                & (row.FirstCreative >= 0) & (row.CreativeCount <= AdSelectLimits.MaxCreativesPerLineItem) & (row.FirstCreative <= creatives - row.CreativeCount)
                & (row.DaypartGrid < grids)
                & (row.Tier >= 1) & (row.Tier <= Tiers.House) & (row.Has(LineItemFlags.House) == (row.Tier == Tiers.House))

                // Explanations show these instants: a request can be before a start that a date can hold, and after such an end.
                & (row.FlightStartTicks <= DateTime.MaxValue.Ticks) & (row.FlightEndTicks >= 0)
                & (row.PriceModel <= PriceModel.Flat) & (row.Rotation <= CreativeRotation.BestPredicted)
                & ((ulong)row.EffectiveCpmMicros <= AdSelectLimits.MaxMoneyMicros)
                & (row.Program == -1 || programStarts.Contains(row.Program));
        }

        return fits;
    }

    private static Faults ParentsFit(FrozenCatalog catalog, int[] advertisers, int from, int to)
    {
        bool fits = true;
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span[from..to])
        {
            fits &= row.Advertiser == advertisers[row.Campaign];
        }

        return fits ? Faults.None : Faults.Parents;
    }

    // Each line item against the one after it.
    private static Faults Order(FrozenCatalog catalog, int from, int to)
    {
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        ReadOnlySpan<PriceRow> prices = catalog.Prices.Span;
        ReadOnlySpan<ulong> keys = catalog.LineItemKeys.Span;
        ReadOnlySpan<int> ends = catalog.TieEnds.Span;
        bool ordered = true;
        bool endsFit = true;
        bool scoresFit = true;
        for (int i = from; i < to; i++)
        {
            // NaN equals NaN here, and is not finite.
            double score = rows[i].RankScore;
            ordered &= double.IsFinite(score);
            scoresFit &= score.Equals(rows[i].EffectiveCpmMicros * prices[i].Quality);
            bool ties = false;
            if (i + 1 < rows.Length)
            {
                bool sameTier = rows[i].Tier == rows[i + 1].Tier;
                ties = sameTier & score.Equals(rows[i + 1].RankScore);
                ordered &= (rows[i].Tier < rows[i + 1].Tier) | (sameTier & (score > rows[i + 1].RankScore)) | (ties & (keys[i] < keys[i + 1]));
            }

            endsFit &= ends[i] == (ties ? ends[i + 1] : i + 1);
        }

        return (ordered ? Faults.None : Faults.Order) | (scoresFit ? Faults.None : Faults.Scores) | (endsFit ? Faults.None : Faults.TieEnds);
    }

    private static Faults PricesFit(FrozenCatalog catalog, int from, int to)
    {
        bool fits = true;
        foreach (ref readonly PriceRow row in catalog.Prices.Span[from..to])
        {
            fits &= (row.Quality > 0) & (row.Quality <= AdSelectLimits.MaxQuality) & (row.Rate >= 0) & (row.Rate <= 1)
                & ((ulong)row.PriceMicros <= AdSelectLimits.MaxMoneyMicros) & (row.Kind <= LineItemKind.House);
        }

        return fits ? Faults.None : Faults.Prices;
    }

    private static Faults PlansFit(FrozenCatalog catalog, int from, int to)
    {
        int capSets = catalog.CapSetOffsets.Length - 1;
        int keySets = catalog.KeySets.Count;
        bool fits = true;
        foreach (ref readonly PlanRow row in catalog.Plans.Span[from..to])
        {
            fits &= ((uint)row.CapSet < (uint)capSets) & ((uint)row.ExclusionSet < (uint)keySets) & ((uint)row.SpacingSet < (uint)keySets)
                & (row.BudgetMicros >= -1) & (row.GoalCount >= -1) & (row.Weight >= 0) & !float.IsNaN(row.ShareOfVoice) & (row.GoalEvent <= AdEvent.Conversion);
        }

        return fits ? Faults.None : Faults.Plans;
    }

    private static Faults KeysAscend(FrozenCatalog catalog, int from, int to)
    {
        ReadOnlySpan<ulong> keys = catalog.LineItemKeys.Span;
        ReadOnlySpan<int> byKey = catalog.LineItemsByKey.Span;
        bool ascends = true;
        ulong last = 0;
        for (int i = Math.Max(0, from - 1); i < to; i++)
        {
            int ordinal = byKey[i];
            if ((uint)ordinal >= (uint)keys.Length)
            {
                return Faults.Keys;
            }

            // A range begins with the last one of the range before it, which has none to follow here.
            ascends &= (keys[ordinal] > last) | (i < from) | (i == 0);
            last = keys[ordinal];
        }

        return ascends ? Faults.None : Faults.Keys;
    }

    private static bool CreativesFit(FrozenCatalog catalog, int from, int to)
    {
        uint count = (uint)catalog.Creatives.Length;
        ReadOnlySpan<int> creatives = catalog.LineItemCreatives.Span[from..to];
        ReadOnlySpan<int> weights = catalog.LineItemCreativeWeights.Span[from..to];
        bool fits = true;
        for (int i = 0; i < creatives.Length; i++)
        {
            fits &= ((uint)creatives[i] < count) & (weights[i] >= 1);
        }

        return fits;
    }

    private static int[] AdvertisersOfCampaigns(FrozenCatalog catalog)
    {
        int[] advertisers = new int[catalog.Campaigns.Length];
        for (int i = 0; i < advertisers.Length; i++)
        {
            advertisers[i] = catalog.Campaigns[i].Advertiser;
        }

        return advertisers;
    }
}
