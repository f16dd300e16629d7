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

    /// <summary>
    /// Bytes that all histories and their ids may take together: 256 MB unless stated. Each of the store's 64 parts has its share. Beyond
    /// it the identities for which nothing was recorded for longest are forgotten, sessions and breaks first. An eighth is for the
    /// memory of whom was forgotten.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public long MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxBytes));
            field = value;
        }
    } = 256L << 20;

    internal void Check()
    {
        Retention.ThrowIfUnset(nameof(Retention));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
    }
}
