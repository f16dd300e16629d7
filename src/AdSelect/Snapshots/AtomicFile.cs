// Replaces a file in one step: written beside the target, flushed to the disk, renamed over it.
namespace AdSelect.Snapshots;

/// <summary>A file that gets its name when it is complete. Until then, and for good when it never is, the target keeps its content.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private readonly UnixFileMode? _mode;
    private bool _isComplete;

    /// <summary>
    /// Begins a file. A link stays one: what it leads to is replaced. An existing file keeps its permissions, and nobody else may
    /// read it while it is written.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, or the path leads to something that is no file: a folder, a pipe, a device.</exception>
    public AtomicFile(string path)
    {
        _target = TargetOf(path);
        _mode = ModeOf(_target);
        _temporary = Path.Combine(Path.GetDirectoryName(_target) ?? _target, $".{Path.GetFileName(_target)}.{Path.GetRandomFileName()}.tmp");
        Stream = Named(() => new FileStream(_temporary, OptionsFor(_mode)));
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
    public static Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Puts the content, as it was written so far, in place of the target.</summary>
    public void Complete() => _isComplete = Named(() =>
    {
        ((FileStream)Stream).Flush(flushToDisk: true);
        Stream.Dispose();
        if (_mode is { } kept && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_temporary, kept);
        }

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

    // The file itself, which need not exist: renaming over a link would put a file in the link's place.
    private static string TargetOf(string path)
    {
        string target = Path.GetFullPath(path);
        target = new FileInfo(target).LinkTarget is null ? target : File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
        return FileKind.IsOther(target)
            ? throw new IOException($"'{path}' is no file but a folder, a pipe or a device: it would be replaced. Write to a stream instead.")
            : target;
    }

    private static UnixFileMode? ModeOf(string target) => !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;

    private static FileStreamOptions OptionsFor(UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
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
