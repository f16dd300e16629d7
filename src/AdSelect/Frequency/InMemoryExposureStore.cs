// The exposure store of a single process: histories in memory, sharded, bounded, and forgotten by age.
using System.Text;
using AdSelect.Frequency;

namespace AdSelect;

/// <summary>
/// Keeps exposure histories in the memory of one process. Thread-safe; reading never waits for more than the recording of one event.
/// What was recorded is seen by every later read. Bounded: see <see cref="InMemoryExposureStoreOptions"/>.
/// </summary>
/// <remarks>
/// <see cref="SaveAsync(string, CancellationToken)"/> writes everything to a file and <see cref="LoadAsync(string, InMemoryExposureStoreOptions?, CancellationToken)"/>
/// reads it back, so that a restart forgets nothing that was saved. An identity that is forgotten for lack of memory is as one that
/// never came: its caps begin anew. <see cref="ForgottenIdentities"/> tells how often that happened; give more memory when it does.
/// </remarks>
public sealed partial class InMemoryExposureStore : IExposureStore
{
    private const int ShardCount = 64;

    private readonly StoreShard[] _shards = new StoreShard[ShardCount];
    private readonly InMemoryExposureStoreOptions _options;

    /// <summary>Makes an empty store.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public InMemoryExposureStore(InMemoryExposureStoreOptions? options = null)
    {
        _options = options ?? new InMemoryExposureStoreOptions();
        _options.Check();
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new StoreShard(_options, Math.Max(1, _options.MaxBytes / ShardCount));
        }
    }

    /// <summary>Identities with a history.</summary>
    public long IdentityCount => Sum(static shard => shard.Count);

    /// <summary>Bytes of all histories and their ids, as far as the store itself can tell.</summary>
    public long Bytes => Sum(static shard => shard.Bytes);

    /// <summary>Identities that were forgotten because memory ran out, since the store was made. Those that had grown too old are not among them.</summary>
    public long ForgottenIdentities => Sum(static shard => shard.Forgotten);

    /// <summary>The history of an identity: a complete one, empty when nothing is known. The bytes never change.</summary>
    /// <exception cref="ArgumentException">The identity is no identity.</exception>
    public StoredHistory Read(in ListenerIdentity identity)
    {
        Check(identity);
        return new StoredHistory(ShardOf(identity).Read(identity), IsComplete: true);
    }

    /// <summary>Records one event. False when it was recorded before.</summary>
    /// <exception cref="ArgumentException">The identity is no identity, or the exposure has no id.</exception>
    public bool Record(in ListenerIdentity identity, in Exposure exposure, DateTimeOffset now)
    {
        Check(identity);
        Span<byte> record = stackalloc byte[ExposureHistory.RecordBytes];
        ExposureHistory.Write(exposure, record);
        return ShardOf(identity).Record(identity, record, now.UtcTicks);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(ReadOnlyMemory<ListenerIdentity> identities, Memory<StoredHistory> histories, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (histories.Length < identities.Length)
        {
            throw new ArgumentException($"Room for {histories.Length} histories of {identities.Length} identities.", nameof(histories));
        }

        for (int i = 0; i < identities.Length; i++)
        {
            histories.Span[i] = Read(identities.Span[i]);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RecordAsync(ReadOnlyMemory<RecordedExposure> exposures, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        foreach (ref readonly RecordedExposure recorded in exposures.Span)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Record(recorded.Identity, recorded.Exposure, now);
        }

        return ValueTask.CompletedTask;
    }

    private static void Check(in ListenerIdentity identity)
    {
        bool hasId = !string.IsNullOrEmpty(identity.Id) && Encoding.UTF8.GetMaxByteCount(identity.Id.Length) <= AdSelectLimits.MaxIdBytes;
        if (!hasId && (string.IsNullOrEmpty(identity.Id) || Encoding.UTF8.GetByteCount(identity.Id) > AdSelectLimits.MaxIdBytes))
        {
            throw new ArgumentException($"An id of an identity has 1 to {AdSelectLimits.MaxIdBytes} UTF-8 bytes.", nameof(identity));
        }

        if (identity.Kind > CapIdentity.Break)
        {
            throw new ArgumentException($"{identity.Kind} is no kind of identity.", nameof(identity));
        }
    }

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
