// The compiled catalog as typed columns over a verified file: what every request-time room reads.
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

/// <summary>Columns only; no logic. Ordinals of line items are their places in the static rank order.</summary>
internal sealed class FrozenCatalog(SnapshotFile file)
{
    private readonly ValueIndex _values = new(file.Column<ValueSlot>(SectionId.ValueSlots), file.Column<ushort>(SectionId.ValuePilots), FactorIn(file.Column<int>(SectionId.Facts)));

    public SnapshotFile File { get; } = file;

    /// <summary>What the snapshot changes of another one; null when it stands for itself.</summary>
    public DeltaTerms? Delta { get; } = DeltaTerms.Of(file);

    public readonly Column<AttributeRow> Attributes = file.Column<AttributeRow>(SectionId.Attributes);

    public readonly Column<long> Cuts = file.Column<long>(SectionId.Cuts);

    public readonly Column<long> ValueBits = file.Column<long>(SectionId.ValueBits);

    public readonly Column<ValueSlot> ValueSlots = file.Column<ValueSlot>(SectionId.ValueSlots);

    public readonly Column<ushort> ValuePilots = file.Column<ushort>(SectionId.ValuePilots);

    /// <summary>Token of a value id; <see cref="Tokens.Never"/> for those beyond the limit of tokens.</summary>
    public readonly Column<ushort> ValueTokens = file.Column<ushort>(SectionId.ValueTokens);

    public readonly Column<ulong> MimeKeys = file.Column<ulong>(SectionId.MimeKeys);

    public readonly Column<int> Facts = file.Column<int>(SectionId.Facts);

    public readonly Column<PartitionRow> Partitions = file.Column<PartitionRow>(SectionId.Partitions);

    public readonly Column<int> RowDirectory = file.Column<int>(SectionId.RowDirectory);

    public readonly Column<ulong> Summaries = file.Column<ulong>(SectionId.Summaries);

    public readonly Column<ulong> BlockRows = file.Column<ulong>(SectionId.BlockRows);

    public readonly Column<EntryRecord> Entries = file.Column<EntryRecord>(SectionId.Entries);

    public readonly Column<ushort> Code = file.Column<ushort>(SectionId.TargetingCode);

    /// <summary>Where the clauses that programs share begin in the code, the most used first.</summary>
    public readonly Column<int> Clauses = file.Column<int>(SectionId.TargetingClauses);

    public readonly Column<CircleRow> Circles = file.Column<CircleRow>(SectionId.Circles);

    public readonly Column<LineItemRow> LineItems = file.Column<LineItemRow>(SectionId.LineItems);

    public readonly Column<ulong> LineItemKeys = file.Column<ulong>(SectionId.LineItemKeys);

    /// <summary>What line items have in common beside their own amounts, each row once.</summary>
    public readonly Column<TermsRow> Terms = file.Column<TermsRow>(SectionId.Terms);

    /// <summary>True when the order of some line items is drawn: they have a share of voice or a weight in lots.</summary>
    public bool HasDraws { get; } = AnyDraws(file.Column<TermsRow>(SectionId.Terms).Span);

    /// <summary>True when some deal is fixed: its holders rank by what a request makes it ask.</summary>
    public bool HasFixedDeals { get; } = AnyFixed(file.Column<DealRow>(SectionId.Deals).Span);

    /// <summary>For each tier its first line item, or that of the next tier that has one.</summary>
    public int[] TierStarts { get; } = FindTierStarts(file.Column<LineItemRow>(SectionId.LineItems).Span);

    public readonly NarrowColumn LineItemTerms = new(file, SectionId.LineItemTerms, file.Column<TermsRow>(SectionId.Terms).Length);

    /// <summary>Bids in their own unit of the line items whose unit is not the effective CPM.</summary>
    public readonly SparseColumn Bids = new(file, SectionId.BidPresence);

    public readonly SparseColumn Budgets = new(file, SectionId.BudgetPresence);

    public readonly SparseColumn Goals = new(file, SectionId.GoalPresence);

    public readonly TieStarts TieStarts = new(file.Column<ulong>(SectionId.TieStarts), file.Header.LineItemCount);

    public readonly ScoreCeilings ScoreCeilings = new(file.Column<UInt128>(SectionId.ScoreCeilings));

    public readonly Column<int> LineItemCreatives = file.Column<int>(SectionId.LineItemCreatives);

    public readonly WeightColumn LineItemCreativeWeights = new(file, file.Column<int>(SectionId.LineItemCreatives).Length);

    public readonly Column<int> LineItemsByKey = file.Column<int>(SectionId.LineItemsByKey);

