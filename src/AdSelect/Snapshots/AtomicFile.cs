// Replaces a file in one step: written beside the target, flushed to the disk, renamed over it.
namespace AdSelect.Snapshots;

/// <summary>A file that gets its name when it is complete. Until then, and for good when it never is, the target keeps its content.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    public AtomicFile(string path)
    {
        _target = Path.GetFullPath(path);
        _temporary = Path.Combine(Path.GetDirectoryName(_target) ?? _target, $".{Path.GetFileName(_target)}.{Path.GetRandomFileName()}.tmp");
        Stream = Named(() => new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
    }

    /// <summary>Takes the content.</summary>
    public Stream Stream { get; }

    /// <summary>Writes a whole file.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new AtomicFile(path);
        file.Named(() =>
        {
            write(file.Stream);
            return true;
        });
        file.Complete();
    }

    /// <summary>Opens a file to be read from its start to its end.</summary>
    public static Stream OpenRead(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Puts the content, as it was written so far, in place of the target.</summary>
    public void Complete() => _isComplete = Named(() =>
    {
        ((FileStream)Stream).Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _target, overwrite: true);
        return true;
    });

    /// <summary>Removes what was written, unless it is complete.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_isComplete)
        {
            return;
        }

        // The first failure is the one to report: a second one while cleaning up would hide it.
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    // Whoever asked for the target has never heard of the file beside it.
    private T Named<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure.Message.Contains(_temporary, StringComparison.Ordinal))
        {
            string message = failure.Message.Replace(_temporary, _target, StringComparison.Ordinal);
            throw failure switch
            {
                DirectoryNotFoundException => new DirectoryNotFoundException(message, failure),
                UnauthorizedAccessException => new UnauthorizedAccessException(message, failure),
                PathTooLongException => new PathTooLongException(message, failure),
                _ => new IOException(message, failure) { HResult = failure.HResult },
            };
        }
    }
}
