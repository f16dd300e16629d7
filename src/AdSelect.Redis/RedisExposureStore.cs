// The exposure store of a fleet: histories on a server that speaks the Redis protocol.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AdSelect;

/// <summary>
/// Keeps exposure histories on Redis, Valkey or Garnet, a cluster included: one key an identity, whose value is the history. Reading is one
/// round trip; recording appends to the value in one atomic step. Thread-safe; make one for a connection and share it.
/// </summary>
/// <remarks>
/// <para>
/// Nothing is lost to a race: events are appended and never written over, an event that is recorded twice counts once wherever it
/// stands, and compacting replaces a value only if nobody has appended meanwhile. Nothing is deleted because one host's clock is ahead.
/// </para>
/// <para>
/// No call waits for the server longer than <see cref="RedisExposureStoreOptions.Timeout"/>, however many identities it is about, and
/// none throws because of the server. Without its answer, reading gives what this process recorded itself, marked as incomplete: caps
/// that deny without the identity then deny, so their line items stop; the others count what there is. What is recorded waits, and goes
/// to the server with the next call that reaches it.
/// </para>
/// </remarks>
public sealed partial class RedisExposureStore : IExposureStore
{
    private readonly IConnectionMultiplexer _redis;
    private readonly RedisExposureStoreOptions _options;
    private readonly ILogger _logger;
    private readonly RecentExposures _recent;
    private readonly ExposureQueue _queue;
    private long _damagedHistories;

    /// <summary>Makes a store on a connection, which the caller keeps and closes.</summary>
    /// <param name="redis">The connection.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="logger">Told of damaged histories and of a server that does not answer; null for nobody.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public RedisExposureStore(IConnectionMultiplexer redis, RedisExposureStoreOptions? options = null, ILogger<RedisExposureStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _redis = redis;
        _options = options ?? new RedisExposureStoreOptions();
        _options.Check();
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _queue = new ExposureQueue(_options.MaxWaiting);
        _recent = new RecentExposures(_options.LocalBytes, _options.LocalAge);
    }

    /// <summary>Exposures that wait for the server, or for its answer: never more than <see cref="RedisExposureStoreOptions.MaxWaiting"/>.</summary>
    public int WaitingExposures => _queue.Count;

    /// <summary>Exposures that never reached the server, because too many waited; since the store was made.</summary>
    public long DroppedExposures => _queue.Dropped;

    /// <summary>How often a value was found that is no history; since the store was made.</summary>
    public long DamagedHistories => Interlocked.Read(ref _damagedHistories);

    private IDatabase Database => _redis.GetDatabase(_options.Database);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(
        ReadOnlyMemory<ListenerIdentity> identities,
        Memory<StoredHistory> histories,
        DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (histories.Length < identities.Length)
        {
            throw new ArgumentException($"Room for {histories.Length} histories of {identities.Length} identities.", nameof(histories));
        }

        // Made first: that refuses what is no identity before anything is sent.
        StoreKey[] keys = [.. identities.Span.ToArray().Select(identity => StoreKeyOf(identity))];
        using var deadline = new CallDeadline(_options.Timeout, cancellationToken);
        Task<RedisValue>[] reads = [.. keys.Select(key => Begin(() => Database.StringGetAsync(key.Key)))];
        await AnsweredAsync(Task.WhenAll(reads), deadline).ConfigureAwait(false);
        List<StoreKey> damaged = [];
        for (int i = 0; i < reads.Length; i++)
        {
            bool isAnswered = reads[i].IsCompletedSuccessfully;
            var value = new StoredValue(isAnswered ? ((ReadOnlyMemory<byte>)reads[i].Result).Span : default);
            value.Add(_recent.Read(identities.Span[i], now, keys[i].Age));
            value.Compact(AdSelectLimits.MaxHistoryRecords);
            histories.Span[i] = value.ToStored(now, isAnswered);
            if (value.IsDamaged)
            {
                Interlocked.Increment(ref _damagedHistories);
                LogDamage(identities.Span[i].Kind, value.Records);
                damaged.Add(keys[i]);
            }
        }

        await RewriteAsync(damaged, deadline).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>All exposures are checked before the first is recorded. What happened later than <paramref name="now"/> is recorded as now.</remarks>
    public async ValueTask RecordAsync(ReadOnlyMemory<RecordedExposure> exposures, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var recorded = new RecordedExposure[exposures.Length];
        var own = new Queue<QueuedExposure>(exposures.Length);
        byte[] record = new byte[ExposureHistory.RecordBytes];
        for (int i = 0; i < recorded.Length; i++)
        {
            recorded[i] = exposures.Span[i] with { Exposure = exposures.Span[i].Exposure.NoLaterThan(now) };
            ExposureHistory.Write(recorded[i].Exposure, now, record);
            own.Enqueue(new QueuedExposure(StoreKeyOf(recorded[i].Identity), Frame.Write(FrameKind.Record, record)));
        }

        foreach (RecordedExposure exposure in recorded)
        {
            _recent.Record(exposure.Identity, exposure.Exposure, now);
        }

        using var deadline = new CallDeadline(_options.Timeout, cancellationToken);
        await SendAsync(own, deadline).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends what waits for the server, as recording does anyway, for no longer than one call may take. Call it when nothing is recorded for
    /// a while, and before the process ends, until it says that nothing is left.
    /// </summary>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when nothing waits any more.</returns>
    public async ValueTask<bool> FlushAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        using var deadline = new CallDeadline(_options.Timeout, cancellationToken);
        while (_queue.HasWaiting && await SendAsync([], deadline).ConfigureAwait(false))
        {
        }

        return WaitingExposures == 0;
    }

    /// <summary>The key of an identity: what follows the prefix is in braces, so that a cluster puts it where all of the identity is.</summary>
    /// <exception cref="ArgumentException">It is no identity.</exception>
    internal RedisKey KeyOf(in ListenerIdentity identity)
    {
        if (!identity.IsValid)
        {
            throw new ArgumentException(
                $"The {identity.Kind} is no identity: its kind is not defined, or its id is not 1 to {AdSelectLimits.MaxIdBytes} UTF-8 bytes of valid text.",
                nameof(identity));
        }

        return $"{_options.KeyPrefix}{{{identity.Kind}:{identity.Id}}}";
    }

    private StoreKey StoreKeyOf(in ListenerIdentity identity) => new(KeyOf(identity), _options.Retention.AgeOf(identity.Kind));

    // False when there was no answer in time, or the answer was an error.
    private async Task<bool> AnsweredAsync(Task answer, CallDeadline deadline)
    {
        if (await deadline.WaitAsync(answer).ConfigureAwait(false) is { } error)
        {
            LogNoAnswer(error.Message);
            return false;
        }

        return true;
    }

    // A multiplexer without a connection may throw at once instead of failing later.
    private static async Task<T> Begin<T>(Func<Task<T>> command) => await command().ConfigureAwait(false);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The exposure store did not answer: {Reason}")]
    private partial void LogNoAnswer(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The exposure history of a listener ({Kind}) was damaged: {Kept} records are kept")]
    private partial void LogDamage(CapIdentity kind, int kept);
}
