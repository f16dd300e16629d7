// A file image that is the file itself: mapped read-only, shared with every process that maps it.
using System.IO.MemoryMappedFiles;

namespace AdSelect.Snapshots;

/// <summary>
/// The mapping ends when this object is unreachable and finalized, or disposed. The file stays open as long, with the
/// share mode that keeps programs which ask for it from writing into it.
/// </summary>
internal sealed unsafe class MappedMemory : SnapshotMemory
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedMemory(MemoryMappedFile file, MemoryMappedViewAccessor view, int length)
        : base((byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset, length)
    {
        _file = file;
        _view = view;
    }

    /// <summary>Maps a whole file that is not empty, and takes over the stream.</summary>
    public static MappedMemory Open(FileStream stream, int length)
    {
        var file = MemoryMappedFile.CreateFromFile(
            stream,
            mapName: null,
            capacity: 0,
            MemoryMappedFileAccess.Read,
            HandleInheritability.None,
            leaveOpen: false);
        try
        {
            return new MappedMemory(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // The view's own handle unmaps when it is finalized: no pointer was acquired, which would count as a use without end.
    public override void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
