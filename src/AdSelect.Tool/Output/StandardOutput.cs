// Standard output that notices when nobody reads it any more.
using Microsoft.Win32.SafeHandles;

namespace AdSelect.Tool.Output;

internal static class StandardOutput
{
    /// <summary>EPIPE: the other end of a pipe is closed.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Opens standard output.</summary>
    public static Stream Open() => OpenPipe() ?? Console.OpenStandardOutput();

    /// <summary>True when writing failed because the reader of a pipe has gone, as <c>head</c> does when it has its lines.</summary>
    public static bool IsClosed(Exception failure) => failure is IOException { HResult: BrokenPipe };

    // The console's own stream drops what a closed pipe does not take, and the command would run on for nobody. To a file it
    // writes where standard error left off, which this stream does not, so it is for pipes alone.
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        try
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return stream.CanSeek ? null : stream;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
