// Every field of a line item, and what it refers to, in words for people.
using System.Globalization;

namespace AdSelect.Tool.Output;

internal sealed class LineItemFields(Catalog catalog, LineItem lineItem)
{
    private const string None = "none";

    private readonly Campaign _campaign = catalog.Campaigns.Single(campaign => campaign.Id == lineItem.CampaignId);

    private Advertiser Advertiser => catalog.Advertisers.Single(advertiser => advertiser.Id == _campaign.AdvertiserId);

    /// <summary>Names and values, in the order in which people ask for them. The targeting is not among them.</summary>
    public IEnumerable<(string Name, string Value)> All() => [.. Identity(), .. Sale(), .. Delivery(), .. Breaks(), .. Media(), .. Policy()];

    private IEnumerable<(string Name, string Value)> Identity() =>
    [
        ("line item", Named(lineItem.Id, lineItem.IsPaused)),
        ("name", lineItem.Name ?? None),
        ("kind", lineItem.Kind.ToString()),
        ("campaign", Named(_campaign.Id, _campaign.IsPaused)),
        ("campaign budget", Money(_campaign.Budget)),
        ("campaign goal", Goal(_campaign.Goal)),
        ("advertiser", Named(Advertiser.Id, Advertiser.IsPaused)),
        ("domains", List(Advertiser.Domains)),
        ("categories", List(Advertiser.Categories)),
    ];

    private IEnumerable<(string Name, string Value)> Sale() =>
    [
        ("price", Invariant($"{lineItem.Price.Amount} {catalog.Currency} {lineItem.Price.Model.ToString().ToLowerInvariant()}")),
        ("predicted rates", Rates()),
        ("quality", Invariant($"{lineItem.Quality}")),
        ("weight", lineItem.Weight is { } weight ? Invariant($"{weight}") : None),
        ("share of voice", lineItem.ShareOfVoice is { } share ? Invariant($"{share} %") : None),
        ("deal", Deal()),
    ];

    private IEnumerable<(string Name, string Value)> Delivery() =>
    [
        ("flight", Flight(lineItem.Flight)),
        ("dayparts", lineItem.Dayparts.Count == 0 ? "always" : $"{string.Join(", ", lineItem.Dayparts.Select(Daypart))} ({lineItem.DaypartClock} clock)"),
        ("budget", Money(lineItem.Budget)),
        ("goal", Goal(lineItem.Goal)),
        ("pacing", $"{lineItem.Pacing}, catch-up {lineItem.CatchUp}"),
        ("caps", Caps(lineItem.Caps, lineItem.Recency)),
        ("campaign caps", Caps(_campaign.Caps, _campaign.Recency)),
        ("advertiser caps", Caps(Advertiser.Caps, Advertiser.Recency)),
        ("counts to parents", YesNo(lineItem.CountsTowardParents)),
        ("experiment", Arm(lineItem.Experiment)),
        ("campaign experiment", Arm(_campaign.Experiment)),
    ];

    private IEnumerable<(string Name, string Value)> Breaks() =>
    [
        ("exclusion labels", List(lineItem.ExclusionLabels)),
        ("spacing labels", List(lineItem.SpacingLabels)),
        ("break position", lineItem.BreakPosition.ToString()),
        ("same advertiser", lineItem.AllowsSameAdvertiser ? "allowed" : "not allowed"),
    ];

    private IEnumerable<(string Name, string Value)> Media() =>
    [
        ("creatives", lineItem.Creatives.Count == 0 ? None : string.Join('\n', lineItem.Creatives.Select(Creative))),
        ("rotation", lineItem.Rotation + (lineItem.Rotation == CreativeRotation.BestPredicted ? Invariant($", exploration {lineItem.Exploration}") : "")),
        ("companions", lineItem.CompanionDelivery.ToString()),
    ];

    private IEnumerable<(string Name, string Value)> Policy() =>
    [
        ("for children", YesNo(lineItem.IsSuitableForChildren)),
        ("personal data", YesNo(lineItem.UsesPersonalData)),
        ("consent purposes", List(lineItem.RequiredConsentPurposes.Select(purpose => Invariant($"{purpose}")))),
    ];

    private string Deal()
    {
        if (catalog.Deals.SingleOrDefault(deal => deal.Id == lineItem.DealId) is not { } deal)
        {
            return None;
        }

        return $"{deal.Id} ({deal.Price} price, {(deal.Floor is null ? "no floor" : $"floor {Money(deal.Floor)}")})";
    }

