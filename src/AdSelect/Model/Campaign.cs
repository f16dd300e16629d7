// Groups of line items, and what goals and caps count.
namespace AdSelect;

/// <summary>A group of line items of one advertiser under one goal and budget.</summary>
/// <param name="Id">Unique among campaigns.</param>
/// <param name="AdvertiserId">The advertiser who pays.</param>
public sealed record Campaign(string Id, string AdvertiserId)
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The most that all line items together may spend; null means unlimited.</summary>
    public Money? Budget { get; init; }

    /// <summary>What all line items together shall deliver; null means unlimited.</summary>
    public DeliveryGoal? Goal { get; init; }

    /// <summary>Caps over all line items together.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// The least time between two exposures of the campaign to one listener; zero means none. As a line item's
    /// <see cref="LineItem.Recency"/>.
    /// </summary>
    public TimeSpan Recency { get; init; }

    /// <summary>The arm of an experiment that all its line items are bound to, beside one of their own; null for none.</summary>
    public ExperimentArm? Experiment { get; init; }

    /// <summary>True stops all line items of the campaign.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>What a <see cref="DeliveryGoal"/>, a <see cref="FrequencyCap"/> or an exposure counts.</summary>
public enum AdEvent : byte
{
    /// <summary>The ad was served and counted.</summary>
    Impression = 0,

    /// <summary>Playback began.</summary>
    Start = 1,

    /// <summary>Playback reached its end.</summary>
    Complete = 2,

    /// <summary>The listener or viewer clicked.</summary>
    Click = 3,

    /// <summary>The listener or viewer did what the advertiser pays for.</summary>
    Conversion = 4,
}

/// <summary>How much shall be delivered over the flight; at the goal, delivery stops.</summary>
/// <param name="Event">What is counted.</param>
/// <param name="Count">How many, at least 1.</param>
public readonly record struct DeliveryGoal(AdEvent Event, long Count);
