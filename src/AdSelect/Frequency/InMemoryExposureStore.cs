// The exposure store of a single process: histories in memory, sharded, bounded, and forgotten by age.
using AdSelect.Frequency;
using AdSelect.Internals;

namespace AdSelect;

/// <summary>
/// Keeps exposure histories in the memory of one process. Thread-safe; reading never waits for more than the recording of one event.
/// What was recorded is seen by every later read. Bounded: see <see cref="InMemoryExposureStoreOptions"/>.
/// </summary>
/// <remarks>
/// <see cref="SaveAsync(string, CancellationToken)"/> writes everything to a file and <see cref="LoadAsync(string, InMemoryExposureStoreOptions?, CancellationToken)"/>
/// reads it back, so that a restart forgets nothing that was saved. Of an identity that was forgotten for lack of memory the store still
/// knows that it was, and until when events are missing: caps that could count them deny, unless they allow a missing identity.
/// <see cref="ForgottenIdentities"/> tells how often that happened; give more memory when it does.
/// </remarks>
public sealed partial class InMemoryExposureStore : IExposureStore
{
    private const int ShardCount = 64;

    // Of the bytes, for listeners and for sessions.
    private const int ForgottenShare = 16;

    private readonly StoreShard[] _shards = new StoreShard[ShardCount];
    private readonly InMemoryExposureStoreOptions _options;
    private readonly ForgottenMarks _forgottenListeners;
    private readonly ForgottenMarks _forgottenSessions;

    /// <summary>Makes an empty store.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public InMemoryExposureStore(InMemoryExposureStoreOptions? options = null)
    {
        _options = options ?? new InMemoryExposureStoreOptions();
        _options.Check();
        _forgottenListeners = new ForgottenMarks(_options.MaxBytes / ForgottenShare);
        _forgottenSessions = new ForgottenMarks(_options.MaxBytes / ForgottenShare);
        long ofHistories = _options.MaxBytes - (2 * (_options.MaxBytes / ForgottenShare));
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new StoreShard(_options.Retention, Math.Max(1, ofHistories / ShardCount), MarksOf);
        }
    }

    /// <summary>Identities with a history.</summary>
    public long IdentityCount => Sum(static shard => shard.Count);

    /// <summary>Bytes of all histories and their ids, as far as the store itself can tell.</summary>
    public long Bytes => Sum(static shard => shard.Bytes) + _forgottenListeners.Bytes + _forgottenSessions.Bytes;

    /// <summary>Identities that were forgotten because memory ran out, since the store was made. Those that had grown too old are not among them.</summary>
    public long ForgottenIdentities => Sum(static shard => shard.Forgotten);

    /// <summary>The history of an identity, empty when nothing is known; a session or break that has ended has none. The bytes never change.</summary>
    /// <exception cref="ArgumentException">The identity is no identity.</exception>
    public StoredHistory Read(in ListenerIdentity identity, DateTimeOffset now)
    {
        RecordingCheck.ThrowIfInvalid(identity);
        return ShardOf(identity).Read(identity, now.UtcTicks);
    }

    /// <summary>Records one event; one that is stamped later than now as of now. False when it was recorded before.</summary>
    /// <exception cref="ArgumentException">The identity is no identity, or the exposure has no id or an event that is none.</exception>
    public bool Record(in ListenerIdentity identity, in Exposure exposure, DateTimeOffset now)
    {
        RecordingCheck.ThrowIfInvalid(identity);
        RecordingCheck.ThrowIfInvalid(exposure);
        return ShardOf(identity).Record(identity, ExposureRecord.Of(exposure.NoLaterThan(now)), now.UtcTicks);
    }

    /// <summary>Records several events. When one of them is refused, none is recorded.</summary>
    /// <exception cref="ArgumentException">An identity is no identity, or an exposure has no id or an event that is none; the message says which.</exception>
    public void Record(ReadOnlySpan<RecordedExposure> exposures, DateTimeOffset now)
    {
        RecordingCheck.ThrowIfInvalid(exposures);
        foreach (ref readonly RecordedExposure recorded in exposures)
        {
            Record(recorded.Identity, recorded.Exposure, now);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(
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

        for (int i = 0; i < identities.Length; i++)
        {
            histories.Span[i] = Read(identities.Span[i], now);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RecordAsync(ReadOnlyMemory<RecordedExposure> exposures, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Record(exposures.Span, now);
        return ValueTask.CompletedTask;
    }

    private ForgottenMarks MarksOf(CapIdentity kind) => kind is CapIdentity.Session or CapIdentity.Break ? _forgottenSessions : _forgottenListeners;

    private StoreShard ShardOf(in ListenerIdentity identity) => _shards[(uint)identity.GetHashCode() % ShardCount];

    private long Sum(Func<StoreShard, long> part)
    {
        long sum = 0;
        foreach (StoreShard shard in _shards)
        {
            sum += part(shard);
        }

        return sum;
    }
}
