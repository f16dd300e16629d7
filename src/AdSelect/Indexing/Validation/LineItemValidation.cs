// The line items' columns: their order, and everything they refer to.
using System.Runtime.CompilerServices;
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
        Qualities = 8,
        Ties = 16,
        Bids = 32,
        Keys = 64,
        Ceilings = 128,
        Caps = 256,
        Tiers = 512,
        Experiments = 1024,
    }

    public static void Validate(FrozenCatalog catalog, ProgramStarts programStarts)
    {
        int count = catalog.File.Header.LineItemCount;
        Require(catalog.LineItems.Length == count, SectionId.LineItems, "as many as the header says");
        Require(catalog.LineItemKeys.Length == count, SectionId.LineItemKeys, "one per line item");
        Require(catalog.TieStarts.Bits.Length == TieStarts.WordsFor(count), SectionId.TieStarts, "one bit per line item");
        Require(catalog.ScoreCeilings.Ceilings.Length == ScoreCeilings.CountFor(count), SectionId.ScoreCeilings, "one per 64 line items");
        Require(catalog.LineItemsByKey.Length == count, SectionId.LineItemsByKey, "one per line item");
        Require(catalog.LineItemCreativeWeights.Length == catalog.LineItemCreatives.Length, SectionId.LineItemCreativeWeights, "one per attached creative");
        Require(catalog.DaypartGrids.Length > 0 && catalog.DaypartGrids.Length % WeekGrid.Words == 0, SectionId.DaypartGrids, "whole weeks");
        TermsValidation.Validate(catalog);
        int[] advertisers = AdvertisersOfCampaigns(catalog);
        bool anyCreativeCapped = AnyCreativeCapped(catalog);
        int faults = 0;
        Ranges.Run(count, RowsPerRange, catalog.Threads, (from, to) =>
        {
            Faults found = RowsFit(catalog, programStarts, from, to) ? ParentsFit(catalog, advertisers, from, to) : Faults.Rows;
            found |= Order(catalog, from, to) | Ceilings(catalog, from, to) | KeysAscend(catalog, from, to);
            found |= found == Faults.None ? CapFlags(catalog, anyCreativeCapped, from, to) | ExperimentFlags(catalog, from, to) : Faults.None;
            Interlocked.Or(ref faults, (int)found);
        });
        Refuse((Faults)faults);
        Require(SparseValidation.IsClearBeyond(catalog.TieStarts.Bits, count), SectionId.TieStarts, "no tie starts beyond the last line item");
        Require(
            Ranges.All(catalog.LineItemCreatives.Length, ElementsPerRange, catalog.Threads, (from, to) => CreativesFit(catalog, from, to)),
            SectionId.LineItemCreatives,
            "attached creatives exist and have weights");
    }

    private static void Refuse(Faults faults)
    {
        Require((faults & Faults.Rows) == 0, SectionId.LineItems, "line items refer to what exists, within the limits");
        Require((faults & Faults.Parents) == 0, SectionId.LineItems, "a line item's advertiser is that of its campaign");
        Require((faults & Faults.Order) == 0, SectionId.LineItems, "line items stand in rank order");
        Require((faults & Faults.Tiers) == 0, SectionId.LineItems, "shares of voice and weights have tiers of their own");
        Require((faults & Faults.Qualities) == 0, SectionId.LineItems, "qualities are within the limits");
        Require((faults & Faults.Ties) == 0, SectionId.TieStarts, "ties start where tier or rank score changes");
        Require((faults & Faults.Bids) == 0, SectionId.BidPresence, "a bid of its own unit for all but CPM");
        Require((faults & Faults.Ceilings) == 0, SectionId.ScoreCeilings, "the most rank score from a place on");
        Require((faults & Faults.Caps) == 0, SectionId.LineItems, "line items say whether caps lie on them");
        Require((faults & Faults.Experiments) == 0, SectionId.LineItems, "line items say whether they are bound to experiments");
        Require((faults & Faults.Keys) == 0, SectionId.LineItemsByKey, "keys ascend");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                & (row.FirstCreative >= 0) & (row.CreativeCount <= AdSelectLimits.MaxCreativesPerLineItem)
                & (row.FirstCreative <= creatives - row.CreativeCount)
                & (row.DaypartGrid < grids)
                & (row.Tier >= Tiers.First) & (row.Tier <= Tiers.Last) & (row.Has(LineItemFlags.House) == Tiers.IsHouse(row.Tier))

                // Explanations show these instants: a request can be before a start that a date can hold, and after such an end.
                & (row.FlightStartTicks <= DateTime.MaxValue.Ticks) & (row.FlightEndTicks >= 0)
                & (row.PriceModel <= PriceModel.Flat) & (row.Rotation <= CreativeRotation.BestPredicted)
                & ((ulong)row.EffectiveCpmMicros <= AdSelectLimits.MaxMoneyMicros)
                & (row.Program == -1 || programStarts.Contains(row.Program));
        }

        return fits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults ParentsFit(FrozenCatalog catalog, int[] advertisers, int from, int to)
    {
        bool fits = true;
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span[from..to])
        {
            fits &= row.Advertiser == advertisers[row.Campaign];
        }

        return fits ? Faults.None : Faults.Parents;
    }

    // After a range's references are known to exist.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults CapFlags(FrozenCatalog catalog, bool anyCreativeCapped, int from, int to)
    {
        ReadOnlySpan<CampaignRow> campaigns = catalog.Campaigns.Span;
        ReadOnlySpan<AdvertiserRow> advertisers = catalog.Advertisers.Span;
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        bool anyCaps = catalog.Caps.Length > 0;
        bool fits = true;
        for (int i = from; i < to; i++)
        {
            bool isCapped = anyCaps && (catalog.TermsOf(i).CapSet | campaigns[rows[i].Campaign].CapSet | advertisers[rows[i].Advertiser].CapSet) != 0;
            bool areCreativesCapped = anyCreativeCapped && AreCreativesCapped(catalog, rows[i]);
            fits &= rows[i].Has(LineItemFlags.Capped) == isCapped & rows[i].Has(LineItemFlags.CreativesCapped) == areCreativesCapped;
        }

        return fits ? Faults.None : Faults.Caps;
    }

    // As above. Without experiments nothing is bound, and no line item says so.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults ExperimentFlags(FrozenCatalog catalog, int from, int to)
    {
        ReadOnlySpan<CampaignRow> campaigns = catalog.Campaigns.Span;
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        bool anyExperiments = catalog.Experiments.Length > 0;
        bool fits = true;
        for (int i = from; i < to; i++)
        {
            bool isBound = anyExperiments && (catalog.TermsOf(i).Experiment.IsBound | campaigns[rows[i].Campaign].Experiment.IsBound);
            fits &= rows[i].Has(LineItemFlags.InExperiment) == isBound;
        }

        return fits ? Faults.None : Faults.Experiments;
    }

    // Mostly none is, and then no line item's creatives need be visited.
    private static bool AnyCreativeCapped(FrozenCatalog catalog)
    {
        int sets = 0;
        for (int i = 0; i < catalog.Creatives.Length && catalog.Caps.Length > 0; i++)
        {
            sets |= catalog.Creatives[i].CapSet;
        }

        return sets != 0;
    }

    private static bool AreCreativesCapped(FrozenCatalog catalog, in LineItemRow row)
    {
        int sets = 0;
        for (int i = 0; i < row.CreativeCount; i++)
        {
            uint creative = (uint)catalog.LineItemCreatives[row.FirstCreative + i];
            sets |= creative < (uint)catalog.Creatives.Length ? catalog.Creatives[(int)creative].CapSet : 0;
        }

        return sets != 0;
    }

    // Each line item against the one before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults Order(FrozenCatalog catalog, int from, int to)
    {
        ReadOnlySpan<LineItemRow> rows = catalog.LineItems.Span;
        ReadOnlySpan<TermsRow> terms = catalog.Terms.Span;
        ReadOnlySpan<ulong> keys = catalog.LineItemKeys.Span;
        NarrowColumn termsOf = catalog.LineItemTerms;
        TieStarts starts = catalog.TieStarts;
        SparseColumn bids = catalog.Bids;
        UInt128 last = from == 0 ? 0 : rows[from - 1].RankScore;
        bool ordered = true;
        bool startsFit = true;
        bool qualitiesFit = true;
        bool bidsFit = true;
        bool tiersFit = true;
        for (int i = from; i < to; i++)
        {
            UInt128 score = rows[i].RankScore;
            ref readonly TermsRow own = ref terms[termsOf[i]];
            qualitiesFit &= rows[i].QualityMillionths - 1 < ExactScore.MaxQualityMillionths;
            tiersFit &= rows[i].Tier % Tiers.StepsPerPriority == Tiers.Of(0, isHouse: false, own.ShareOfVoice >= 0, own.Weight > 0);
            bidsFit &= bids.Has(i) == (rows[i].PriceModel != PriceModel.Cpm);
            bool ties = false;
            if (i > 0)
            {
                bool sameTier = rows[i - 1].Tier == rows[i].Tier;
                ties = sameTier & score == last;
                ordered &= (rows[i - 1].Tier < rows[i].Tier) | (sameTier & last > score) | (ties & (keys[i - 1] < keys[i]));
            }

            startsFit &= starts.Starts(i) != ties;
            last = score;
        }

        return (ordered ? Faults.None : Faults.Order) | (tiersFit ? Faults.None : Faults.Tiers)
            | (qualitiesFit ? Faults.None : Faults.Qualities) | (startsFit ? Faults.None : Faults.Ties)
            | (bidsFit ? Faults.None : Faults.Bids);
    }

    // A range begins at a multiple of 64: the ceilings of its line items, each by the one after it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Faults Ceilings(FrozenCatalog catalog, int from, int to)
    {
        ReadOnlySpan<UInt128> ceilings = catalog.ScoreCeilings.Ceilings.Span;
        var order = new FrozenLineItems(catalog);
        bool fits = true;
        for (int i = from / ScoreCeilings.LineItemsPerCeiling; i < ScoreCeilings.CountFor(to); i++)
        {
            fits &= ceilings[i] == ScoreCeilings.Ceiling(order, i, i + 1 < ceilings.Length ? ceilings[i + 1] : 0);
        }

        return fits ? Faults.None : Faults.Ceilings;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool CreativesFit(FrozenCatalog catalog, int from, int to)
    {
        uint count = (uint)catalog.Creatives.Length;
        ReadOnlySpan<int> creatives = catalog.LineItemCreatives.Span[from..to];
        WeightColumn weights = catalog.LineItemCreativeWeights;
        bool fits = true;
        for (int i = 0; i < creatives.Length; i++)
        {
            fits &= ((uint)creatives[i] < count) & (weights[from + i] >= 1);
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
