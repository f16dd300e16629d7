// Asks the system to back large memory with large pages: fewer faults while it is filled, fewer misses of the address cache.
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

internal static unsafe partial class HugePages
{
    private const int PageBytes = 2 << 20;

    // Linux, on all its processors: MADV_HUGEPAGE.
    private const int Huge = 14;

    /// <summary>Advice only: where it is not understood or not taken, nothing changes.</summary>
    public static void Advise(byte* start, int length)
    {
        nint first = ((nint)start + PageBytes - 1) & -PageBytes;
        nint end = ((nint)start + length) & -PageBytes;
        if (first >= end || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Advise(first, (nuint)(end - first), Huge);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
