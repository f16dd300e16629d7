// Why no creative fits a slot: what those that came furthest have, and what the slot takes.
using System.Numerics;
using AdSelect.Eligibility;
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

internal readonly ref partial struct ExplainedDetails
{
    private ref readonly Slot Offered => ref Gates.Slot.Slot;

    private string OfSupply(RejectionReason reason)
    {
        if (reason == RejectionReason.NoCreative)
        {
            return "no creative is attached";
        }

        List<string> furthest = [];
        for (int i = 0; i < _row.CreativeCount; i++)
        {
            int creative = Catalog.LineItemCreatives[_row.FirstCreative + i];
            if (Gates.SupplyOf(_row, creative) == reason)
            {
                furthest.Add($"'{Catalog.CreativeIds[creative]}' {Has(reason, creative)}");
            }
        }

        int others = _row.CreativeCount - furthest.Count;
        string lesser = others == 0 ? string.Empty : $"; {others} {(others == 1 ? "other creative fails" : "other creatives fail")} before that";
        return $"creative{(furthest.Count == 1 ? string.Empty : "s")} {Words.List(furthest)}; {Takes(reason)}{lesser}";
    }

    private string Has(RejectionReason reason, int creative)
    {
        ref readonly SupplyRow supply = ref Catalog.SupplyOf(creative);
        return reason switch
        {
            RejectionReason.CreativeNotApproved => $"is {supply.Approval.ToString().ToLowerInvariant()}",
            RejectionReason.CreativeOutsideFlight => $"runs {Period(supply)}",
            RejectionReason.WrongFormat => $"is {supply.Format.ToString().ToLowerInvariant()}",
            RejectionReason.WrongMimeType => supply.MimeType == SupplyRow.NoMimeType ? "states no MIME type" : "has another MIME type",
            RejectionReason.WrongSize => $"has {supply.Width} x {supply.Height}",
            RejectionReason.WrongDuration => supply.DurationMilliseconds == 0 ? "has no length" : $"has {Words.Seconds(supply.DurationMilliseconds)}",
            RejectionReason.WrongSkippability => supply.Skippable != 0 ? "can be skipped" : "cannot be skipped",
            RejectionReason.ApiFrameworkMissing => $"needs API framework {Words.Bits(supply.ApiFrameworks)}",
            RejectionReason.CreativeAttributeBlocked => $"has attribute {Words.Bits(supply.Attributes & Gates.Slot.BlockedCreativeAttributes)}",
            _ => HasCompanions(creative, supply),
        };
    }

    private string HasCompanions(int creative, in SupplyRow supply) =>
        $"finds a place for {BitOperations.PopCount(Gates.CompanionsOf(creative))} of its {Catalog.CompanionsOf(supply.CompanionSet).Length} companions";

    private string Takes(RejectionReason reason) => reason switch
    {
        RejectionReason.CreativeNotApproved => "only approved creatives serve",
        RejectionReason.CreativeOutsideFlight => $"the request is of {Words.Instant(Request.UtcTicks)}",
        RejectionReason.WrongFormat => $"the slot takes {Offered.Format.ToString().ToLowerInvariant()}",
        RejectionReason.WrongMimeType => $"the slot lists {Offered.MimeTypes.Length} {(Offered.MimeTypes.Length == 1 ? "type" : "types")}",
        RejectionReason.WrongSize => $"the slot takes {Side(Offered.Width)} x {Side(Offered.Height)}",
        RejectionReason.WrongDuration => $"the slot takes {TakenDurations()}",
        RejectionReason.WrongSkippability => $"the slot takes only what {(Offered.Skippability == Skippability.Required ? "can" : "cannot")} be skipped",
        RejectionReason.ApiFrameworkMissing => $"the slot supports {Words.Bits(Offered.ApiFrameworks.Bits)}",
        RejectionReason.CreativeAttributeBlocked => "which the slot or the request blocks",
        _ => $"the line item serves only with {(_row.Has(LineItemFlags.NeedsAllCompanions) ? "all of them" : "one of them")}",
    };

    private static string Period(in SupplyRow supply)
    {
        string from = supply.FlightStartTicks == DateTime.MinValue.Ticks ? string.Empty : $"from {Words.Instant(supply.FlightStartTicks)}";
        string to = supply.FlightEndTicks >= DateTime.MaxValue.Ticks ? string.Empty : $"to {Words.Instant(supply.FlightEndTicks)}";
        return $"{from}{(from.Length > 0 && to.Length > 0 ? " " : string.Empty)}{to}";
    }

    private static string Side(int pixels) => pixels == 0 ? "any" : $"{pixels}";

    private string TakenDurations()
    {
        if (!Offered.RequiredDurations.IsEmpty)
        {
            return $"exactly {Words.List([.. Offered.RequiredDurations.ToArray().Select(Words.Seconds)])}";
        }

        int least = Offered.MinDurationMilliseconds;
        int most = Offered.MaxDurationMilliseconds;
        return (least, most) switch
        {
            (_, 0) => $"at least {Words.Seconds(least)}",
            (0, _) => $"at most {Words.Seconds(most)}",
            _ => $"{Words.Seconds(least)} to {Words.Seconds(most)}",
        };
    }
}
