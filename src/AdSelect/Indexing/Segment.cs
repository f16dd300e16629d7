// A part of a snapshot: the base or a delta, as all parts together see it.
namespace AdSelect.Indexing;

/// <summary>
/// Ordinals count the elements of one segment; numbers count those of all, and are what answers state. Line items of a later segment are
/// numbered after those of the earlier ones.
/// </summary>
internal sealed class Segment
{
    private readonly ElementNumbers[] _numbers;
    private readonly int[] _replaced;

    /// <param name="catalog">Its columns.</param>
    /// <param name="lookup">Its attributes by key.</param>
    /// <param name="place">Its place among the segments.</param>
    /// <param name="firstLineItem">The number of its first line item.</param>
    /// <param name="numbers">The numbers of its elements by <see cref="ElementKind"/>.</param>
    /// <param name="replaced">Ascending ordinals of line items that later segments change or remove.</param>
    public Segment(FrozenCatalog catalog, AttributeLookup lookup, int place, int firstLineItem, ElementNumbers[] numbers, int[] replaced)
    {
        Catalog = catalog;
        Lookup = lookup;
        Place = place;
        FirstLineItem = firstLineItem;
        _numbers = numbers;
        _replaced = replaced;
    }

    public FrozenCatalog Catalog { get; }

    public AttributeLookup Lookup { get; }

    /// <summary>0 for the base, 1 for the first delta and so on.</summary>
    public int Place { get; }

    /// <summary>The number of its first line item: as many as the earlier segments have, those replaced included.</summary>
    public int FirstLineItem { get; }

    /// <summary>Ascending ordinals of its line items that a later segment changes or removes.</summary>
    public ReadOnlySpan<int> Replaced => _replaced;

    public ElementNumbers Advertisers => _numbers[(int)ElementKind.Advertiser];

    public ElementNumbers Campaigns => _numbers[(int)ElementKind.Campaign];

    public ElementNumbers Creatives => _numbers[(int)ElementKind.Creative];

    public ElementNumbers Deals => _numbers[(int)ElementKind.Deal];

    public ElementNumbers this[ElementKind kind] => _numbers[(int)kind];

    public int NumberOf(int lineItem) => lineItem + FirstLineItem;

    public bool IsReplaced(int lineItem) => Array.BinarySearch(_replaced, lineItem) >= 0;

    /// <summary>The ids of its elements of a kind.</summary>
    public static TextTable IdsOf(FrozenCatalog catalog, ElementKind kind) => kind switch
    {
        ElementKind.Advertiser => catalog.AdvertiserIds,
        ElementKind.Campaign => catalog.CampaignIds,
        ElementKind.Creative => catalog.CreativeIds,
        ElementKind.Deal => catalog.DealIds,
        _ => catalog.ExperimentIds,
    };

    /// <summary>The segment when line items of it are replaced too.</summary>
    public Segment Without(HashSet<int> replaced)
    {
        if (replaced.Count == 0)
        {
            return this;
        }

        int[] all = [.. _replaced, .. replaced];
        Array.Sort(all);
        return new Segment(Catalog, Lookup, Place, FirstLineItem, _numbers, all);
    }
}
