// Prices and plans: terms that are possible, one for each line item, and amounts for those that have one.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class TermsValidation
{
    public static void Validate(FrozenCatalog catalog)
    {
        int count = catalog.File.Header.LineItemCount;
        ValidateTerms(catalog);
        Require(catalog.LineItemTerms.Length == count, SectionId.LineItemTerms, "one per line item");
        Require(
            Ranges.All(count, ElementsPerRange, catalog.Threads, (from, to) => Exist(catalog.LineItemTerms, (uint)catalog.Terms.Length, from, to)),
            SectionId.LineItemTerms,
            "line items have terms that exist");
        SparseValidation.Validate(catalog.Bids, count, AdSelectLimits.MaxMoneyMicros, SectionId.BidPresence);
        SparseValidation.Validate(catalog.Budgets, count, long.MaxValue, SectionId.BudgetPresence);
        SparseValidation.Validate(catalog.Goals, count, long.MaxValue, SectionId.GoalPresence);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Exist(NarrowColumn termsOf, uint terms, int from, int to)
    {
        bool exist = true;
        for (int i = from; i < to; i++)
        {
            exist &= (uint)termsOf[i] < terms;
        }

        return exist;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ValidateTerms(FrozenCatalog catalog)
    {
        bool fits = true;
        foreach (ref readonly TermsRow row in catalog.Terms.Span)
        {
            fits &= row.Rate is >= 0 and <= 1 && row.RateCeiling >= row.Rate && row.RateCeiling <= 1
                && row.CreativeRate is >= 0 and <= 1 && row.Exploration is >= 0 and <= 1
                && row.Kind <= LineItemKind.House && row.GoalEvent <= AdEvent.Conversion
                && row.Pacing <= PacingPolicy.FrontLoaded && row.CatchUp <= CatchUp.AtOnce && row.BreakPosition <= BreakPosition.Last
                && (uint)row.Weight <= AdSelectLimits.MaxWeight && row.ShareOfVoice <= 100 && (row.Weight == 0 || row.ShareOfVoice < 0)
                && EntityValidation.IsCapSet(catalog, row.CapSet)
                && EntityValidation.IsKeySet(catalog, row.ExclusionSet)
                && EntityValidation.IsKeySet(catalog, row.SpacingSet)
                && ExperimentValidation.IsBinding(catalog, row.Experiment);
        }

        Require(fits, SectionId.Terms, "terms are possible and refer to sets");
    }
}
