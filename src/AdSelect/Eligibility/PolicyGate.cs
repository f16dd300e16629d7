// Step 5: block lists, deals, children, consent.
using System.Numerics;
using AdSelect.Indexing;
using AdSelect.Matching;

namespace AdSelect.Eligibility;

internal static class PolicyGate
{
    /// <summary>Checks the line item, and takes creatives of blocked categories out of <paramref name="creatives"/>.</summary>
    public static RejectionReason Check(
        FrozenCatalog catalog,
        int ordinal,
        in LineItemRow lineItem,
        in RequestFacts request,
        scoped in PolicyLists lists,
        ref ulong creatives)
    {
        bool hadCreative = creatives != 0;
        for (ulong rest = creatives; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            bool isBlocked = IsBlocked(catalog, catalog.SupplyOf(catalog.LineItemCreatives[lineItem.FirstCreative + index]), lists);
            creatives &= isBlocked ? ~(1UL << index) : ulong.MaxValue;
        }

        RejectionReason reason = CheckBlockLists(catalog, ordinal, lineItem, lists);
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        return hadCreative && creatives == 0 ? RejectionReason.CategoryBlocked : CheckPermissions(catalog, ordinal, lineItem, request, lists);
    }

    /// <summary>Index of the line item's deal among those the request lists, or −1.</summary>
    public static int IndexOfDeal(FrozenCatalog catalog, in LineItemRow lineItem, scoped in PolicyLists lists) =>
        lineItem.Deal < 0 ? -1 : lists.DealKeys.IndexOf(catalog.Deals[lineItem.Deal].Key);

    /// <summary>The block lists, as far as they concern the line item and its advertiser.</summary>
    public static RejectionReason CheckBlockLists(FrozenCatalog catalog, int ordinal, in LineItemRow lineItem, scoped in PolicyLists lists)
    {
        if (!lists.BlockedLineItems.IsEmpty && lists.BlockedLineItems.Contains(catalog.LineItemKeys[ordinal]))
        {
            return RejectionReason.LineItemBlocked;
        }

        if (!lists.BlockedDomains.IsEmpty && Overlap(catalog.KeySets[catalog.Advertisers[lineItem.Advertiser].DomainSet], lists.BlockedDomains))
        {
            return RejectionReason.DomainBlocked;
        }

        bool isBlocked = !lists.BlockedCategories.IsEmpty
            && Overlap(catalog.KeySets[catalog.Advertisers[lineItem.Advertiser].CategorySet], lists.BlockedCategories);
        return isBlocked ? RejectionReason.CategoryBlocked : RejectionReason.None;
    }

    /// <summary>Whether a creative is of a blocked category.</summary>
    public static bool IsBlocked(FrozenCatalog catalog, in SupplyRow creative, scoped in PolicyLists lists) =>
        !lists.BlockedCategories.IsEmpty && Overlap(catalog.KeySets[creative.CategorySet], lists.BlockedCategories);

    /// <summary>What the request must offer or allow.</summary>
    public static RejectionReason CheckPermissions(
        FrozenCatalog catalog,
        int ordinal,
        in LineItemRow lineItem,
        in RequestFacts request,
        scoped in PolicyLists lists)
    {
        if (lineItem.Deal >= 0 ? IndexOfDeal(catalog, lineItem, lists) < 0 : request.DealsOnly)
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

        if ((lineItem.ConsentPurposes & ~request.ConsentPurposes) != 0)
        {
            return RejectionReason.ConsentPurposeMissing;
        }

        bool isOpenBid = request.KeepsOpenBidsOut && lineItem.Deal < 0 && catalog.TermsOf(ordinal).Kind == LineItemKind.PricePriority;
        return isOpenBid ? RejectionReason.DealStands : RejectionReason.None;
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
