// Puts everything into its final order and writes the sections.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Compilation;

/// <summary>
/// Line items get their ordinals here: by tier, rank score (best first), then key. Whatever else is numbered is
/// numbered in the order in which line items first use it, so the bytes do not depend on the catalog's order.
/// </summary>
internal sealed class SnapshotAssembler
{
    private readonly Catalog _catalog;
    private readonly SchemaIntake _schema;
    private readonly EntityIntake _entities;
    private readonly LineItemIntake _lineItems;
    private readonly ValueDictionary _values;
    private readonly int[] _order;
    private readonly Renumbering _keySets;
    private readonly Renumbering _capSets;

    public SnapshotAssembler(Catalog catalog, SchemaIntake schema, EntityIntake entities, LineItemIntake lineItems, ValueDictionary values)
    {
        _catalog = catalog;
        _schema = schema;
        _entities = entities;
        _lineItems = lineItems;
        _values = values;
        _order = RankOrder();
        Targeting = new TargetingFreezer(schema, values, lineItems, _order);
        _keySets = new Renumbering(entities.KeySets.Offsets.Length - 1, keepFirst: true);
        _capSets = new Renumbering(entities.CapSets.Offsets.Length - 1, keepFirst: true);
    }

    /// <summary>All targeting in its final form.</summary>
    public TargetingFreezer Targeting { get; }

    public SnapshotFile Assemble(IProgress<CompileProgress>? progress)
    {
        TargetingFreezer targeting = Targeting;
        AdvertiserRow[] advertisers = FreezeAdvertisers();
        CampaignRow[] campaigns = FreezeCampaigns();
        CreativeRow[] creatives = FreezeCreatives();
        SupplyRow[] supplies = FreezeSupplies();
        LineItemRow[] rows = FreezeLineItems(targeting, out int[] attached, out int[] weights, out ulong[] grids);
        var plans = new PlanFreezer(_lineItems, _order, _keySets, _capSets);

        var image = new MatchingImageBuilder(targeting);
        image.Build(MatchingInputs(rows, attached, creatives, supplies), progress);
        var programs = new ProgramPacker(targeting, image.Undecided);
        EntryRecord[] entries = programs.Place(image.Entries);
        programs.Place(rows);

        var writer = new SnapshotWriter(Header(creatives.Length));
        AddSchema(writer, targeting);
        AddMatchingImage(writer, image, entries, programs, targeting.Circles);
        writer.Add(SectionId.LineItems, rows);
        writer.Add(SectionId.LineItemKeys, InOrder(_lineItems.Keys));
        plans.AddTerms(writer);
        writer.Add(SectionId.TieStarts, TieStartsOf(rows));
        writer.Add(SectionId.LineItemCreatives, attached);
        writer.Add(SectionId.LineItemCreativeWeights, weights);
        writer.Add(SectionId.LineItemsByKey, ByKey());
        writer.Add(SectionId.DaypartGrids, grids);
        plans.AddAmounts(writer);
        writer.Add(SectionId.Supplies, supplies);
        writer.Add(SectionId.Creatives, creatives);
        writer.Add(SectionId.Campaigns, campaigns);
        writer.Add(SectionId.Advertisers, advertisers);
        writer.Add(SectionId.Deals, CollectionsMarshal.AsSpan(_entities.Deals));
        AddSets(writer, SectionId.KeySetOffsets, _keySets, _entities.KeySets.Offsets, _entities.KeySets.Items);
        AddSets(writer, SectionId.CapSetOffsets, _capSets, _entities.CapSets.Offsets, _entities.CapSets.Caps);
        writer.Add(SectionId.TrafficCurve, [.. _catalog.TrafficCurve]);
        AddTexts(writer, targeting);
        return writer.Build();
    }

    private int[] RankOrder()
    {
        int[] order = [.. Enumerable.Range(0, _lineItems.Rows.Count)];
        Array.Sort(order, (left, right) =>
        {
            LineItemRow a = _lineItems.Rows[left];
            LineItemRow b = _lineItems.Rows[right];
            int byTier = a.Tier.CompareTo(b.Tier);
            int byScore = byTier != 0 ? byTier : b.RankScore.CompareTo(a.RankScore);
            return byScore != 0 ? byScore : _lineItems.Keys[left].CompareTo(_lineItems.Keys[right]);
        });
        return order;
    }

