// Puts everything into its final order and writes the sections.
using System.Runtime.InteropServices;
using AdSelect.Indexing;
using AdSelect.Snapshots;

namespace AdSelect.Compilation;

internal sealed class SnapshotAssembler
{
    private readonly Catalog _catalog;
    private readonly SchemaIntake _schema;
    private readonly EntityIntake _entities;
    private readonly LineItemTable _lineItems;
    private readonly int[] _order;
    private readonly Crew _crew;
    private readonly ProgressReporter _progress;
    private readonly Renumbering _keySets;
    private readonly Renumbering _capSets;
    private readonly TargetingFreezer _targeting;
    private readonly ZoneRow[] _zone;

    public SnapshotAssembler(
        Catalog catalog, SchemaIntake schema, EntityIntake entities, LineItemTable lineItems, int[] order, TargetingFreezer targeting,
        ZoneRow[] zone, Crew crew, ProgressReporter progress)
    {
        _zone = zone;
        _catalog = catalog;
        _schema = schema;
        _entities = entities;
        _lineItems = lineItems;
        _order = order;
        _targeting = targeting;
        _crew = crew;
        _progress = progress;
        _keySets = new Renumbering(entities.KeySets.Count, keepFirst: true);
        _capSets = new Renumbering(entities.CapSets.Count, keepFirst: true);
    }

