// How a snapshot file is brought into memory.
namespace AdSelect;

/// <summary>How <see cref="AdSnapshot.Load(string, SnapshotLoadOptions)"/> brings a file into memory. Every way verifies every byte.</summary>
public sealed record SnapshotLoadOptions
{
    private readonly int _maxThreads = Internals.Ranges.DefaultThreads;

    /// <summary>
    /// Maps the file read-only instead of reading it into memory of the process: processes that map the same file share
    /// one copy of it. Default: false.
    /// </summary>
    /// <remarks>
    /// For files that are only ever replaced, as <see cref="AdSnapshot.Save(string)"/> does: by another file that takes the
    /// name, which a mapping does not notice. A file that is truncated or written into while it is mapped ends the process
    /// or changes answers, because it was verified once. Pipes and other files without a length are read.
    /// </remarks>
    public bool MemoryMap { get; init; }

    /// <summary>Threads that loading, and publishing the snapshot, may use at once; 1 means the calling thread alone. Default: 4.</summary>
    public int MaxThreads
    {
        get => _maxThreads;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxThreads = value;
        }
    }
}