    private SnapshotHeader Header(int creativeCount) => new()
    {
        Generation = _catalog.Generation,
        Currency = _catalog.Currency,
        TimeZone = _catalog.TimeZone,
        FirstDayOfWeek = (int)_catalog.FirstDayOfWeek,
        LineItemCount = _order.Length,
        CampaignCount = _entities.Campaigns.Count,
        AdvertiserCount = _entities.Advertisers.Count,
        CreativeCount = creativeCount,
        DealCount = _entities.Deals.Count,
    };

    private AdvertiserRow[] FreezeAdvertisers()
    {
        AdvertiserRow[] rows = [.. _entities.Advertisers];
        foreach (ref AdvertiserRow row in rows.AsSpan())
        {
            row.DomainSet = _keySets.Of(row.DomainSet);
            row.CategorySet = _keySets.Of(row.CategorySet);
            row.CapSet = _capSets.Of(row.CapSet);
        }

        return rows;
    }

    private CampaignRow[] FreezeCampaigns()
    {
        CampaignRow[] rows = [.. _entities.Campaigns];
        foreach (ref CampaignRow row in rows.AsSpan())
        {
            row.CapSet = _capSets.Of(row.CapSet);
        }

        return rows;
    }

    private CreativeRow[] FreezeCreatives()
    {
        CreativeRow[] rows = [.. _entities.Creatives];
        foreach (ref CreativeRow row in rows.AsSpan())
        {
            row.CapSet = _capSets.Of(row.CapSet);
        }

        return rows;
    }

    private SupplyRow[] FreezeSupplies()
    {
        SupplyRow[] rows = [.. _entities.Supplies];
        foreach (ref SupplyRow row in rows.AsSpan())
        {
            row.CategorySet = _keySets.Of(row.CategorySet);
        }

        return rows;
    }

    private LineItemRow[] FreezeLineItems(TargetingFreezer targeting, out int[] attached, out int[] weights, out ulong[] grids)
    {
        var dayparts = new Renumbering(_lineItems.DaypartGrids.Length / WeekGrid.Words, keepFirst: true);
        var rows = new LineItemRow[_order.Length];
        attached = new int[_lineItems.Creatives.Count];
        weights = new int[attached.Length];
        int nextCreative = 0;
        for (int ordinal = 0; ordinal < rows.Length; ordinal++)
        {
            LineItemRow row = _lineItems.Rows[_order[ordinal]];
            for (int i = 0; i < row.CreativeCount; i++)
            {
                attached[nextCreative + i] = _lineItems.Creatives[row.FirstCreative + i];
                weights[nextCreative + i] = _lineItems.CreativeWeights[row.FirstCreative + i];
            }

            row.FirstCreative = nextCreative;
            nextCreative += row.CreativeCount;
            row.DaypartGrid = (ushort)dayparts.Of(row.DaypartGrid);
            row.Program = targeting.NumberOf(row.Program);
            rows[ordinal] = row;
        }

        ulong[] source = _lineItems.DaypartGrids;
        grids = [.. dayparts.Order.SelectMany(grid => source.AsSpan(grid * WeekGrid.Words, WeekGrid.Words).ToArray())];
        return rows;
    }

    private static MatchingInput[] MatchingInputs(LineItemRow[] rows, int[] attached, CreativeRow[] creatives, SupplyRow[] supplies)
    {
        var inputs = new MatchingInput[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            var leads = new LeadCreatives();
            foreach (int creative in attached.AsSpan(rows[i].FirstCreative, rows[i].CreativeCount))
            {
                leads.Offer(supplies, creatives[creative].Supply);
            }

            inputs[i] = new MatchingInput(leads, rows[i].Program);
        }

        return inputs;
    }

    private static ulong[] TieStartsOf(LineItemRow[] rows)
    {
        ulong[] starts = new ulong[TieStarts.WordsFor(rows.Length)];
        for (int i = 0; i < rows.Length; i++)
        {
            bool ties = i > 0 && rows[i].Tier == rows[i - 1].Tier && rows[i].RankScore.Equals(rows[i - 1].RankScore);
            starts[i >> 6] |= ties ? 0 : 1UL << i;
        }

        return starts;
    }

