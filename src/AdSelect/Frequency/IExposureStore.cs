// Where exposure histories live between requests.
using AdSelect.Internals;

namespace AdSelect;

/// <summary>Whose history it is: a kind of identity and the host's id in that kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">The host's id, 1 to <see cref="AdSelectLimits.MaxIdBytes"/> UTF-8 bytes; text with half of a surrogate pair is none.
/// Ids of different kinds are different identities.</param>
public readonly record struct ListenerIdentity(CapIdentity Kind, string Id)
{
    /// <summary>
    /// True when it is one: of a kind that is defined, with an id that can be kept as bytes and read back. Every store asks before it reads
    /// or records.
    /// </summary>
    public bool IsValid => Kind <= CapIdentity.Break && !string.IsNullOrEmpty(Id) && ValidText.Fits(Id, AdSelectLimits.MaxIdBytes);
}

/// <summary>One event to record for one identity.</summary>
/// <param name="Identity">Who met it.</param>
/// <param name="Exposure">What was met. Its id is required.</param>
public readonly record struct RecordedExposure(ListenerIdentity Identity, Exposure Exposure)
{
    /// <summary>True when it can be recorded: the identity is one, and the exposure has an id and an event that is defined.</summary>
    public bool IsValid => Identity.IsValid && Exposure.IsValid;
}

/// <summary>
/// Keeps exposure histories. A host reads those of a request's identities before selecting and records what was shown, heard and
/// clicked when it happens. Implementations are thread-safe. <see cref="InMemoryExposureStore"/> is the one for a single process.
/// </summary>
/// <remarks>
/// Recording is idempotent: an event that is recorded again, by <see cref="Exposure.Id"/> and <see cref="Exposure.Event"/>, counts once.
/// Time is passed in; stores read no clock for it. What is stamped later than the present is recorded as of the present.
/// </remarks>
public interface IExposureStore
{
    /// <summary>Reads the histories of several identities in one call.</summary>
    /// <param name="identities">Whose.</param>
    /// <param name="histories">Receives one history for each identity, in their order; of an unknown identity an empty one.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="ArgumentException"><paramref name="histories"/> is shorter than <paramref name="identities"/>, or an identity is no identity.</exception>
    ValueTask ReadAsync(ReadOnlyMemory<ListenerIdentity> identities, Memory<StoredHistory> histories, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Records several exposures in one call. When one of them is refused, none is recorded.</summary>
    /// <param name="exposures">Who met what. One event that counts for a user and a device is listed for both.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Gives up recording.</param>
    /// <exception cref="ArgumentException">An identity is no identity, or an exposure has no id.</exception>
    ValueTask RecordAsync(ReadOnlyMemory<RecordedExposure> exposures, DateTimeOffset now, CancellationToken cancellationToken = default);
}
