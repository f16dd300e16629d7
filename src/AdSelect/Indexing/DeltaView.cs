// A delta as its base sees it: its columns, and the numbers of its elements among the base's.
using AdSelect.Snapshots;

namespace AdSelect.Indexing;

internal sealed class DeltaView
{
    private readonly int[] _replaced;

    /// <param name="ofBase">The base.</param>
    /// <param name="delta">The delta's columns.</param>
    /// <param name="replacedKeys">Keys of the base's line items that no longer count.</param>
    /// <exception cref="SnapshotException">The delta and the base contradict each other.</exception>
    public DeltaView(FrozenCatalog ofBase, FrozenCatalog delta, ReadOnlySpan<ulong> replacedKeys)
    {
        Catalog = delta;
        FirstLineItem = ofBase.LineItems.Length;
        _replaced = new int[replacedKeys.Length];
        for (int i = 0; i < _replaced.Length; i++)
        {
            _replaced[i] = ofBase.FindLineItem(replacedKeys[i]);
            if (_replaced[i] < 0)
            {
                throw Refusal.Inconsistent("The delta replaces a line item that its base does not have.");
            }
        }

        Array.Sort(_replaced);
        foreach (ulong key in delta.LineItemKeys.Span)
        {
            int former = ofBase.FindLineItem(key);
            if (former >= 0 && !IsReplaced(former))
            {
                throw Refusal.Inconsistent("The delta has a line item of its base and does not replace it there.");
            }
        }

        Advertisers = new EntityNumbers(ofBase.AdvertiserIds, delta.AdvertiserIds);
        Campaigns = new EntityNumbers(ofBase.CampaignIds, delta.CampaignIds);
        Creatives = new EntityNumbers(ofBase.CreativeIds, delta.CreativeIds);
        Deals = new EntityNumbers(ofBase.DealIds, delta.DealIds);
        Experiments = new EntityNumbers(ofBase.ExperimentIds, delta.ExperimentIds);
    }

    public FrozenCatalog Catalog { get; }

    /// <summary>The number of the delta's first line item: as many as the base has, those replaced included.</summary>
    public int FirstLineItem { get; }

    /// <summary>Ascending ordinals of the base's line items that no longer count.</summary>
    public ReadOnlySpan<int> Replaced => _replaced;

    public EntityNumbers Advertisers { get; }

    public EntityNumbers Campaigns { get; }

    public EntityNumbers Creatives { get; }

    public EntityNumbers Deals { get; }

    public EntityNumbers Experiments { get; }

    /// <summary>A winner of the delta, in the numbers that answers state.</summary>
    public AdSelection Numbered(in AdSelection own) => own with
    {
        LineItemOrdinal = own.LineItemOrdinal + FirstLineItem,
        CreativeOrdinal = Creatives[own.CreativeOrdinal],
        CampaignOrdinal = Campaigns[own.CampaignOrdinal],
        AdvertiserOrdinal = Advertisers[own.AdvertiserOrdinal],
        DealOrdinal = own.DealOrdinal < 0 ? own.DealOrdinal : Deals[own.DealOrdinal],
    };

    public bool IsReplaced(int ordinalInBase) => Array.BinarySearch(_replaced, ordinalInBase) >= 0;
}