    public readonly Column<ulong> DaypartGrids = file.Column<ulong>(SectionId.DaypartGrids);

    public readonly Column<CreativeRow> Creatives = file.Column<CreativeRow>(SectionId.Creatives);

    public readonly Column<SupplyRow> Supplies = file.Column<SupplyRow>(SectionId.Supplies);

    public readonly Column<int> CompanionOffsets = file.Column<int>(SectionId.CompanionOffsets);

    /// <summary>Ordinals of creatives, list after list.</summary>
    public readonly Column<int> Companions = file.Column<int>(SectionId.Companions);

    /// <summary>For each format the durations of its creatives in milliseconds, ascending; those without a length apart.</summary>
    public int[][] Durations { get; } = DurationsOf(file.Column<SupplyRow>(SectionId.Supplies).Span);

    public readonly Column<CampaignRow> Campaigns = file.Column<CampaignRow>(SectionId.Campaigns);

    public readonly Column<AdvertiserRow> Advertisers = file.Column<AdvertiserRow>(SectionId.Advertisers);

    public readonly Column<DealRow> Deals = file.Column<DealRow>(SectionId.Deals);

    public readonly KeySets KeySets = new(file.Column<int>(SectionId.KeySetOffsets), file.Column<ulong>(SectionId.KeySetKeys));

    public readonly Column<int> CapSetOffsets = file.Column<int>(SectionId.CapSetOffsets);

    public readonly Column<CapRow> Caps = file.Column<CapRow>(SectionId.Caps);

    /// <summary>Offsets of the catalog's zone; empty when no cap counts by the calendar.</summary>
    public readonly Column<ZoneRow> ZoneOffsets = file.Column<ZoneRow>(SectionId.ZoneOffsets);

    public readonly CategoryTiers CategoryTiers = new(file.Column<CategoryTierRow>(SectionId.CategoryTiers));

    /// <summary>For each category below another the XxHash3 of that one's id.</summary>
    public readonly Column<ulong> CategoryParents = file.Column<ulong>(SectionId.CategoryParents);

    public readonly Column<ExperimentRow> Experiments = file.Column<ExperimentRow>(SectionId.Experiments);

    public readonly Column<ArmRow> ExperimentArms = file.Column<ArmRow>(SectionId.ExperimentArms);

    public readonly Column<double> TrafficCurve = file.Column<double>(SectionId.TrafficCurve);

    public TextTable AttributeNames { get; } = Texts(file, SectionId.AttributeNameOffsets);

    /// <summary>Texts of keyword values by value id; empty for numbers.</summary>
    public TextTable Keywords { get; } = Texts(file, SectionId.KeywordOffsets);

    public TextTable LineItemIds { get; } = Texts(file, SectionId.LineItemIdOffsets);

    public TextTable LineItemNames { get; } = Texts(file, SectionId.LineItemNameOffsets);

    public TextTable CampaignIds { get; } = Texts(file, SectionId.CampaignIdOffsets);

    public TextTable CampaignNames { get; } = Texts(file, SectionId.CampaignNameOffsets);

    public TextTable AdvertiserIds { get; } = Texts(file, SectionId.AdvertiserIdOffsets);

    public TextTable AdvertiserNames { get; } = Texts(file, SectionId.AdvertiserNameOffsets);

    public TextTable CreativeIds { get; } = Texts(file, SectionId.CreativeIdOffsets);

    public TextTable CreativeNames { get; } = Texts(file, SectionId.CreativeNameOffsets);

    public TextTable DealIds { get; } = Texts(file, SectionId.DealIdOffsets);

    public TextTable Languages { get; } = Texts(file, SectionId.LanguageOffsets);

    public TextTable ExperimentIds { get; } = Texts(file, SectionId.ExperimentIdOffsets);

    /// <summary>Names of the arms, experiment after experiment.</summary>
    public TextTable ArmNames { get; } = Texts(file, SectionId.ArmNameOffsets);

    /// <summary>The namespace of each experiment; empty for those without.</summary>
    public TextTable Namespaces { get; } = Texts(file, SectionId.NamespaceOffsets);

    /// <summary>Texts of which other columns have only the hash: domains, categories, labels, MIME types and salts.</summary>
    public TextTable HashedTexts { get; } = Texts(file, SectionId.HashedTextOffsets);

    /// <summary>By reference: looking one value up needs little of it.</summary>
    public ref readonly ValueIndex Values => ref _values;

    /// <summary>The clock that calendar caps count by.</summary>
    public CalendarZone Zone => new(ZoneOffsets, (DayOfWeek)File.Header.FirstDayOfWeek);