    public SnapshotFile Assemble()
    {
        AdvertiserRow[] advertisers = FreezeAdvertisers();
        CampaignRow[] campaigns = FreezeCampaigns();
        CreativeRow[] creatives = FreezeCreatives();
        SupplyRow[] supplies = FreezeSupplies();
        LineItemSections lineItems = null!;
        PlanFreezer plans = null!;
        MatchingInput[] inputs = [];
        _crew.Run(
            () => lineItems = new LineItemSections(_lineItems, _order, _targeting),
            () => plans = new PlanFreezer(_lineItems, _order, _keySets, _capSets),
            () => inputs = MatchingInputs(supplies));
        var image = new MatchingImageBuilder(_targeting, inputs, _crew, _progress);
        var programs = new ProgramPacker(_targeting, image.Undecided, _crew);

        var writer = new SnapshotWriter(Header(creatives.Length));
        AddSchema(writer);
        AddMatchingImage(writer, image, programs);
        lineItems.AddColumns(writer, plans, programs, _crew);
        writer.Add(SectionId.DaypartGrids, lineItems.DaypartGrids);
        plans.AddAmounts(writer);
        writer.Add<UInt128>(
            SectionId.ScoreCeilings,
            ScoreCeilings.CountFor(_order.Length),
            target => ScoreCeilings.Build(new OrderedLineItems(_lineItems, _order), target));
        writer.Add(SectionId.Supplies, supplies);
        writer.Add(SectionId.Creatives, creatives);
        writer.Add(SectionId.Campaigns, campaigns);
        writer.Add(SectionId.Advertisers, advertisers);
        writer.Add(SectionId.Deals, CollectionsMarshal.AsSpan(_entities.Deals));
        AddSets(writer, SectionId.KeySetOffsets, _keySets, _entities.KeySets.Offsets, _entities.KeySets.Items);
        AddSets(writer, SectionId.CapSetOffsets, _capSets, _entities.CapSets.Offsets, _entities.CapSets.Items);
        writer.Add(SectionId.TrafficCurve, [.. _catalog.TrafficCurve]);
        writer.Add(SectionId.ZoneOffsets, _zone);
        writer.Add(SectionId.Experiments, CollectionsMarshal.AsSpan(_entities.Experiments.Rows));
        writer.Add(SectionId.ExperimentArms, CollectionsMarshal.AsSpan(_entities.Experiments.Arms));
        writer.Add(SectionId.CompanionOffsets, _entities.Companions.Offsets);
        writer.Add(SectionId.Companions, _entities.Companions.Items);
        writer.Add(SectionId.CategoryTiers, _schema.CategoryTiers());
        writer.Add(SectionId.CategoryParents, _schema.CategoryParents());
        AddTexts(writer, lineItems);
        return Build(writer);
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

    private MatchingInput[] MatchingInputs(SupplyRow[] supplies)
    {
        var inputs = new MatchingInput[_order.Length];
        _crew.ForRanges(inputs.Length, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                var leads = new LeadCreatives();
                foreach (int creative in _lineItems.CreativesOf(_order[i]))
                {
                    leads.Offer(supplies, _entities.Creatives[creative].Supply);
                }

                inputs[i] = new MatchingInput(leads, _targeting.NumberOf(_lineItems.Row(_order[i]).Program));
            }
        });
        return inputs;
    }

    private SnapshotFile Build(SnapshotWriter writer)
    {
        _progress.Begin(CompileStage.Writing, writer.SectionCount);
        return writer.Build((count, fill) => _crew.For(count, section =>
        {
            fill(section);
            _progress.Advance(1);
        }));
    }

    private void AddSchema(SnapshotWriter writer)
    {
        FrozenSchema schema = _targeting.Schema;
        writer.Add(SectionId.Attributes, schema.Attributes);
        writer.Add(SectionId.Cuts, schema.Cuts);
        writer.Add(SectionId.ValueBits, schema.ValueBits);
        (ValueSlot[] slots, ushort[] pilots, ulong factor) = ValueIndex.Build(schema.Attributes, schema.ValueBits, schema.ValueTokens, schema.ValueClasses);
        writer.Add(SectionId.ValueSlots, slots);
        writer.Add(SectionId.ValueTokens, schema.ValueTokens);
        writer.Add(SectionId.MimeKeys, _entities.MimeKeys);
        writer.Add(SectionId.Facts, (int[])[schema.TokenCount, unchecked((int)factor), unchecked((int)(factor >> 32))]);
        writer.Add(SectionId.ValuePilots, pilots);
    }

    private void AddMatchingImage(SnapshotWriter writer, MatchingImageBuilder image, ProgramPacker programs)
    {
        writer.Add(SectionId.Partitions, image.Partitions);
        writer.Add(SectionId.RowDirectory, image.Directory);
        writer.Add(SectionId.Summaries, image.Summaries());
        writer.Add<ulong>(SectionId.BlockRows, image.RowWords, image.WriteRows);
        writer.Add(SectionId.Entries, programs.Place(image.Entries));
        programs.AddCode(writer);
        writer.Add(SectionId.Circles, _targeting.Circles);
        programs.AddClauses(writer);
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

    private void AddTexts(SnapshotWriter writer, LineItemSections lineItems)
    {
        var attributeNames = new TextPool();
        foreach (AdAttribute attribute in _schema.Attributes)
        {
            attributeNames.Add(attribute.Name);
        }

        var keywords = new TextPool();
        foreach (int value in _targeting.Schema.Order)
        {
            keywords.Add(_lineItems.Pools.Values.Values[value].Text);
        }

        AddTexts(writer, SectionId.AttributeNameOffsets, attributeNames);
        AddTexts(writer, SectionId.KeywordOffsets, keywords);
        lineItems.AddTexts(writer);
        AddTexts(writer, SectionId.CampaignIdOffsets, _entities.CampaignIds);
        AddTexts(writer, SectionId.CampaignNameOffsets, _entities.CampaignNames);
        AddTexts(writer, SectionId.AdvertiserIdOffsets, _entities.AdvertiserIds);
        AddTexts(writer, SectionId.AdvertiserNameOffsets, _entities.AdvertiserNames);
        AddTexts(writer, SectionId.CreativeIdOffsets, _entities.CreativeIds);
        AddTexts(writer, SectionId.CreativeNameOffsets, _entities.CreativeNames);
        AddTexts(writer, SectionId.DealIdOffsets, _entities.DealIds);
        AddTexts(writer, SectionId.LanguageOffsets, _entities.Languages);
        AddTexts(writer, SectionId.ExperimentIdOffsets, _entities.Experiments.Ids);
        AddTexts(writer, SectionId.ArmNameOffsets, _entities.Experiments.ArmNames);
        AddTexts(writer, SectionId.NamespaceOffsets, _entities.Experiments.Namespaces);
        AddTexts(writer, SectionId.HashedTextOffsets, _schema.Texts.Freeze());
    }

    private static void AddTexts(SnapshotWriter writer, SectionId offsets, TextPool texts)
    {
        writer.Add(offsets, texts.Offsets);
        writer.Add(offsets + 1, texts.Utf8);
    }
}
