// SEMANTICS 4.3: which attached creatives fit a slot, and how far the best of the others got.
namespace AdSelect.Tests.Oracle;

public static class OracleSupply
{
    // The order of the checks; the reason of a line item is that of the creative that got furthest.
    private static readonly RejectionReason[] CheckOrder =
    [
        RejectionReason.CreativeNotApproved,
        RejectionReason.CreativeOutsideFlight,
        RejectionReason.WrongFormat,
        RejectionReason.WrongMimeType,
        RejectionReason.WrongSize,
        RejectionReason.WrongDuration,
        RejectionReason.WrongSkippability,
        RejectionReason.ApiFrameworkMissing,
        RejectionReason.CreativeAttributeBlocked,
        RejectionReason.CompanionMissing,
    ];

    public static OracleCreative[] Fitting(OracleLineItem item, PlainRequest request, PlainSlot slot, OracleCatalog catalog) =>
        [.. item.Creatives.Where(creative => Check(item, creative.Creative, request, slot, catalog) == RejectionReason.None)];

    public static RejectionReason Reason(OracleLineItem item, PlainRequest request, PlainSlot slot, OracleCatalog catalog)
    {
        RejectionReason[] verdicts = [.. item.Creatives.Select(creative => Check(item, creative.Creative, request, slot, catalog))];
        if (verdicts.Length == 0)
        {
            return RejectionReason.NoCreative;
        }

        return verdicts.Contains(RejectionReason.None) ? RejectionReason.None : verdicts.MaxBy(verdict => Array.IndexOf(CheckOrder, verdict));
    }

    private static RejectionReason Check(OracleLineItem item, Creative creative, PlainRequest request, PlainSlot slot, OracleCatalog catalog)
    {
        RejectionReason own = Check(creative, request, slot);
        return own == RejectionReason.None && !OracleCompanions.AreEnough(item.LineItem.CompanionDelivery, creative, request, catalog)
            ? RejectionReason.CompanionMissing
            : own;
    }

    /// <summary>Whether a creative by itself fits a slot.</summary>
    public static RejectionReason Check(Creative creative, PlainRequest request, PlainSlot slot)
    {
        bool[] passed =
        [
            creative.Approval == CreativeApproval.Approved,
            creative.Flight is not { } flight || (flight.Start <= request.Time && (flight.End is not { } end || request.Time < end)),
            creative.Format == slot.Format,
            slot.MimeTypes.Count == 0 || (creative.MimeType is not null && slot.MimeTypes.Contains(creative.MimeType, StringComparer.OrdinalIgnoreCase)),
            (slot.Width == 0 || slot.Width == creative.Width) && (slot.Height == 0 || slot.Height == creative.Height),
            FitsDuration((int)creative.Duration.TotalMilliseconds, slot),
            slot.Skippability == Skippability.Any || creative.IsSkippable == (slot.Skippability == Skippability.Required),
            creative.ApiFrameworks.All(slot.ApiFrameworks.Contains),
            !creative.Attributes.Any(attribute => slot.BlockedCreativeAttributes.Contains(attribute) || request.BlockedCreativeAttributes.Contains(attribute)),
        ];
        int failed = Array.IndexOf(passed, false);
        return failed < 0 ? RejectionReason.None : CheckOrder[failed];
    }

    private static bool FitsDuration(int milliseconds, PlainSlot slot) => slot.RequiredDurations.Count > 0
        ? slot.RequiredDurations.Contains(milliseconds)
        : milliseconds >= slot.MinDurationMilliseconds && (slot.MaxDurationMilliseconds == 0 || milliseconds <= slot.MaxDurationMilliseconds);
}
