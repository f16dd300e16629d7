// The shape of a line item and of the parts that only it has.
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class PriceJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required PriceModel Model { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required decimal Amount { get; init; }

    public string? Currency { get; init; }

    public Price ToModel() => new(Model, Amount, Currency);

    public static PriceJson? From(Price price) => price == default
        ? null
        : new() { Model = price.Model, Amount = price.Amount, Currency = price.Currency };
}

internal sealed class RatesJson
{
    public double Click { get; init; }

    public double Action { get; init; }

    public double Completion { get; init; }

    public PredictedRates ToModel() => new(Click, Action, Completion);

    public static RatesJson? From(PredictedRates rates) => rates == default
        ? null
        : new() { Click = rates.Click, Action = rates.Action, Completion = rates.Completion };
}

internal sealed class LineItemJson
{
    public required string Id { get; init; }

    public required string CampaignId { get; init; }

    public string? Name { get; init; }

    public LineItemKind? Kind { get; init; }

    public int? Priority { get; init; }

    public TargetingExpression? Targeting { get; init; }

    public PriceJson? Price { get; init; }

    public RatesJson? PredictedRates { get; init; }

    public double? PredictedRateCeiling { get; init; }

    public decimal? Quality { get; init; }

    public int? Weight { get; init; }

    public double? ShareOfVoice { get; init; }

    public FlightJson? Flight { get; init; }

    public List<DaypartJson>? Dayparts { get; init; }

    public DaypartClock DaypartClock { get; init; }

    public MoneyJson? Budget { get; init; }

    public GoalJson? Goal { get; init; }

    public PacingPolicy Pacing { get; init; }

    public CatchUp CatchUp { get; init; }

    public List<CapJson>? Caps { get; init; }

    public TimeSpan RecencySeconds { get; init; }

    public bool? CountsTowardParents { get; init; }

    public List<string>? ExclusionLabels { get; init; }

    public List<string>? SpacingLabels { get; init; }

    public BreakPosition BreakPosition { get; init; }

    public bool AllowsSameAdvertiser { get; init; }

    public string? DealId { get; init; }

    public List<CreativeAssignment>? Creatives { get; init; }

    public CreativeRotation Rotation { get; init; }

    public CompanionDelivery CompanionDelivery { get; init; }

    public double? Exploration { get; init; }
    public ExperimentArmJson? Experiment { get; init; }

    public bool IsSuitableForChildren { get; init; }

    public bool UsesPersonalData { get; init; }

    public List<int>? RequiredConsentPurposes { get; init; }

    public bool IsPaused { get; init; }

    public LineItem ToModel() => new(Id, CampaignId)
    {
        Name = Name,
        Kind = Kind ?? LineItemKind.PricePriority,
        Priority = Priority,
        Targeting = Targeting,
        Price = Price?.ToModel() ?? default,
        PredictedRates = PredictedRates?.ToModel() ?? default,
        PredictedRateCeiling = PredictedRateCeiling,
        Quality = Quality ?? 1,
        Weight = Weight,
        ShareOfVoice = ShareOfVoice,
        Flight = Flight?.ToModel() ?? default,
        Dayparts = Dayparts.ToModels(static daypart => daypart.ToModel()),
        DaypartClock = DaypartClock,
        Budget = Budget?.ToModel(),
        Goal = Goal?.ToModel(),
        Pacing = Pacing,
        CatchUp = CatchUp,
        Caps = Caps.ToModels(static cap => cap.ToModel()),
        Recency = RecencySeconds,
        CountsTowardParents = CountsTowardParents ?? true,
        ExclusionLabels = ExclusionLabels ?? [],
        SpacingLabels = SpacingLabels ?? [],
        BreakPosition = BreakPosition,
        AllowsSameAdvertiser = AllowsSameAdvertiser,
        DealId = DealId,
        Creatives = Creatives ?? [],
        Rotation = Rotation,
        CompanionDelivery = CompanionDelivery,
        Exploration = Exploration ?? 0.1,
        Experiment = Experiment?.ToModel(),
        IsSuitableForChildren = IsSuitableForChildren,
        UsesPersonalData = UsesPersonalData,
        RequiredConsentPurposes = RequiredConsentPurposes ?? [],
        IsPaused = IsPaused,
    };

    public static LineItemJson From(LineItem item) => new()
    {
        Id = item.Id,
        CampaignId = item.CampaignId,
        Name = item.Name,
        Kind = item.Kind.UnlessDefault(LineItemKind.PricePriority),
        Priority = item.Priority,
        Targeting = item.Targeting,
        Price = PriceJson.From(item.Price),
        PredictedRates = RatesJson.From(item.PredictedRates),
        PredictedRateCeiling = item.PredictedRateCeiling,
        Quality = item.Quality.UnlessDefault(1),
        Weight = item.Weight,
        ShareOfVoice = item.ShareOfVoice,
        Flight = FlightJson.From(item.Flight.UnlessDefault(default)),
        Dayparts = item.Dayparts.ToShapes(DaypartJson.Of),
        DaypartClock = item.DaypartClock,
        Budget = MoneyJson.From(item.Budget),
        Goal = GoalJson.From(item.Goal),
        Pacing = item.Pacing,
        CatchUp = item.CatchUp,
        Caps = item.Caps.ToShapes(CapJson.From),
        RecencySeconds = item.Recency,
        CountsTowardParents = item.CountsTowardParents.UnlessDefault(true),
        ExclusionLabels = item.ExclusionLabels.ToShapes(),
        SpacingLabels = item.SpacingLabels.ToShapes(),
        BreakPosition = item.BreakPosition,
        AllowsSameAdvertiser = item.AllowsSameAdvertiser,
        DealId = item.DealId,
        Creatives = item.Creatives.ToShapes(),
        Rotation = item.Rotation,
        CompanionDelivery = item.CompanionDelivery,
        Exploration = item.Exploration.UnlessDefault(0.1),
        Experiment = ExperimentArmJson.From(item.Experiment),
        IsSuitableForChildren = item.IsSuitableForChildren,
        UsesPersonalData = item.UsesPersonalData,
        RequiredConsentPurposes = item.RequiredConsentPurposes.ToShapes(),
        IsPaused = item.IsPaused,
    };
}
