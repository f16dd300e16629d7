// The in-memory store's file: written whole, checked whole before anything of it counts.
using AdSelect.Frequency;
using AdSelect.Snapshots;

namespace AdSelect;

public sealed partial class InMemoryExposureStore
{
    /// <summary>
    /// Writes everything to a file, which replaces a former one only once it is complete. Recording may go on meanwhile; each history is written as it
    /// was at one instant.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up; a former file stays.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => AtomicFile.Write(path, stream => Save(stream, cancellationToken)), cancellationToken);

    /// <summary>As <see cref="SaveAsync(string, CancellationToken)"/>, to a stream that stays open, on the calling thread.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffered = new BufferedStream(stream, StoreFile.BufferBytes);
        var file = new StoreFile.Writer(buffered);
        foreach (StoreShard shard in _shards)
        {
            foreach ((ListenerIdentity identity, ReadOnlyMemory<byte> history, long lastTicks) in shard.Copy())
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Add(identity, history.Span, lastTicks);
            }
        }

        foreach ((ulong key, long untilTicks) in _forgottenListeners.Copy())
        {
            file.AddForgotten(isSession: false, key, untilTicks);
        }

        foreach ((ulong key, long untilTicks) in _forgottenSessions.Copy())
        {
            file.AddForgotten(isSession: true, key, untilTicks);
        }

        file.Complete();
        buffered.Flush();
    }

    /// <summary>Reads a store back from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// Bounds of the store; those for whom they leave no room are forgotten. What was stamped later than it was recorded becomes as of then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The file is not one of a store, is of a newer version, truncated or altered.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Task<InMemoryExposureStore> LoadAsync(
        string path,
        InMemoryExposureStoreOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                using Stream stream = AtomicFile.OpenRead(path);
                return Load(stream, options, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// As <see cref="LoadAsync(string, InMemoryExposureStoreOptions?, CancellationToken)"/>, from a stream that is read to the end of the store.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a store, are of a newer version, truncated or altered.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static InMemoryExposureStore Load(Stream stream, InMemoryExposureStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var store = new InMemoryExposureStore(options);
        var file = new StoreFile.Reader(new BufferedStream(stream, StoreFile.BufferBytes));
        List<(ListenerIdentity Identity, byte[] History, long LastTicks)> all = [];
        while (file.TryRead(out ListenerIdentity identity, out byte[] history, out long lastTicks))
        {
            cancellationToken.ThrowIfCancellationRequested();
            all.Add((identity, history, lastTicks));
        }

        foreach ((bool isSession, ulong key, long untilTicks) in file.Forgotten)
        {
            (isSession ? store._forgottenSessions : store._forgottenListeners).Add(key, untilTicks);
        }

        // Parts are cut anew in every process; each wants its identities in the order in which they were recorded for.
        all.Sort(static (left, right) => left.LastTicks.CompareTo(right.LastTicks));
        foreach ((ListenerIdentity identity, byte[] history, long lastTicks) in all)
        {
            store.ShardOf(identity).Restore(identity, history, lastTicks);
        }

        return store;
    }
}
