// The particulars of a verdict in words: for every reason what the rule asks, what the line item has, and whose rule it is.
using System.Globalization;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Pacing;

namespace AdSelect.Diagnostics;

internal readonly ref partial struct ExplainedDetails
{
    private readonly ref readonly LineItemRow _row;

    /// <param name="catalog">The catalog of the segment that has the line item.</param>
    /// <param name="lineItem">The line item asked about, by its ordinal there.</param>
    /// <param name="gates">The gates of the slot.</param>
    public ExplainedDetails(FrozenCatalog catalog, int lineItem, in EligibilityGates gates)
    {
        Catalog = catalog;
        LineItem = lineItem;
        Gates = gates;
        _row = ref catalog.LineItems[lineItem];
    }

    /// <summary>The snapshot whose numbers answers state.</summary>
    public required AdSnapshot Whole { get; init; }

    /// <summary>What was delivered and stopped.</summary>
    public required DeliveryFacts Delivery { get; init; }

    /// <summary>Its effective CPM for the request.</summary>
    public required long CpmMicros { get; init; }

    /// <summary>Its rank score for the request.</summary>
    public required double Score { get; init; }

    /// <summary>What earlier slots of the request hold.</summary>
    public required ReadOnlySpan<AdSelection> Taken { get; init; }

    /// <summary>Who has the slot; empty where nobody has.</summary>
    public required ReadOnlySpan<AdSelection> Winner { get; init; }

    /// <summary>The parts of the targeting that failed.</summary>
    public required IReadOnlyList<string> Misses { get; init; }

    /// <summary>Its place in the ranking, or −1.</summary>
    public required int Place { get; init; }

    private FrozenCatalog Catalog { get; }

    private int LineItem { get; }

    private EligibilityGates Gates { get; }

    private RequestFacts Request => Gates.Facts;

    /// <summary>What a person needs to know beside a reason.</summary>
    public string Of(RejectionReason reason) => reason switch
    {
        RejectionReason.None => string.Empty,
        <= RejectionReason.CampaignGoalReached => OfLiveOrDelivery(reason),
        <= RejectionReason.CompanionMissing => OfSupply(reason),
        RejectionReason.TargetingMiss => $"{Misses.Count} {(Misses.Count == 1 ? "part does" : "parts do")} not hold: {string.Join("; ", Misses)}",
        <= RejectionReason.DealStands => OfPolicy(reason),
        RejectionReason.BelowFloor => OfFloor(),
        RejectionReason.FrequencyCapReached or RejectionReason.TooRecent or RejectionReason.IdentityMissing =>
            CapPrinting.Text(Catalog, _row, Gates.FindCap(LineItem, CpmMicros), Request.AllowsPersonalData),
        RejectionReason.SameLineItem or RejectionReason.SameAdvertiser => OfSeparation(),
        RejectionReason.HeldOut or RejectionReason.OtherExperimentArm or RejectionReason.NotInExperiment => OfExperiment(reason),
        RejectionReason.NotItsTurn => $"a share of voice of {Catalog.TermsOf(LineItem).ShareOfVoice.ToString("0.####", CultureInfo.InvariantCulture)} percent, drawn for each request",
        RejectionReason.Outranked => OfRanking(),
        _ => string.Empty,
    };

    /// <summary>Why a step was not asked to its end.</summary>
    public static string OfNotAsked(SelectionStep step) => step switch
    {
        SelectionStep.Policy => "no creative is left whose categories could be blocked; nothing else of this step keeps the line item out",
        SelectionStep.Floor => "no creative is left whose floor could be reached",
        SelectionStep.Frequency => "no creative is left whose caps could be reached; no other cap keeps the line item out",
        _ => "only an eligible line item is ranked",
    };

    private static string Standing(int priority, double score) => $"priority {priority}, rank score {Words.Money((long)Math.Round(score))}";

    private string OfRanking()
    {
        string place = Place >= 0 ? $", place {Place + 1}" : string.Empty;
        string winner = Winner.IsEmpty ? string.Empty : $"; the winner is '{Whole.LineItemId(Winner[0].LineItem)}', {Standing(Winner[0].Priority, Winner[0].RankScore)}";
        return Standing(Tiers.Priority(_row.Tier), Score) + place + winner;
    }

    private string OfFloor()
    {
        AppliedFloor floor = Gates.LowestFloor(LineItem, out int creative);
        string length = Words.Seconds(Catalog.SupplyOf(creative).DurationMilliseconds);
        string whose = floor.Origin switch
        {
            FloorOrigin.Deal => $"the floor of deal '{Catalog.DealIds[_row.Deal]}'",
            FloorOrigin.SlotByDuration => $"the slot's floor for {length}",
            FloorOrigin.Slot => "the slot's floor",
            _ => "the request's floor",
        };
        return $"its effective CPM is {Words.Money(CpmMicros)}, {whose} {Words.Money(floor.Micros)} {Whole.Currency}";
    }

    private string OfSeparation()
    {
        int advertiser = Gates.NumberOfAdvertiser(_row);
        int lineItem = Gates.NumberOf(LineItem);
        foreach (ref readonly AdSelection other in Taken)
        {
            if (other.LineItemOrdinal == lineItem)
            {
                return $"it fills slot {other.Position + 1} already";
            }

            bool allows = _row.Has(LineItemFlags.AllowsSameAdvertiser);
            if (other.AdvertiserOrdinal == advertiser && !(other.AllowsSameAdvertiser && allows))
            {
                string forbids = other.AllowsSameAdvertiser ? "this line item does not allow it" : allows ? "that one does not allow it" : "neither allows it";
                string who = $"'{Whole.LineItemId(other.LineItem)}' of the same advertiser '{Whole.AdvertiserId(other.Advertiser)}'";
                return $"{who} fills slot {other.Position + 1}; {forbids}";
            }
        }

        return string.Empty;
    }

    private string OfExperiment(RejectionReason reason)
    {
        ExperimentVerdict verdict = Gates.FindExperiment(LineItem);
        string experiment = $"experiment '{Catalog.ExperimentIds[verdict.Experiment]}'";
        return reason switch
        {
            RejectionReason.HeldOut => $"{experiment}: the unit is in '{Arm(verdict, verdict.UnitArm)}', the arm that gets none of its line items",
            RejectionReason.OtherExperimentArm =>
                $"{experiment}: it is for the arm '{Arm(verdict, verdict.BoundArm)}', the unit is in '{Arm(verdict, verdict.UnitArm)}'",
            _ => $"{experiment}: it is only for units inside, and the request names no unit or one outside of coverage and namespace",
        };
    }

    private string Arm(in ExperimentVerdict verdict, int arm) => Catalog.ArmNames[Catalog.Experiments[verdict.Experiment].FirstArm + arm];
}