    private string Creative(CreativeAssignment assigned)
    {
        Creative creative = catalog.Creatives.Single(creative => creative.Id == assigned.CreativeId);
        string?[] facts =
        [
            creative.Format.ToString().ToLowerInvariant(),
            creative.Duration == TimeSpan.Zero ? null : Seconds(creative.Duration),
            creative.Width == 0 ? null : Invariant($"{creative.Width} × {creative.Height}"),
            creative.MimeType,
            creative.Language,
            creative.IsSkippable ? "skippable" : null,
            creative.Approval == CreativeApproval.Approved ? null : creative.Approval.ToString().ToLowerInvariant(),
            creative.Flight is { } flight ? Flight(flight) : null,
            creative.Attributes.Count == 0 ? null : $"attributes {string.Join(' ', creative.Attributes)}",
            creative.ApiFrameworks.Count == 0 ? null : $"needs frameworks {string.Join(' ', creative.ApiFrameworks)}",
            creative.Categories.Count == 0 ? null : $"categories {string.Join(' ', creative.Categories)}",
            creative.Companions.Count == 0 ? null : $"companions {string.Join(' ', creative.Companions)}",
            assigned.Weight == 1 ? null : Invariant($"weight {assigned.Weight}"),
            Caps(creative.Caps, creative.Recency, "; ") is var caps and not None ? caps : null,
        ];
        return $"{creative.Id} ({string.Join(", ", facts.Where(fact => fact is not null))})";
    }

    private string Rates()
    {
        (double click, double action, double completion) = lineItem.PredictedRates;
        (string Event, double Rate)[] all = [("click", click), ("action", action), ("completion", completion)];
        string[] rates = [.. all.Where(one => one.Rate != 0).Select(one => Invariant($"{one.Event} {one.Rate}"))];
        string ceiling = lineItem.PredictedRateCeiling is { } most ? Invariant($", at most {most}") : "";
        return rates.Length == 0 ? None : string.Join(", ", rates) + ceiling;
    }

    private static string Caps(IReadOnlyList<FrequencyCap> caps, TimeSpan recency, string separator = "\n")
    {
        IEnumerable<string> rules = caps.Select(Cap);
        rules = recency == TimeSpan.Zero ? rules : rules.Append($"{Seconds(recency)} since the last impression, by user");
        return string.Join(separator, rules) is { Length: > 0 } text ? text : None;
    }

    private static string Cap(FrequencyCap cap)
    {
        string window = cap.Window.Kind == CapWindowKind.Rolling ? $"in {Seconds(cap.Window.Length)}" : $"a {cap.Window.Kind.ToString().ToLowerInvariant()}";
        string category = cap.Scope == CapScope.Category ? $" of category {cap.Category}" : "";
        string missing = cap.MissingIdentity == MissingIdentity.Allow ? ", or unknown" : "";
        string events = Words.Count(cap.Limit, cap.Event.ToString().ToLowerInvariant());
        return $"at most {events}{category} {window}, by {cap.Identity.ToString().ToLowerInvariant()}{missing}";
    }

    private string Money(Money? money) => money is { } some ? Invariant($"{some.Amount} {catalog.Currency}") : None;

    private static string Goal(DeliveryGoal? goal) => goal is { } some ? Words.Count(some.Count, some.Event.ToString().ToLowerInvariant()) : None;

    private static string Arm(ExperimentArm? arm) => arm is null ? None : $"{arm.ExperimentId}, arm {arm.Arm}{(arm.InsideOnly ? ", inside only" : "")}";

    private static string Flight(Flight flight) => (flight.Start == default, flight.End) switch
    {
        (true, null) => "always",
        (true, { } end) => $"until {Instant(end)}",
        (false, null) => $"from {Instant(flight.Start)}",
        (false, { } end) => $"{Instant(flight.Start)} to {Instant(end)}",
    };

    private static string Daypart(Daypart daypart) => $"{daypart.Days} {Time(daypart.From)} to {Time(daypart.To)}";

    private static string Time(TimeSpan time) => Invariant($"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan length) => Invariant($"{length.TotalSeconds} s");

    private static string Named(string id, bool isPaused) => isPaused ? $"{id} (paused)" : id;

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string List(IEnumerable<string> entries) => string.Join(", ", entries) is { Length: > 0 } text ? text : None;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