    /// <summary>The caps of a cap set.</summary>
    public ReadOnlySpan<CapRow> CapsOf(int capSet) => Caps.Span[CapSetOffsets[capSet]..CapSetOffsets[capSet + 1]];

    /// <summary>The creatives of a list of companions, in the order of authoring.</summary>
    public ReadOnlySpan<int> CompanionsOf(int companionSet) => Companions.Span[CompanionOffsets[companionSet]..CompanionOffsets[companionSet + 1]];

    /// <summary>The arms of an experiment.</summary>
    public ReadOnlySpan<ArmRow> ArmsOf(int experiment) => ExperimentArms.Span.Slice(Experiments[experiment].FirstArm, Experiments[experiment].ArmCount);

    /// <summary>What slots ask of a creative.</summary>
    public ref readonly SupplyRow SupplyOf(int creative) => ref Supplies[Creatives[creative].Supply];

    /// <summary>Blocks of all partitions.</summary>
    public int BlockCount => Partitions[Partitioning.Count - 1].FirstBlock + Partitions[Partitioning.Count - 1].BlockCount;

    /// <summary>Hash of the whole snapshot.</summary>
    public UInt128 ContentHash => File.ContentHash;

    /// <summary>Tokens in use, those with a fixed meaning included.</summary>
    public int TokenCount => Facts[0];

    /// <summary>Threads that may work on the columns at once, outside of requests.</summary>
    public int Threads => File.Threads;

    public ref readonly TermsRow TermsOf(int lineItem) => ref Terms[LineItemTerms[lineItem]];

    /// <summary>A line item's bid in its own unit.</summary>
    public long BidMicros(int lineItem) => Bids.Get(lineItem, LineItems[lineItem].EffectiveCpmMicros);

    /// <summary>A line item's budget; −1 means unlimited.</summary>
    public long BudgetMicros(int lineItem) => Budgets.Get(lineItem, -1);

    /// <summary>A line item's goal; −1 means unlimited.</summary>
    public long GoalCount(int lineItem) => Goals.Get(lineItem, -1);

    /// <summary>Ordinal of a line item by its key, or −1.</summary>
    public int FindLineItem(ulong key)
    {
        int place = PlaceByKey(key);
        return place < LineItemsByKey.Length && LineItemKeys[LineItemsByKey[place]] == key ? LineItemsByKey[place] : -1;
    }

    /// <summary>Place of the first line item in the order of keys whose key is not below this one.</summary>
    public int PlaceByKey(ulong key)
    {
        int low = 0;
        int high = LineItemsByKey.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (LineItemKeys[LineItemsByKey[middle]] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // Facts are checked once all columns are there.
    private static ulong FactorIn(Column<int> facts) => facts.Length > 2 ? (uint)facts[1] | ((ulong)(uint)facts[2] << 32) : 0;

    // The bytes of a text table always follow its offsets.
    private static TextTable Texts(SnapshotFile file, SectionId offsets) => new(file.Column<int>(offsets), file.Column<byte>(offsets + 1));

    private static int[][] DurationsOf(ReadOnlySpan<SupplyRow> supplies)
    {
        SortedSet<int>[] durations = [.. Enumerable.Range(0, Partitioning.Count).Select(_ => new SortedSet<int>())];
        foreach (ref readonly SupplyRow row in supplies)
        {
            if (row.DurationMilliseconds > 0 && (int)row.Format < durations.Length)
            {
                durations[(int)row.Format].Add(row.DurationMilliseconds);
            }
        }

        return [.. durations.Select(set => set.ToArray())];
    }

    // By bisection: few tiers, many line items.
    private static int[] FindTierStarts(ReadOnlySpan<LineItemRow> lineItems)
    {
        var starts = new int[Tiers.Last + 2];
        int start = 0;
        for (int tier = 0; tier < starts.Length; tier++)
        {
            int end = lineItems.Length;
            while (start < end && lineItems[start].Tier < tier)
            {
                int middle = (start + end) >>> 1;
                (start, end) = lineItems[middle].Tier < tier ? (middle + 1, end) : (start, middle);
            }

            starts[tier] = start;
        }

        return starts;
    }

    private static bool AnyFixed(ReadOnlySpan<DealRow> deals)
    {
        foreach (ref readonly DealRow deal in deals)
        {
            if (deal.Price == DealPrice.Fixed)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyDraws(ReadOnlySpan<TermsRow> terms)
    {
        foreach (ref readonly TermsRow row in terms)
        {
            if (row.Weight > 0 || row.ShareOfVoice >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
