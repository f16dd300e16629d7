// Tells files from what only looks like one: the runtime does not say whether a path leads to a pipe or a device.
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

internal static partial class FileKind
{
    // Of statx (Linux 4.11): its structure is the same on every processor.
    private const int CurrentFolder = -100;
    private const uint AsksForType = 1;
    private const int StructureBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>True when the path leads to something that exists and is no regular file.</summary>
    public static bool IsOther(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            return Directory.Exists(path);
        }

        return OperatingSystem.IsLinux()
            ? IsOtherOnLinux(path)
            : path.StartsWith(@"\\.\", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal);
    }

    private static bool IsOtherOnLinux(string path)
    {
        Span<byte> answer = stackalloc byte[StructureBytes];
        try
        {
            return Ask(CurrentFolder, path, 0, AsksForType, answer) == 0 && (MemoryMarshal.Read<ushort>(answer[ModeOffset..]) & TypeBits) != RegularFile;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return path.StartsWith("/dev/", StringComparison.Ordinal);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, Span<byte> answer);
}
