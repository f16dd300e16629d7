// What earlier slots of a request took: it counts provisionally, as if it had been recorded now.
using AdSelect.Indexing;

namespace AdSelect.Frequency;

/// <param name="segments">The parts of the snapshot.</param>
/// <param name="taken">What earlier slots hold, in the ordinals of answers.</param>
internal readonly ref struct PlannedExposures(SegmentList segments, ReadOnlySpan<AdSelection> taken)
{
    private readonly ReadOnlySpan<AdSelection> _taken = taken;

    /// <summary>An ad that is chosen will be shown from its start to its end, as far as one can plan; clicks cannot be planned.</summary>
    public static bool IsPlanned(AdEvent kind) => kind is AdEvent.Impression or AdEvent.Start or AdEvent.Complete;

    /// <summary>How many of an owner's events are planned.</summary>
    /// <param name="kind">What the cap counts.</param>
    /// <param name="owner">What carries the cap.</param>
    /// <param name="number">The owner's ordinal as answers state it.</param>
    public int Count(AdEvent kind, CapOwner owner, int number)
    {
        int count = 0;
        for (int i = 0; i < _taken.Length && IsPlanned(kind); i++)
        {
            ref readonly AdSelection other = ref _taken[i];
            count += owner switch
            {
                CapOwner.LineItem => other.LineItemOrdinal == number,
                CapOwner.Campaign => other.CampaignOrdinal == number && other.CountsTowardParents,
                CapOwner.Advertiser => other.AdvertiserOrdinal == number && other.CountsTowardParents,
                _ => other.CreativeOrdinal == number,
            } ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many events of a category are planned.</summary>
    public int CountCategory(AdEvent kind, ulong category)
    {
        int count = 0;
        for (int i = 0; i < _taken.Length && IsPlanned(kind); i++)
        {
            int creative = _taken[i].CreativeOrdinal;
            FrozenCatalog part = segments.Of(ElementKind.Creative, ref creative).Catalog;
            count += CappedCategories.Contains(part, creative, category) ? 1 : 0;
        }

        return count;
    }
}
