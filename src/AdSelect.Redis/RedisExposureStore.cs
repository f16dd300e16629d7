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
/// stands, and compacting replaces a value only if nobody has appended meanwhile.
/// </para>
/// <para>
/// While the server does not answer within <see cref="RedisExposureStoreOptions.Timeout"/>, reading gives what this process recorded
/// itself, marked as incomplete: caps that deny without the identity then deny, the others count what there is. What is recorded
/// waits, and goes to the server with the next call that reaches it. No call throws because of the server.
/// </para>
/// </remarks>
public sealed partial class RedisExposureStore : IExposureStore
{
    private readonly IConnectionMultiplexer _redis;
    private readonly RedisExposureStoreOptions _options;
    private readonly ILogger _logger;
    private readonly InMemoryExposureStore _local;
    private readonly WaitingExposures _waiting;
    private long _damagedHistories;
    private int _underWay;

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
        _waiting = new WaitingExposures(_options.MaxWaiting);
        _local = new InMemoryExposureStore(new InMemoryExposureStoreOptions
        {
            MaxBytes = _options.LocalBytes,
            Retention = new ExposureRetention { Age = _options.LocalAge, MaxRecords = LocalRecords },
        });
    }

    /// <summary>Exposures that wait for the server, or for its answer.</summary>
    public int WaitingExposures => _waiting.Count + Volatile.Read(ref _underWay);

    /// <summary>Exposures that never reached the server, because too many waited; since the store was made.</summary>
    public long DroppedExposures => _waiting.Dropped;

    /// <summary>How often a value was found that is no history; since the store was made.</summary>
    public long DamagedHistories => Interlocked.Read(ref _damagedHistories);

    // Of one identity, beside the server.
    private const int LocalRecords = 64;

    private IDatabase Database => _redis.GetDatabase(_options.Database);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(ReadOnlyMemory<ListenerIdentity> identities, Memory<StoredHistory> histories, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (histories.Length < identities.Length)
        {
            throw new ArgumentException($"Room for {histories.Length} histories of {identities.Length} identities.", nameof(histories));
        }

        // Asked first: it refuses what is no identity before anything is sent.
        var local = new ReadOnlyMemory<byte>[identities.Length];
        for (int i = 0; i < local.Length; i++)
        {
            local[i] = _local.Read(identities.Span[i], now).Bytes;
        }

        Task<RedisValue>[] reads = StartReading(identities);
        await Answered(Task.WhenAll(reads), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < reads.Length; i++)
        {
            if (!reads[i].IsCompletedSuccessfully)
            {
                histories.Span[i] = ExposureHistory.Incomplete(local[i].Span, now);
                continue;
            }

            ReadOnlyMemory<byte> bytes = reads[i].Result;
            bool isValid = ExposureHistory.IsValid(bytes.Span);
            if (!isValid)
            {
                bytes = await RepairAsync(identities.Span[i], bytes, cancellationToken).ConfigureAwait(false);
            }

            ReadOnlyMemory<byte> merged = HistoryMerge.Of(bytes, local[i], _options.Retention.MaxRecords);
            histories.Span[i] = isValid ? ExposureHistory.Stored(merged) : ExposureHistory.Incomplete(merged.Span, now);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RecordAsync(ReadOnlyMemory<RecordedExposure> exposures, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Asked first: it refuses all of them when one is none. What waits is sent later, so it is stamped no later than now before.
        _local.Record(exposures.Span, now);
        RecordedExposure[] stamped = exposures.ToArray();
        for (int i = 0; i < stamped.Length; i++)
        {
            stamped[i] = stamped[i] with { Exposure = stamped[i].Exposure.NoLaterThan(now) };
        }

        await SendAsync(stamped, now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what waits for the server, as recording does anyway. Call it when nothing is recorded for a while, and before the process ends.</summary>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up sending; what was not sent still waits.</param>
    /// <returns>True when nothing waits any more.</returns>
    public async ValueTask<bool> FlushAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        while (_waiting.Count > 0 && await SendAsync([], now, cancellationToken).ConfigureAwait(false))
        {
        }

        return WaitingExposures == 0;
    }

    /// <summary>The key of an identity: what follows the prefix is in braces, so that a cluster puts it where all of the identity is.</summary>
    internal RedisKey KeyOf(in ListenerIdentity identity) => $"{_options.KeyPrefix}{{{identity.Kind}:{identity.Id}}}";

    // All requests leave together.
    private Task<RedisValue>[] StartReading(ReadOnlyMemory<ListenerIdentity> identities)
    {
        var reads = new Task<RedisValue>[identities.Length];
        for (int i = 0; i < reads.Length; i++)
        {
            ListenerIdentity identity = identities.Span[i];
            reads[i] = Begin(() => Database.StringGetAsync(KeyOf(identity)));
        }

        return reads;
    }

    // Waits as long as the options say. False when there was no answer, or the answer was an error.
    private async Task<bool> Answered(Task answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WaitAsync(_options.Timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or RedisException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNoAnswer(error.Message);

            // An answer that comes later is of no use, and must not count as unobserved.
            _ = answer.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The exposure store did not answer: {Reason}")]
    private partial void LogNoAnswer(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The exposure history of a listener ({Kind}) was damaged: {Kept} of {Bytes} bytes are kept")]
    private partial void LogDamage(CapIdentity kind, int kept, int bytes);
}
