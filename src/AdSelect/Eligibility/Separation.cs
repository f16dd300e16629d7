// Step 9: kept apart from what the answer already holds.
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

internal static class Separation
{
    /// <summary>Never the same line item twice in one request, nor the same advertiser unless both line items allow it.</summary>
    public static RejectionReason Check(FrozenCatalog catalog, int lineItem, in LineItemRow row, ReadOnlySpan<AdSelection> taken)
    {
        foreach (ref readonly AdSelection other in taken)
        {
            if (other.LineItem == lineItem)
            {
                return RejectionReason.SameLineItem;
            }

            bool bothAllow = row.Has(LineItemFlags.AllowsSameAdvertiser) && catalog.LineItems[other.LineItem].Has(LineItemFlags.AllowsSameAdvertiser);
            if (other.Advertiser == row.Advertiser && !bothAllow)
            {
                return RejectionReason.SameAdvertiser;
            }
        }

        return RejectionReason.None;
    }
}
