// A frequency cap with its counts in words.
using System.Globalization;
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal static class CapPrinting
{
    /// <summary>What lies on whom, and how much of it was met.</summary>
    /// <param name="catalog">The catalog of the segment that has the line item.</param>
    /// <param name="row">The line item.</param>
    /// <param name="verdict">The cap that keeps it out.</param>
    /// <param name="allowsPersonalData">Whether the listener's consent does.</param>
    public static string Text(FrozenCatalog catalog, in LineItemRow row, in CapVerdict verdict, bool allowsPersonalData)
    {
        CapRow cap = verdict.Cap;
        string owner = verdict.Owner switch
        {
            CapOwner.Campaign => $"campaign '{catalog.CampaignIds[row.Campaign]}'",
            CapOwner.Advertiser => $"advertiser '{catalog.AdvertiserIds[row.Advertiser]}'",
            CapOwner.Creative => $"creative '{catalog.CreativeIds[verdict.Creative]}'",
            _ => "the line item",
        };
        string identity = cap.Identity.ToString().ToLowerInvariant();
        string rule = string.Create(CultureInfo.InvariantCulture, $"{Rule(cap)}, by {identity}, of {owner}");
        if (verdict.Reason == RejectionReason.IdentityMissing)
        {
            return allowsPersonalData || !HistoryCheck.IsOfPerson(cap.Identity)
                ? $"{rule}: the request lacks {Missing(cap, identity)}"
                : $"{rule}: the consent allows no personal data, so the {identity}'s history does not count";
        }

        string planned = verdict.Provisional == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" and {verdict.Provisional} in earlier slots");
        return string.Create(CultureInfo.InvariantCulture, $"{rule}: {verdict.Recorded} recorded{planned}");
    }

    private static string Rule(in CapRow cap)
    {
        string kind = cap.Event.ToString().ToLowerInvariant();
        string category = cap.Scope == CapScope.Category ? " of a category" : string.Empty;
        if (cap.Window == CapRow.RecencyWindow)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{new TimeSpan(cap.WindowTicks):c} since the last {kind}");
        }

        string window = (CapWindowKind)cap.Window switch
        {
            CapWindowKind.Rolling => string.Create(CultureInfo.InvariantCulture, $"in {new TimeSpan(cap.WindowTicks):c}"),
            CapWindowKind.Lifetime => "in a lifetime",
            var calendar => $"a {calendar.ToString().ToLowerInvariant()}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"at most {cap.Limit} {kind}{(cap.Limit == 1 ? string.Empty : "s")}{category} {window}");
    }

    private static string Missing(in CapRow cap, string identity) => (CapWindowKind)cap.Window switch
    {
        CapWindowKind.Session => $"the {identity}'s complete history, or the session's id",
        CapWindowKind.Break => $"the {identity}'s complete history, or the break's id",
        _ => $"the {identity}'s complete history",
    };
}
