// The compiled catalog as typed columns over a verified file: what every request-time room reads.
using AdSelect.Internals;
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

/// <summary>Columns only; no logic. Ordinals of line items are their places in the static rank order.</summary>
internal sealed class FrozenCatalog(SnapshotFile file)
{
    public SnapshotFile File { get; } = file;

    public Column<AttributeRow> Attributes { get; } = file.Column<AttributeRow>(SectionId.Attributes);

    public Column<long> Cuts { get; } = file.Column<long>(SectionId.Cuts);

    public Column<long> ValueBits { get; } = file.Column<long>(SectionId.ValueBits);

    public Column<ValueSlot> ValueSlots { get; } = file.Column<ValueSlot>(SectionId.ValueSlots);

    /// <summary>Token of a value id; <see cref="Tokens.Never"/> for those beyond the limit of tokens.</summary>
    public Column<ushort> ValueTokens { get; } = file.Column<ushort>(SectionId.ValueTokens);

    public Column<ulong> MimeKeys { get; } = file.Column<ulong>(SectionId.MimeKeys);

    public Column<int> Facts { get; } = file.Column<int>(SectionId.Facts);

    public Column<PartitionRow> Partitions { get; } = file.Column<PartitionRow>(SectionId.Partitions);

    public Column<int> RowDirectory { get; } = file.Column<int>(SectionId.RowDirectory);

    public Column<int> RowPopulations { get; } = file.Column<int>(SectionId.RowPopulations);

    public Column<ulong> Summaries { get; } = file.Column<ulong>(SectionId.Summaries);

    public Column<ulong> BlockRows { get; } = file.Column<ulong>(SectionId.BlockRows);

    public Column<EntryRecord> Entries { get; } = file.Column<EntryRecord>(SectionId.Entries);

    public Column<uint> Code { get; } = file.Column<uint>(SectionId.TargetingCode);

    public Column<CircleRow> Circles { get; } = file.Column<CircleRow>(SectionId.Circles);

    public Column<LineItemRow> LineItems { get; } = file.Column<LineItemRow>(SectionId.LineItems);

    public Column<ulong> LineItemKeys { get; } = file.Column<ulong>(SectionId.LineItemKeys);

    public Column<PriceRow> Prices { get; } = file.Column<PriceRow>(SectionId.LineItemPrices);

    public Column<PlanRow> Plans { get; } = file.Column<PlanRow>(SectionId.LineItemPlans);

    /// <summary>The first ordinal after a line item's ties: those of the same tier and rank score.</summary>
    public Column<int> TieEnds { get; } = file.Column<int>(SectionId.TieEnds);

    public Column<int> LineItemCreatives { get; } = file.Column<int>(SectionId.LineItemCreatives);

    public Column<int> LineItemCreativeWeights { get; } = file.Column<int>(SectionId.LineItemCreativeWeights);

    public Column<int> LineItemsByKey { get; } = file.Column<int>(SectionId.LineItemsByKey);

    public Column<ulong> DaypartGrids { get; } = file.Column<ulong>(SectionId.DaypartGrids);

    public Column<CreativeRow> Creatives { get; } = file.Column<CreativeRow>(SectionId.Creatives);

    public Column<CampaignRow> Campaigns { get; } = file.Column<CampaignRow>(SectionId.Campaigns);

    public Column<AdvertiserRow> Advertisers { get; } = file.Column<AdvertiserRow>(SectionId.Advertisers);

    public Column<DealRow> Deals { get; } = file.Column<DealRow>(SectionId.Deals);

    public KeySets KeySets { get; } = new(file.Column<int>(SectionId.KeySetOffsets), file.Column<ulong>(SectionId.KeySetKeys));

    public Column<int> CapSetOffsets { get; } = file.Column<int>(SectionId.CapSetOffsets);

    public Column<CapRow> Caps { get; } = file.Column<CapRow>(SectionId.Caps);

    public Column<double> TrafficCurve { get; } = file.Column<double>(SectionId.TrafficCurve);

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

    public ValueIndex Values { get; } = new(file.Column<ValueSlot>(SectionId.ValueSlots));

    /// <summary>Blocks of all partitions.</summary>
    public int BlockCount => Partitions[Partitioning.Count - 1].FirstBlock + Partitions[Partitioning.Count - 1].BlockCount;

    /// <summary>Tokens in use, those with a fixed meaning included.</summary>
    public int TokenCount => Facts[0];

    /// <summary>Threads that may work on the columns at once, outside of requests.</summary>
    public int Threads => File.Threads;

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

    // The bytes of a text table always follow its offsets.
    private static TextTable Texts(SnapshotFile file, SectionId offsets) => new(file.Column<int>(offsets), file.Column<byte>(offsets + 1));
}
