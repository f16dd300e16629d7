// The particulars of a verdict in words.
using System.Globalization;
using AdSelect.Eligibility;
using AdSelect.Frequency;
using AdSelect.Indexing;

namespace AdSelect.Diagnostics;

/// <param name="snapshot">The snapshot that decided.</param>
/// <param name="lineItem">The line item asked about.</param>
/// <param name="cpmMicros">Its effective CPM for the request.</param>
/// <param name="score">Its rank score for the request.</param>
/// <param name="winner">Who has the first place, in words; empty where nobody has.</param>
/// <param name="request">The request's side of the gates.</param>
/// <param name="floorMicros">The lowest floor among the creatives that reached the floor's gate.</param>
/// <param name="cap">The cap that keeps it out.</param>
/// <param name="experiment">The experiment that keeps it out.</param>
/// <param name="misses">The parts of the targeting that failed.</param>
/// <param name="place">Its place in the ranking, or −1.</param>
internal sealed class ExplainedDetails(AdSnapshot snapshot, int lineItem, long cpmMicros, double score, string winner, RequestFacts request, long floorMicros, CapVerdict cap, ExperimentVerdict experiment, IReadOnlyList<string> misses, int place)
{
    private const double MicrosPerUnit = 1_000_000;

    /// <summary>What a person needs to know beside the reason; empty when the reason says all.</summary>
    public string Of(RejectionReason reason)
    {
        ref readonly LineItemRow row = ref snapshot.Catalog.LineItems[lineItem];
        return reason switch
        {
            RejectionReason.BeforeFlight => $"the flight begins {Instant(row.FlightStartTicks)}, the request is of {Instant(request.UtcTicks)}",
            RejectionReason.AfterFlight => $"the flight ended {Instant(row.FlightEndTicks)}, the request is of {Instant(request.UtcTicks)}",
            RejectionReason.CampaignPaused or RejectionReason.CampaignBudgetExhausted or RejectionReason.CampaignGoalReached => $"campaign '{snapshot.CampaignId(row.Campaign)}'",
            RejectionReason.AdvertiserPaused or RejectionReason.DomainBlocked => $"advertiser '{snapshot.AdvertiserId(row.Advertiser)}'",
            RejectionReason.DealNotOffered when row.Deal >= 0 => $"it holds deal '{snapshot.DealId(row.Deal)}', which the request does not list",
            RejectionReason.DealNotOffered => "the request takes deals only, and it holds none",
            RejectionReason.TargetingMiss => string.Create(CultureInfo.InvariantCulture, $"{misses.Count} {(misses.Count == 1 ? "part does" : "parts do")} not hold: {string.Join("; ", misses)}"),
            RejectionReason.OutsideDayparts => $"the request is of {Clock(request, row)}",
            RejectionReason.BelowFloor => string.Create(CultureInfo.InvariantCulture, $"its effective CPM is {cpmMicros / MicrosPerUnit:0.00####}, the floor {floorMicros / MicrosPerUnit:0.00####} {snapshot.Currency}"),
            RejectionReason.FrequencyCapReached or RejectionReason.TooRecent or RejectionReason.IdentityMissing => CapPrinting.Text(snapshot, row, cap),
            RejectionReason.CompanionMissing => $"it serves only with {(row.Has(LineItemFlags.NeedsAllCompanions) ? "all of the" : "a")} creative's companions, and the request's companion slots take {(row.Has(LineItemFlags.NeedsAllCompanions) ? "too few" : "none")}",
            RejectionReason.DealStands => "a private auction: the holder of a listed deal has a place",
            RejectionReason.HeldOut => $"experiment '{Experiment}': the unit is in '{Arm(experiment.UnitArm)}', the arm that gets none of its line items",
            RejectionReason.OtherExperimentArm => $"experiment '{Experiment}': it is for the arm '{Arm(experiment.BoundArm)}', the unit is in '{Arm(experiment.UnitArm)}'",
            RejectionReason.NotInExperiment => $"experiment '{Experiment}': it is only for units inside, and the request names no unit or one outside of coverage and namespace",
            RejectionReason.NotItsTurn => string.Create(CultureInfo.InvariantCulture, $"a share of voice of {snapshot.Catalog.TermsOf(lineItem).ShareOfVoice:0.####} percent, drawn for each request"),
            RejectionReason.Outranked => Standing(Tiers.Priority(row.Tier), score) + (place >= 0 ? $", place {place + 1}" : string.Empty)
                + (winner.Length > 0 ? $"; the winner is {winner}" : string.Empty),
            _ => string.Empty,
        };
    }

    private string Experiment => snapshot.Catalog.ExperimentIds[experiment.Experiment];

    private string Arm(int arm) => snapshot.Catalog.ArmNames[snapshot.Catalog.Experiments[experiment.Experiment].FirstArm + arm];

    /// <summary>What ranks a line item, in words.</summary>
    public static string Standing(int priority, double score) => string.Create(CultureInfo.InvariantCulture, $"priority {priority}, rank score {score / MicrosPerUnit:0.00####}");

    private static string Clock(in RequestFacts request, in LineItemRow row)
    {
        bool isUtc = row.Has(LineItemFlags.UtcDayparts);
        TimeSpan ofWeek = TimeSpan.FromMinutes(15 * (isUtc ? request.UtcQuarter : request.ListenerQuarter));
        return $"{(DayOfWeek)((ofWeek.Days + 1) % 7)} {ofWeek:hh\\:mm}, {(isUtc ? "universal time" : "the listener's time")}, to the quarter of an hour";
    }

    private static string Instant(long utcTicks) => new DateTime(utcTicks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
