// How a Redis store keeps histories, and what it does while the server does not answer.
namespace AdSelect;

/// <summary>Settings of a <see cref="RedisExposureStore"/>.</summary>
public sealed record RedisExposureStoreOptions
{
    /// <summary>What every key begins with.</summary>
    public string KeyPrefix { get; init; } = "adselect:exposures:";

    /// <summary>The database's number; −1 takes the connection's own. A cluster has only 0.</summary>
    public int Database { get; init; } = -1;

    /// <summary>How long a call waits for the server, whatever it asks of it, before it goes on without: 50 ms unless stated, at most 24 days.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// What is kept of one identity. A key lives for <see cref="ExposureRetention.Age"/> after its last event, that of a session or break
    /// for <see cref="ExposureRetention.SessionAge"/>; a history that grew some records beyond <see cref="ExposureRetention.MaxRecords"/>
    /// is compacted to three quarters of it when the next event is recorded.
    /// </summary>
    public ExposureRetention Retention { get; init; } = new();

    /// <summary>
    /// For how long this process remembers what it recorded itself, beside the server: 15 minutes unless stated. It closes the gap
    /// between recording and a replica's answer, and bridges the time without a server. Of one identity the last 512 events are remembered.
    /// </summary>
    public TimeSpan LocalAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Bytes that this memory may take: 64 MB unless stated. Beyond it the identities without an event for longest are forgotten.</summary>
    public long LocalBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Exposures that wait for a server that did not take them, and those that it was sent and has not answered: 100,000 together unless
    /// stated, of which at most half are under way. Beyond it the oldest that wait are dropped and counted
    /// in <see cref="RedisExposureStore.DroppedExposures"/>. At least 1.
    /// </summary>
    public int MaxWaiting { get; init; } = 100_000;

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(KeyPrefix);
        if (!new ListenerIdentity(CapIdentity.User, $"{KeyPrefix}.").IsValid)
        {
            throw new ArgumentException("The prefix of the keys is not valid text, or longer than an id may be.", nameof(KeyPrefix));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Database, -1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LocalAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LocalBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaiting, 1);
        Retention.ThrowIfUnset(nameof(Retention));
    }
}
