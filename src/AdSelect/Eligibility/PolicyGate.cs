// Step 5: block lists, deals, children, consent.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal static class PolicyGate
{
    /// <summary>Checks the line item, and takes creatives of blocked categories out of <paramref name="creatives"/>.</summary>
    public static RejectionReason Check(FrozenCatalog catalog, int ordinal, in LineItemRow lineItem, in RequestFacts request, scoped in ResolvedRequest resolved, ref ulong creatives)
    {
        RejectionReason reason = CheckBlockLists(catalog, ordinal, lineItem, resolved, ref creatives);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        if (lineItem.Deal >= 0 ? IndexOfDeal(catalog, lineItem, resolved) < 0 : request.DealsOnly)
        {
            return RejectionReason.DealNotOffered;
        }

        if (request.IsChildDirected && !lineItem.Has(LineItemFlags.SuitableForChildren))
        {
            return RejectionReason.NotSuitableForChildren;
        }

        if (!request.AllowsPersonalData && lineItem.Has(LineItemFlags.NeedsPersonalData))
        {
            return RejectionReason.PersonalDataNotAllowed;
        }

        return (lineItem.ConsentPurposes & ~request.ConsentPurposes) != 0 ? RejectionReason.ConsentPurposeMissing : RejectionReason.None;
    }

    /// <summary>Index of the line item's deal among those the request lists, or −1.</summary>
    public static int IndexOfDeal(FrozenCatalog catalog, in LineItemRow lineItem, scoped in ResolvedRequest resolved) =>
        lineItem.Deal < 0 ? -1 : resolved.DealKeys.IndexOf(catalog.Deals[lineItem.Deal].Key);

    private static RejectionReason CheckBlockLists(FrozenCatalog catalog, int ordinal, in LineItemRow lineItem, scoped in ResolvedRequest resolved, ref ulong creatives)
    {
        if (!resolved.BlockedLineItems.IsEmpty && resolved.BlockedLineItems.Contains(catalog.LineItemKeys[ordinal]))
        {
            return RejectionReason.LineItemBlocked;
        }

        if (!resolved.BlockedDomains.IsEmpty && Overlap(catalog.KeySets[catalog.Advertisers[lineItem.Advertiser].DomainSet], resolved.BlockedDomains))
        {
            return RejectionReason.DomainBlocked;
        }

        if (resolved.BlockedCategories.IsEmpty)
        {
            return RejectionReason.None;
        }

        if (Overlap(catalog.KeySets[catalog.Advertisers[lineItem.Advertiser].CategorySet], resolved.BlockedCategories))
        {
            return RejectionReason.CategoryBlocked;
        }

        bool hadCreative = creatives != 0;
        for (ulong rest = creatives; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            int set = catalog.Creatives[catalog.LineItemCreatives[lineItem.FirstCreative + index]].CategorySet;
            creatives &= Overlap(catalog.KeySets[set], resolved.BlockedCategories) ? ~(1UL << index) : ulong.MaxValue;
        }

        return hadCreative && creatives == 0 ? RejectionReason.CategoryBlocked : RejectionReason.None;
    }

    private static bool Overlap(ReadOnlySpan<ulong> own, ReadOnlySpan<ulong> blocked)
    {
        foreach (ulong key in own)
        {
            if (blocked.Contains(key))
            {
                return true;
            }
        }

        return false;
    }
}
