// A break as people write it.
namespace AdSelect.Tests.Oracle;

/// <summary>A fixed spot.</summary>
public sealed record PlainSpot(PlainSlot Slot, BreakSpotKind Kind = BreakSpotKind.Optional)
{
    /// <summary>What it leaves to the free part when it stays empty.</summary>
    public int ReleasedMilliseconds => Kind != BreakSpotKind.Flexible ? 0
        : Slot.RequiredDurations.Count > 0 ? Slot.RequiredDurations.Max()
        : Slot.MaxDurationMilliseconds;
}

/// <summary>One break; what the ads of its free part must be is the request's slot.</summary>
public sealed record PlainBreak
{
    public IReadOnlyList<PlainSpot> Spots { get; init; } = [];

    public int SpotsBeforeFreePart { get; init; }

    public int DurationMilliseconds { get; init; }

    public int MaxAds { get; init; }

    public BreakObjective Objective { get; init; }

    public SeparationScope Separation { get; init; }

    public TimeSpan MinGap { get; init; }

    public int MaxLoad { get; init; }

    public TimeSpan LoadWindow { get; init; }

    /// <summary>The first flexible spot, which makes a free part where there is none; −1 without one.</summary>
    public int FirstFlexible => Array.FindIndex([.. Spots], spot => spot.Kind == BreakSpotKind.Flexible);

    /// <summary>How many spots are before the free part.</summary>
    public int SpotsBefore => DurationMilliseconds > 0 ? SpotsBeforeFreePart : Math.Max(FirstFlexible, 0);

    /// <summary>What the ads of the free part must be; null without one.</summary>
    public PlainSlot? FreeSlot(PlainRequest request) => this switch
    {
        { DurationMilliseconds: > 0 } => request.Slots[0],
        { FirstFlexible: >= 0 } => request.Slots.FirstOrDefault() ?? Spots[FirstFlexible].Slot,
        _ => null,
    };

    /// <summary>Room for every ad.</summary>
    public int MostAds => Spots.Count + (DurationMilliseconds == 0 ? 0 : MaxAds > 0 ? MaxAds : AdSelectLimits.MaxBreakAds - Spots.Count);

    public AdBreak ToBreak() => new()
    {
        Spots = Spots.Select(spot => new BreakSpot(spot.Slot.ToSlot(), spot.Kind)).ToArray(),
        SpotsBeforeFreePart = SpotsBeforeFreePart,
        DurationMilliseconds = DurationMilliseconds,
        MaxAds = MaxAds,
        Objective = Objective,
        Separation = Separation,
        MinGap = MinGap,
        MaxLoad = MaxLoad,
        LoadWindow = LoadWindow,
        StepBudget = AdSelectLimits.MaxBreakSteps,
    };

    public override string ToString() =>
        $"{DurationMilliseconds} ms, at most {MaxAds}, {SpotsBeforeFreePart} before, {Objective}, {Separation}, gap {MinGap}, load {MaxLoad} in {LoadWindow}"
        + string.Concat(Spots.Select(spot => $"\n      {spot.Kind} {spot.Slot}"));
}
