// Step 9: kept apart from what the answer already holds.
namespace AdSelect.Eligibility;

internal static class Separation
{
    /// <summary>Never the same line item twice in one request, nor the same advertiser unless both line items allow it.</summary>
    /// <param name="lineItem">Its ordinal as answers state it.</param>
    /// <param name="advertiser">Its advertiser's ordinal as answers state it.</param>
    /// <param name="allowsSameAdvertiser">Whether it may stand beside another of its advertiser.</param>
    /// <param name="taken">What the answer holds.</param>
    public static RejectionReason Check(int lineItem, int advertiser, bool allowsSameAdvertiser, ReadOnlySpan<AdSelection> taken)
    {
        foreach (ref readonly AdSelection other in taken)
        {
            if (other.LineItemOrdinal == lineItem)
            {
                return RejectionReason.SameLineItem;
            }

            if (other.AdvertiserOrdinal == advertiser && !(allowsSameAdvertiser && other.AllowsSameAdvertiser))
            {
                return RejectionReason.SameAdvertiser;
            }
        }

        return RejectionReason.None;
    }
}
