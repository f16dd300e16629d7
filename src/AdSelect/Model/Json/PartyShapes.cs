// The shapes of those who pay and what they show: advertisers, campaigns and creatives.
using System.Text.Json.Serialization;

namespace AdSelect.Model.Json;

internal sealed class AdvertiserJson
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public List<string>? Domains { get; init; }

    public List<string>? Categories { get; init; }

    public List<CapJson>? Caps { get; init; }

    public TimeSpan RecencySeconds { get; init; }

    public bool IsPaused { get; init; }

    public Advertiser ToModel() => new(Id)
    {
        Name = Name,
        Domains = Domains ?? [],
        Categories = Categories ?? [],
        Caps = Caps.ToModels(static cap => cap.ToModel()),
        Recency = RecencySeconds,
        IsPaused = IsPaused,
    };

    public static AdvertiserJson From(Advertiser advertiser) => new()
    {
        Id = advertiser.Id,
        Name = advertiser.Name,
        Domains = advertiser.Domains.ToShapes(),
        Categories = advertiser.Categories.ToShapes(),
        Caps = advertiser.Caps.ToShapes(CapJson.From),
        RecencySeconds = advertiser.Recency,
        IsPaused = advertiser.IsPaused,
    };
}

internal sealed class CampaignJson
{
    public required string Id { get; init; }

    public required string AdvertiserId { get; init; }

    public string? Name { get; init; }

    public MoneyJson? Budget { get; init; }

    public GoalJson? Goal { get; init; }

    public List<CapJson>? Caps { get; init; }

    public TimeSpan RecencySeconds { get; init; }

    public ExperimentArmJson? Experiment { get; init; }

    public bool IsPaused { get; init; }

    public Campaign ToModel() => new(Id, AdvertiserId)
    {
        Name = Name,
        Budget = Budget?.ToModel(),
        Goal = Goal?.ToModel(),
        Caps = Caps.ToModels(static cap => cap.ToModel()),
        Recency = RecencySeconds,
        Experiment = Experiment?.ToModel(),
        IsPaused = IsPaused,
    };

    public static CampaignJson From(Campaign campaign) => new()
    {
        Id = campaign.Id,
        AdvertiserId = campaign.AdvertiserId,
        Name = campaign.Name,
        Budget = MoneyJson.From(campaign.Budget),
        Goal = GoalJson.From(campaign.Goal),
        Caps = campaign.Caps.ToShapes(CapJson.From),
        RecencySeconds = campaign.Recency,
        Experiment = ExperimentArmJson.From(campaign.Experiment),
        IsPaused = campaign.IsPaused,
    };
}

internal sealed class CreativeJson
{
    public required string Id { get; init; }

    public required string AdvertiserId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required AdFormat Format { get; init; }

    public string? Name { get; init; }

    public TimeSpan DurationSeconds { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public List<string>? Companions { get; init; }

    public string? MimeType { get; init; }

    public List<int>? Attributes { get; init; }

    public List<int>? ApiFrameworks { get; init; }

    public bool IsSkippable { get; init; }

    public string? Language { get; init; }

    public List<string>? Categories { get; init; }

    public CreativeApproval Approval { get; init; }

    public FlightJson? Flight { get; init; }

    public List<CapJson>? Caps { get; init; }

    public TimeSpan RecencySeconds { get; init; }

    public Creative ToModel() => new(Id, AdvertiserId, Format)
    {
        Name = Name,
        Duration = DurationSeconds,
        Width = Width,
        Height = Height,
        Companions = Companions ?? [],
        MimeType = MimeType,
        Attributes = Attributes ?? [],
        ApiFrameworks = ApiFrameworks ?? [],
        IsSkippable = IsSkippable,
        Language = Language,
        Categories = Categories ?? [],
        Approval = Approval,
        Flight = Flight?.ToModel(),
        Caps = Caps.ToModels(static cap => cap.ToModel()),
        Recency = RecencySeconds,
    };

    public static CreativeJson From(Creative creative) => new()
    {
        Id = creative.Id,
        AdvertiserId = creative.AdvertiserId,
        Format = creative.Format,
        Name = creative.Name,
        DurationSeconds = creative.Duration,
        Width = creative.Width,
        Height = creative.Height,
        Companions = creative.Companions.ToShapes(),
        MimeType = creative.MimeType,
        Attributes = creative.Attributes.ToShapes(),
        ApiFrameworks = creative.ApiFrameworks.ToShapes(),
        IsSkippable = creative.IsSkippable,
        Language = creative.Language,
        Categories = creative.Categories.ToShapes(),
        Approval = creative.Approval,
        Flight = FlightJson.From(creative.Flight),
        Caps = creative.Caps.ToShapes(CapJson.From),
        RecencySeconds = creative.Recency,
    };
}
