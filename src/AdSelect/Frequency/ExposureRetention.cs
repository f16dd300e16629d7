// What compacting a history keeps.
namespace AdSelect;

/// <summary>How much of a history is kept.</summary>
public readonly record struct ExposureRetention()
{
    /// <summary>How long an event is kept: 400 days unless stated, which is what a lifetime cap promises. A shorter time shortens it.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(AdSelectLimits.MaxCapWindowDays);

    /// <summary>The most records kept, 1 to <see cref="AdSelectLimits.MaxHistoryRecords"/>. All caps are exact as long as no more are needed.</summary>
    public int MaxRecords { get; init; } = AdSelectLimits.MaxHistoryRecords / 2;

    internal void Check()
    {
        if (Age <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The age {Age} is not greater than zero.", nameof(Age));
        }

        if (MaxRecords is < 1 or > AdSelectLimits.MaxHistoryRecords)
        {
            throw new ArgumentException($"{MaxRecords} records are not between 1 and {AdSelectLimits.MaxHistoryRecords}.", nameof(MaxRecords));
        }
    }
}
