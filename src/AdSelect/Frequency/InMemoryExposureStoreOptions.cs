// How much an in-memory store keeps.
namespace AdSelect;

/// <summary>Bounds of an <see cref="InMemoryExposureStore"/>.</summary>
public readonly record struct InMemoryExposureStoreOptions()
{
    /// <summary>
    /// What is kept of one identity. A history that reaches <see cref="ExposureRetention.MaxRecords"/> is compacted to three quarters
    /// of it, so caps are exact for the last three quarters. 1,024 records unless stated.
    /// </summary>
    public ExposureRetention Retention { get; init; } = new() { MaxRecords = 1_024 };

    /// <summary>How long a session or break is kept after its last event; a day unless stated.</summary>
    public TimeSpan SessionAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Bytes that all histories and their ids may take together: 256 MB unless stated. Each of the store's 64 parts has its share. Beyond
    /// it the identities for which nothing was recorded for longest are forgotten, sessions and breaks first.
    /// </summary>
    public long MaxBytes { get; init; } = 256L << 20;

    internal void Check()
    {
        Retention.Check();
        if (SessionAge <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The age {SessionAge} is not greater than zero.", nameof(SessionAge));
        }

        if (MaxBytes < 1)
        {
            throw new ArgumentException($"{MaxBytes} bytes hold nothing.", nameof(MaxBytes));
        }
    }
}
