// Block lists, deals, children and consent in words.
using System.Numerics;

namespace AdSelect.Diagnostics;

internal readonly ref partial struct ExplainedDetails
{
    private string OfPolicy(RejectionReason reason) => reason switch
    {
        RejectionReason.LineItemBlocked => "the request's block list names the line item",
        RejectionReason.DomainBlocked => $"{TheAdvertiser}: the request blocks one of its domains, or one above it",
        RejectionReason.CategoryBlocked => OfBlockedCategories(),
        RejectionReason.DealNotOffered when _row.Deal >= 0 => $"it holds deal '{Catalog.DealIds[_row.Deal]}', which the request does not list",
        RejectionReason.DealNotOffered => "the request takes deals only, and it holds none",
        RejectionReason.NotSuitableForChildren => "the request is directed at children, and the line item is not marked as suitable for them",
        RejectionReason.PersonalDataNotAllowed => OfPersonalData(),
        RejectionReason.ConsentPurposeMissing => OfConsentPurposes(),
        _ => OfStandingDeal(),
    };

    private string OfConsentPurposes()
    {
        uint missing = _row.ConsentPurposes & ~Request.ConsentPurposes;
        return $"it requires the consent purposes {Words.Bits(_row.ConsentPurposes, 1)}; the consent lacks {Words.Bits(missing, 1)}";
    }

    private string OfStandingDeal() => !Winner.IsEmpty && Winner[0].Deal is { } deal
        ? $"a private auction: '{Whole.LineItemId(Winner[0].LineItem)}', which holds listed deal '{Whole.DealId(deal)}', has a place"
        : "a private auction: a holder of a listed deal has a place";

    private string OfBlockedCategories()
    {
        if (Gates.IsAdvertiserBlocked(LineItem, _row))
        {
            return $"{TheAdvertiser} is of a category that the request blocks, or of one below it";
        }

        List<string> blocked = [];
        for (ulong rest = Gates.CreativesLeft(LineItem, CpmMicros).Fitting; rest != 0; rest &= rest - 1)
        {
            blocked.Add($"'{Catalog.CreativeIds[Catalog.LineItemCreatives[_row.FirstCreative + BitOperations.TrailingZeroCount(rest)]]}'");
        }

        return $"all creatives that fit are of categories that the request blocks, or of ones below: {Words.List(blocked)}";
    }

    private string OfPersonalData()
    {
        string[] attributes = [.. TargetingMisses.PersonalAttributes(Catalog, _row.Program).Select(static name => $"'{name}'")];
        string use = attributes.Length > 0 ? $"its targeting asks for {Words.List(attributes)}" : "the line item is marked as using it";
        return $"the consent allows no personal data, and {use}";
    }
}