    private int[] ByKey()
    {
        ulong[] keys = InOrder(_lineItems.Keys);
        int[] ordinals = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, ordinals);
        return ordinals;
    }

    private T[] InOrder<T>(List<T> source)
    {
        var result = new T[_order.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = source[_order[i]];
        }

        return result;
    }

    private void AddSchema(SnapshotWriter writer, TargetingFreezer targeting)
    {
        FrozenSchema schema = targeting.Schema;
        writer.Add(SectionId.Attributes, schema.Attributes);
        writer.Add(SectionId.Cuts, schema.Cuts);
        writer.Add(SectionId.ValueBits, schema.ValueBits);
        (ValueSlot[] slots, ushort[] pilots, int seed) = ValueIndex.Build(schema.Attributes, schema.ValueBits, schema.ValueTokens, schema.ValueClasses);
        writer.Add(SectionId.ValueSlots, slots);
        writer.Add(SectionId.ValueTokens, schema.ValueTokens);
        writer.Add(SectionId.MimeKeys, _entities.MimeKeys);
        writer.Add(SectionId.Facts, (int[])[schema.TokenCount, seed]);
        writer.Add(SectionId.ValuePilots, pilots);
    }

    private static void AddMatchingImage(SnapshotWriter writer, MatchingImageBuilder image, EntryRecord[] entries, ProgramPacker programs, CircleRow[] circles)
    {
        writer.Add(SectionId.Partitions, image.Partitions);
        writer.Add(SectionId.RowDirectory, image.Directory);
        writer.Add(SectionId.RowPopulations, image.Populations);
        writer.Add(SectionId.Summaries, image.Summaries);
        writer.Add(SectionId.BlockRows, image.ConcatenateBlockRows());
        writer.Add(SectionId.Entries, entries);
        writer.Add(SectionId.TargetingCode, programs.Code);
        writer.Add(SectionId.Circles, circles);
        writer.Add(SectionId.TargetingClauses, programs.Clauses);
    }

    private static void AddSets<T>(SnapshotWriter writer, SectionId id, Renumbering numbers, int[] offsets, T[] items)
        where T : unmanaged
    {
        var newOffsets = new List<int> { 0 };
        var newItems = new List<T>();
        foreach (int set in numbers.Order)
        {
            newItems.AddRange(items.AsSpan(offsets[set]..offsets[set + 1]));
            newOffsets.Add(newItems.Count);
        }

        writer.Add(id, newOffsets.ToArray());
        writer.Add(id + 1, newItems.ToArray());
    }

    private void AddTexts(SnapshotWriter writer, TargetingFreezer targeting)
    {
        var attributeNames = new TextPool();
        foreach (AdAttribute attribute in _schema.Attributes)
        {
            attributeNames.Add(attribute.Name);
        }

        var keywords = new TextPool();
        foreach (int value in targeting.Schema.Order)
        {
            keywords.Add(_values.Values[value].Text);
        }

        AddTexts(writer, SectionId.AttributeNameOffsets, attributeNames);
        AddTexts(writer, SectionId.KeywordOffsets, keywords);
        AddTexts(writer, SectionId.LineItemIdOffsets, _lineItems.Ids.Reordered(_order));
        AddTexts(writer, SectionId.LineItemNameOffsets, _lineItems.Names.Reordered(_order));
        AddTexts(writer, SectionId.CampaignIdOffsets, _entities.CampaignIds);
        AddTexts(writer, SectionId.CampaignNameOffsets, _entities.CampaignNames);
        AddTexts(writer, SectionId.AdvertiserIdOffsets, _entities.AdvertiserIds);
        AddTexts(writer, SectionId.AdvertiserNameOffsets, _entities.AdvertiserNames);
        AddTexts(writer, SectionId.CreativeIdOffsets, _entities.CreativeIds);
        AddTexts(writer, SectionId.CreativeNameOffsets, _entities.CreativeNames);
        AddTexts(writer, SectionId.DealIdOffsets, _entities.DealIds);
        AddTexts(writer, SectionId.LanguageOffsets, _entities.Languages);
    }

    private static void AddTexts(SnapshotWriter writer, SectionId offsets, TextPool texts)
    {
        writer.Add(offsets, texts.Offsets);
        writer.Add(offsets + 1, texts.Utf8);
    }
}
