// What line items refer to: creatives, campaigns, advertisers, deals, shared sets, texts.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class EntityValidation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Validate(FrozenCatalog catalog)
    {
        ValidateSetsAndTexts(catalog);
        ValidateCreatives(catalog);
        ValidateCompanions(catalog);
        ExperimentValidation.Validate(catalog);
        foreach (ref readonly CampaignRow row in catalog.Campaigns.Span)
        {
            Require(
                (uint)row.Advertiser < (uint)catalog.Advertisers.Length && IsCapSet(catalog, row.CapSet),
                SectionId.Campaigns,
                "campaigns refer to advertisers and cap sets");
            Require(
                row.GoalEvent <= AdEvent.Conversion && row.BudgetMicros >= -1 && row.GoalCount >= -1,
                SectionId.Campaigns,
                "goals and budgets are possible");
            Require(ExperimentValidation.IsBinding(catalog, row.Experiment), SectionId.Campaigns, "campaigns are bound to arms that exist");
        }

        foreach (ref readonly AdvertiserRow row in catalog.Advertisers.Span)
        {
            Require(
                IsKeySet(catalog, row.DomainSet) && IsKeySet(catalog, row.CategorySet) && IsCapSet(catalog, row.CapSet),
                SectionId.Advertisers,
                "advertisers refer to sets");
        }

        foreach (ref readonly DealRow row in catalog.Deals.Span)
        {
            Require(
                row.Price <= DealPrice.Fixed && row.FloorMicros is >= -1 and <= AdSelectLimits.MaxMoneyMicros,
                SectionId.Deals,
                "deals have possible prices");
        }

        foreach (ref readonly CapRow row in catalog.Caps.Span)
        {
            Require(
                row.Limit is >= 1 and <= AdSelectLimits.MaxCapLimit
                && row.Window <= CapRow.RecencyWindow
                && row.WindowTicks is >= 0 and <= AdSelectLimits.MaxCapWindowDays * TimeSpan.TicksPerDay,
                SectionId.Caps,
                "caps have a limit and a window");
            Require(
                row.Event <= AdEvent.Conversion && row.Identity <= CapIdentity.Break && row.Scope <= CapScope.Category && row.Missing <= MissingIdentity.Allow,
                SectionId.Caps,
                "events, identities and scopes are defined");
            Require(!row.IsCalendar || catalog.ZoneOffsets.Length > 0, SectionId.ZoneOffsets, "calendar caps have a clock");
        }

        ValidateZone(catalog);
        Require(
            CappedCategories.FindBeyondLimit(catalog, CappedCategories.KeysOf(catalog)) < 0,
            SectionId.Caps,
            "caps are over few categories of one creative");
        ReadOnlySpan<CategoryTierRow> tiers = catalog.CategoryTiers.Rows.Span;
        for (int i = 1; i < tiers.Length; i++)
        {
            Require(tiers[i - 1].Key < tiers[i].Key, SectionId.CategoryTiers, "keys ascend");
        }

        Require(catalog.CategoryParents.Length == tiers.Length, SectionId.CategoryParents, "one parent per category below another");
        Require(catalog.TrafficCurve.Length is 0 or 168, SectionId.TrafficCurve, "the traffic curve has a weight an hour of the week, or none");
    }

    public static bool IsKeySet(FrozenCatalog catalog, int set) => (uint)set < (uint)catalog.KeySets.Count;

    public static bool IsCapSet(FrozenCatalog catalog, int set) => (uint)set < (uint)(catalog.CapSetOffsets.Length - 1);

    private static void ValidateZone(FrozenCatalog catalog)
    {
        ReadOnlySpan<ZoneRow> rows = catalog.ZoneOffsets.Span;
        bool fits = rows.Length <= CalendarZone.MaxRows && (rows.IsEmpty || rows[0].FromUtcTicks == 0);
        for (int i = 0; i < rows.Length; i++)
        {
            fits &= Math.Abs((long)rows[i].OffsetMinutes) <= CalendarZone.MaxOffsetMinutes
                && rows[i].FromUtcTicks <= DateTime.MaxValue.Ticks && (i == 0 || rows[i].FromUtcTicks > rows[i - 1].FromUtcTicks);
        }

        Require(fits, SectionId.ZoneOffsets, "offsets are possible and ascend by instant, from the first");
    }

    private static void ValidateSetsAndTexts(FrozenCatalog catalog)
    {
        RequireOffsets(catalog.KeySets.Offsets, catalog.KeySets.Keys.Length, catalog.Threads, SectionId.KeySetOffsets);
        RequireOffsets(catalog.CapSetOffsets, catalog.Caps.Length, catalog.Threads, SectionId.CapSetOffsets, AdSelectLimits.MaxCapsPerElement + 1);
        RequireTexts(catalog, catalog.AttributeNames, catalog.Attributes.Length, SectionId.AttributeNameOffsets, AdSelectLimits.MaxAttributeNameLength);
        RequireTexts(catalog, catalog.Keywords, catalog.ValueBits.Length, SectionId.KeywordOffsets, AdSelectLimits.MaxKeywordBytes);
        RequireTexts(catalog, catalog.LineItemIds, catalog.File.Header.LineItemCount, SectionId.LineItemIdOffsets, AdSelectLimits.MaxIdBytes);
        RequireTexts(catalog, catalog.LineItemNames, catalog.File.Header.LineItemCount, SectionId.LineItemNameOffsets, AdSelectLimits.MaxNameBytes);
        RequireTexts(catalog, catalog.CampaignIds, catalog.File.Header.CampaignCount, SectionId.CampaignIdOffsets, AdSelectLimits.MaxIdBytes);
        RequireTexts(catalog, catalog.CampaignNames, catalog.File.Header.CampaignCount, SectionId.CampaignNameOffsets, AdSelectLimits.MaxNameBytes);
        RequireTexts(catalog, catalog.AdvertiserIds, catalog.File.Header.AdvertiserCount, SectionId.AdvertiserIdOffsets, AdSelectLimits.MaxIdBytes);
        RequireTexts(catalog, catalog.AdvertiserNames, catalog.File.Header.AdvertiserCount, SectionId.AdvertiserNameOffsets, AdSelectLimits.MaxNameBytes);
        RequireTexts(catalog, catalog.CreativeIds, catalog.File.Header.CreativeCount, SectionId.CreativeIdOffsets, AdSelectLimits.MaxIdBytes);
        RequireTexts(catalog, catalog.CreativeNames, catalog.File.Header.CreativeCount, SectionId.CreativeNameOffsets, AdSelectLimits.MaxNameBytes);
        RequireTexts(catalog, catalog.DealIds, catalog.File.Header.DealCount, SectionId.DealIdOffsets, AdSelectLimits.MaxIdBytes);
        RequireTexts(catalog, catalog.Languages, catalog.Languages.Count, SectionId.LanguageOffsets, int.MaxValue);
        RequireTexts(catalog, catalog.HashedTexts, catalog.HashedTexts.Count, SectionId.HashedTextOffsets, int.MaxValue);
        Require(catalog.Campaigns.Length == catalog.File.Header.CampaignCount, SectionId.Campaigns, "as many as the header says");
        Require(catalog.Advertisers.Length == catalog.File.Header.AdvertiserCount, SectionId.Advertisers, "as many as the header says");
        Require(catalog.Creatives.Length == catalog.File.Header.CreativeCount, SectionId.Creatives, "as many as the header says");
        Require(catalog.Deals.Length == catalog.File.Header.DealCount, SectionId.Deals, "as many as the header says");
    }

    public static void RequireTexts(FrozenCatalog catalog, TextTable texts, int count, SectionId section, int longest)
    {
        Require(texts.Count == count, section, "one text per element");
        RequireOffsets(texts.Offsets, texts.ByteCount, catalog.Threads, section, longest);
    }

    private static void ValidateCreatives(FrozenCatalog catalog)
    {
        Require(
            Ranges.All(catalog.Creatives.Length, ElementsPerRange, catalog.Threads, (from, to) => CreativesFit(catalog, from, to)),
            SectionId.Creatives,
            "creatives refer to supplies, advertisers, sets and languages");
        RequireOffsets(catalog.CompanionOffsets, catalog.Companions.Length, catalog.Threads, SectionId.CompanionOffsets, AdSelectLimits.MaxCompanions);
        foreach (ref readonly SupplyRow row in catalog.Supplies.Span)
        {
            Require(
                (uint)row.CompanionSet < (uint)(catalog.CompanionOffsets.Length - 1)
                && row.Width <= AdSelectLimits.MaxPixels
                && row.Height <= AdSelectLimits.MaxPixels,
                SectionId.Supplies,
                "supplies refer to companions and have possible sizes");
            Require(
                IsKeySet(catalog, row.CategorySet) && (row.MimeType == SupplyRow.NoMimeType || row.MimeType < catalog.MimeKeys.Length),
                SectionId.Supplies,
                "supplies refer to sets and MIME types");
            Require(
                row.Format <= AdFormat.Display
                && row.Approval <= CreativeApproval.Rejected
                && (uint)row.DurationMilliseconds <= AdSelectLimits.MaxDurationMilliseconds,
                SectionId.Supplies,
                "formats, approvals and durations are possible");
        }
    }

    // After the supplies: these are looked up here.
    private static void ValidateCompanions(FrozenCatalog catalog)
    {
        foreach (int companion in catalog.Companions.Span)
        {
            Require((uint)companion < (uint)catalog.Creatives.Length, SectionId.Companions, "companions are creatives");
            ref readonly SupplyRow row = ref catalog.SupplyOf(companion);
            Require(
                row.Format == AdFormat.Display && catalog.CompanionsOf(row.CompanionSet).IsEmpty,
                SectionId.Companions,
                "companions are display creatives without companions");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool CreativesFit(FrozenCatalog catalog, int from, int to)
    {
        int languages = catalog.Languages.Count;
        bool fits = true;
        foreach (ref readonly CreativeRow row in catalog.Creatives.Span[from..to])
        {
            fits &= ((uint)row.Supply < (uint)catalog.Supplies.Length) & ((uint)row.Advertiser < (uint)catalog.Advertisers.Length)
                & IsCapSet(catalog, row.CapSet) & (row.Language < languages);
        }

        return fits;
    }
}
