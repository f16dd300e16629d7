// SEMANTICS 4.5: what publishers, deals, children and consent keep out.
namespace AdSelect.Tests.Oracle;

public static class OraclePolicy
{
    /// <summary>The creatives that no blocked category of their own keeps out.</summary>
    public static OracleCreative[] Unblocked(IEnumerable<OracleCreative> creatives, PlainRequest request, OracleCatalog catalog) =>
        [.. creatives.Where(creative => !AnyBlocked(creative.Creative.Categories, request, catalog))];

    public static RejectionReason Reason(OracleLineItem item, IReadOnlyList<OracleCreative> fitting, PlainRequest request, OracleCatalog catalog)
    {
        if (request.BlockedLineItems.Contains(item.Id))
        {
            return RejectionReason.LineItemBlocked;
        }

        if (item.Advertiser.Domains.Any(domain => request.BlockedDomains.Any(blocked => OracleDomain.IsInside(domain, blocked))))
        {
            return RejectionReason.DomainBlocked;
        }

        if (AnyBlocked(item.Advertiser.Categories, request, catalog) || (fitting.Count > 0 && Unblocked(fitting, request, catalog).Length == 0))
        {
            return RejectionReason.CategoryBlocked;
        }

        bool holdsListedDeal = item.Deal is not null && request.Deals.Any(deal => deal.Id == item.Deal.Id);
        if (!holdsListedDeal && (item.Deal is not null || request.DealsOnly))
        {
            return RejectionReason.DealNotOffered;
        }

        if (request.IsChildDirected && !item.LineItem.IsSuitableForChildren)
        {
            return RejectionReason.NotSuitableForChildren;
        }

        if (item.NeedsPersonalData && !request.Consent.AllowsPersonalData)
        {
            return RejectionReason.PersonalDataNotAllowed;
        }

        bool allPurposes = item.LineItem.RequiredConsentPurposes.All(purpose => (request.Consent.Purposes & (1u << (purpose - 1))) != 0);
        if (!allPurposes)
        {
            return RejectionReason.ConsentPurposeMissing;
        }

        bool isOpenBid = item.Deal is null && item.LineItem.Kind == LineItemKind.PricePriority;
        return request.KeepsOpenBidsOut && isOpenBid ? RejectionReason.DealStands : RejectionReason.None;
    }

    private static bool AnyBlocked(IEnumerable<string> categories, PlainRequest request, OracleCatalog catalog) =>
        categories.Any(category => catalog.CategoryAndAncestors(category).Any(request.BlockedCategories.Contains));
}
