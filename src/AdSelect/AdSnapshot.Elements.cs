// The elements of a snapshot: finding them, counting through them, and their ids and names.
using System.Diagnostics.CodeAnalysis;
using AdSelect.Diagnostics;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>
    /// The line item with an ordinal: from <see cref="AdSelector.Match(in AdRequest, Span{int}, out AdSnapshot)"/>, or counted up to
    /// <see cref="LineItemCount"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The snapshot has no such line item.</exception>
    public LineItemRef LineItemAt(int ordinal) => new(Key, Existing(ordinal, LineItemCount));

    /// <summary>The creative with an ordinal, less than <see cref="CreativeCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The snapshot has no such creative.</exception>
    public CreativeRef CreativeAt(int ordinal) => new(Key, Existing(ordinal, CreativeCount));

    /// <summary>The campaign with an ordinal, less than <see cref="CampaignCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The snapshot has no such campaign.</exception>
    public CampaignRef CampaignAt(int ordinal) => new(Key, Existing(ordinal, CampaignCount));

    /// <summary>The advertiser with an ordinal, less than <see cref="AdvertiserCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The snapshot has no such advertiser.</exception>
    public AdvertiserRef AdvertiserAt(int ordinal) => new(Key, Existing(ordinal, AdvertiserCount));

    /// <summary>Finds a line item by id.</summary>
    public bool TryFindLineItem(string id, out LineItemRef lineItem)
    {
        int found = FindLineItem(id);
        lineItem = found < 0 ? default : new LineItemRef(Key, found);
        return found >= 0;
    }

    /// <summary>Finds a creative by id.</summary>
    public bool TryFindCreative(string id, out CreativeRef creative)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!ValidText.Is(id))
        {
            creative = default;
            return false;
        }

        int found = Segments.Find(ElementKind.Creative, System.Text.Encoding.UTF8.GetBytes(id));
        creative = Alive(found < 0 ? default : new CreativeRef(Key, found));
        return found >= 0;
    }

    /// <summary>The id of a line item.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public string LineItemId(LineItemRef lineItem) => LineItemId(OrdinalOf(lineItem));

    /// <summary>The name of a line item; empty when it has none.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public string LineItemName(LineItemRef lineItem)
    {
        int ordinal = OrdinalOf(lineItem);
        return Alive(PartOf(ref ordinal).LineItemNames[ordinal]);
    }

    /// <summary>The kind of sale of a line item.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public LineItemKind LineItemKindOf(LineItemRef lineItem)
    {
        int ordinal = OrdinalOf(lineItem);
        return Alive(PartOf(ref ordinal).TermsOf(ordinal).Kind);
    }

    /// <summary>The priority of a line item, 1 to 16.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public int LineItemPriority(LineItemRef lineItem)
    {
        int ordinal = OrdinalOf(lineItem);
        return Alive(Tiers.Priority(PartOf(ref ordinal).LineItems[ordinal].Tier));
    }

    /// <summary>The targeting of a line item as text; <c>true</c> when it has none.</summary>
    /// <exception cref="ArgumentException">The line item is of another snapshot.</exception>
    public string TargetingText(LineItemRef lineItem)
    {
        int ordinal = OrdinalOf(lineItem);
        FrozenCatalog part = PartOf(ref ordinal);
        return Alive(TargetingPrinting.Text(part, part.LineItems[ordinal].Program));
    }

    /// <summary>The id of a creative.</summary>
    /// <exception cref="ArgumentException">The creative is of another snapshot.</exception>
    public string CreativeId(CreativeRef creative) => CreativeId(OrdinalOf(creative));

    /// <summary>The name of a creative; empty when it has none.</summary>
    /// <exception cref="ArgumentException">The creative is of another snapshot.</exception>
    public string CreativeName(CreativeRef creative)
    {
        int ordinal = OrdinalOf(creative);
        return Alive(PartOf(ElementKind.Creative, ref ordinal).CreativeNames[ordinal]);
    }

    /// <summary>How many companions a creative has.</summary>
    /// <exception cref="ArgumentException">The creative is of another snapshot.</exception>
    public int CompanionCount(CreativeRef creative) => Alive(CompanionsOf(OrdinalOf(creative), out _).Length);

    /// <summary>A creative's n-th companion, from 0: a creative too. <see cref="AdSelection.Companions"/> says which of them are served.</summary>
    /// <exception cref="ArgumentException">The creative is of another snapshot.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no such companion.</exception>
    public CreativeRef Companion(CreativeRef creative, int n)
    {
        ReadOnlySpan<int> companions = CompanionsOf(OrdinalOf(creative), out Segment segment);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)n, (uint)companions.Length, nameof(n));
        return Alive(new CreativeRef(Key, segment.Creatives[companions[n]]));
    }

    /// <summary>The id of a campaign.</summary>
    /// <exception cref="ArgumentException">The campaign is of another snapshot.</exception>
    public string CampaignId(CampaignRef campaign) => CampaignId(Own(campaign.SnapshotKey, campaign.Ordinal, "campaign"));

    /// <summary>The name of a campaign; empty when it has none.</summary>
    /// <exception cref="ArgumentException">The campaign is of another snapshot.</exception>
    public string CampaignName(CampaignRef campaign)
    {
        int ordinal = Own(campaign.SnapshotKey, campaign.Ordinal, "campaign");
        return Alive(PartOf(ElementKind.Campaign, ref ordinal).CampaignNames[ordinal]);
    }

    /// <summary>The id of an advertiser.</summary>
    /// <exception cref="ArgumentException">The advertiser is of another snapshot.</exception>
    public string AdvertiserId(AdvertiserRef advertiser) => AdvertiserId(Own(advertiser.SnapshotKey, advertiser.Ordinal, "advertiser"));

    /// <summary>The name of an advertiser; empty when it has none.</summary>
    /// <exception cref="ArgumentException">The advertiser is of another snapshot.</exception>
    public string AdvertiserName(AdvertiserRef advertiser)
    {
        int ordinal = Own(advertiser.SnapshotKey, advertiser.Ordinal, "advertiser");
        return Alive(PartOf(ElementKind.Advertiser, ref ordinal).AdvertiserNames[ordinal]);
    }

    /// <summary>The id of a deal.</summary>
    /// <exception cref="ArgumentException">The deal is of another snapshot.</exception>
    public string DealId(DealRef deal) => DealId(Own(deal.SnapshotKey, deal.Ordinal, "deal"));

    // By ordinal, for those who cannot have it from another snapshot.
    internal string LineItemId(int lineItem) => Alive(PartOf(ref lineItem).LineItemIds[lineItem]);

    internal string CreativeId(int creative) => Alive(PartOf(ElementKind.Creative, ref creative).CreativeIds[creative]);

    internal string CampaignId(int campaign) => Alive(PartOf(ElementKind.Campaign, ref campaign).CampaignIds[campaign]);

    internal string AdvertiserId(int advertiser) => Alive(PartOf(ElementKind.Advertiser, ref advertiser).AdvertiserIds[advertiser]);

    internal string DealId(int deal) => Alive(PartOf(ElementKind.Deal, ref deal).DealIds[deal]);

    /// <summary>Ordinal of a line item, −1 when there is none with the id.</summary>
    internal int FindLineItem(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Alive(Find(StableHash.Text(id)));
    }

    private static int Existing(int ordinal, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)ordinal, (uint)count, nameof(ordinal));
        return ordinal;
    }

    private int OrdinalOf(LineItemRef lineItem) => Own(lineItem.SnapshotKey, lineItem.Ordinal, "line item");

    private int OrdinalOf(CreativeRef creative) => Own(creative.SnapshotKey, creative.Ordinal, "creative");

    // The one check between what other snapshots chose and this one's columns.
    private int Own(ulong snapshotKey, int ordinal, string what)
    {
        if (snapshotKey != Key)
        {
            ThrowOfAnother(what, snapshotKey);
        }

        return ordinal;
    }

    [DoesNotReturn]
    private void ThrowOfAnother(string what, ulong snapshotKey) => throw new ArgumentException(
        $"The {what} belongs to the snapshot with the key {snapshotKey:x16}, and this is {Key:x16}. Resolve a winner in the snapshot that chose it, "
        + $"which selecting gives back, or keep what {nameof(Describe)} tells of it there.");

    // In the ordinals of the creative's segment.
    private ReadOnlySpan<int> CompanionsOf(int creative, out Segment segment)
    {
        segment = Segments.Of(ElementKind.Creative, ref creative);
        return segment.Catalog.CompanionsOf(segment.Catalog.SupplyOf(creative).CompanionSet);
    }
}
