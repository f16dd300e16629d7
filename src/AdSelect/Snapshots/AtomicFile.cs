// Replaces a file in one step: written beside the target, flushed to the disk, renamed over it.
namespace AdSelect.Snapshots;

internal static class AtomicFile
{
    /// <summary>
    /// When writing fails the target keeps its content and the temporary file is deleted. A link stays one: what it leads to is replaced.
    /// An existing file keeps its permissions, and nobody else may read it while it is written.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, or the path leads to something that is no file: a folder, a pipe, a device.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = TargetOf(path);
        UnixFileMode? mode = ModeOf(target);
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, OptionsFor(mode)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (mode is { } kept && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, kept);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>Opens a file to be read from its start to its end.</summary>
    public static Stream OpenRead(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

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

    // The first failure is the one to report: a second one while cleaning up would hide it.
    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
