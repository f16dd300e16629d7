// What a caller may say about how to compile; nothing here changes the snapshot.
namespace AdSelect;

/// <summary>How to compile. Immutable; change it with <c>with</c>. No option changes the snapshot by a single bit.</summary>
public sealed record CompileOptions
{
    /// <summary>All cores, nobody told, nothing over.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>
    /// The most threads that work at a time, the calling one among them; null means as many as the machine has cores.
    /// 1 compiles on the calling thread alone. A host that compiles in the background while it serves requests leaves
    /// cores to the requests: a quarter of the cores, say. The other threads are borrowed from the thread pool, and
    /// when it lends none, the calling thread does all the work.
    /// </summary>
    public int? MaxParallelism { get; init; }

    /// <summary>The present, for warnings about what is over; null gives no such warnings.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// Told how far the compilation is, now and then; null for nobody. It is called on any of the working threads, one
    /// call at a time, and the compilation waits for it; what it is told never goes backwards.
    /// </summary>
    public IProgress<CompileProgress>? Progress { get; init; }
}
