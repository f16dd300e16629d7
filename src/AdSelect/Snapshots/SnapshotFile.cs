// A verified snapshot file in memory: header, sections as typed columns, and the bytes themselves.
using System.Runtime.CompilerServices;
using AdSelect.Internals;

namespace AdSelect.Snapshots;

/// <summary>A verified file image. Nothing of a file that does not verify is ever visible.</summary>
internal sealed class SnapshotFile
{
    private readonly SnapshotMemory _memory;
    private readonly SectionEntry[] _sections;
    private readonly int _bodyStart;

    /// <summary>Takes an image that the verifier has passed or the writer has just made.</summary>
    internal SnapshotFile(SnapshotMemory memory, SnapshotHeader header, SectionEntry[] sections, int bodyStart, UInt128 contentHash)
    {
        _memory = memory;
        _sections = sections;
        _bodyStart = bodyStart;
        Header = header;
        ContentHash = contentHash;
    }

    public SnapshotHeader Header { get; }

    public int FormatMajor => SnapshotFormat.ReadMajor(_memory.Image);

    public int FormatMinor => SnapshotFormat.ReadMinor(_memory.Image);

    /// <summary>Threads that may work on the content at once while it is checked and put to use.</summary>
    public int Threads { get; init; } = Ranges.DefaultThreads;

    /// <summary>Bytes of the file.</summary>
    public int Length => _memory.Length;

    /// <summary>Hash of the header, which itself holds the hash of every section: equal hashes mean equal files.</summary>
    public UInt128 ContentHash { get; }

    /// <summary>All bytes, which are there as long as this object is reachable.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.Image;

    /// <summary>The sections in the file's order, those of a newer minor version included.</summary>
    public ReadOnlySpan<SectionEntry> Sections => _sections;

    /// <exception cref="SnapshotException">The file is not a snapshot that this library reads, or is damaged.</exception>
    public static SnapshotFile Read(string path) => Read(path, new SnapshotLoadOptions());

    /// <exception cref="SnapshotException">The file is not a snapshot that this library reads, or is damaged.</exception>
    public static SnapshotFile Read(string path, SnapshotLoadOptions options)
    {
        try
        {
            return SnapshotReader.Read(path, options);
        }
        catch (SnapshotException refusal)
        {
            throw new SnapshotException(refusal.Error, $"'{path}': {refusal.Message}");
        }
    }

    /// <summary>Reads from the stream's position to its end.</summary>
    /// <exception cref="SnapshotException">The bytes are not a snapshot that this library reads, or are damaged.</exception>
    public static SnapshotFile Read(Stream stream) => SnapshotReader.Read(stream);

    /// <exception cref="SnapshotException">The bytes are not a snapshot that this library reads, or are damaged.</exception>
    public static SnapshotFile Read(ReadOnlySpan<byte> bytes) => SnapshotReader.Read(bytes);

    public bool Has(SectionId id) => Find(id) >= 0;

    /// <exception cref="SnapshotException">The section is missing, or its length is no multiple of the element's size.</exception>
    public Column<T> Column<T>(SectionId id)
        where T : unmanaged
    {
        int index = Find(id);
        if (index < 0)
        {
            throw Refusal.Inconsistent($"The snapshot has no section {id}.");
        }

        SectionEntry section = _sections[index];
        if (section.Length % Unsafe.SizeOf<T>() != 0)
        {
            throw Refusal.Inconsistent($"{section} is not a whole number of elements of {Unsafe.SizeOf<T>()} bytes.");
        }

        return new Column<T>(_memory, _memory.Image.Slice(_bodyStart + section.Offset, section.Length));
    }

    /// <summary>Replaces the file at the path in one step: a reader sees the old content or the new, never a part.</summary>
    public void Write(string path) => AtomicFile.Write(path, Write);

    public void Write(Stream stream)
    {
        stream.Write(Bytes);
        GC.KeepAlive(this);
    }

    /// <summary>Gives the memory back at once. For a file whose content was refused, so that nothing refers to it.</summary>
    public void Release() => _memory.Dispose();

    private int Find(SectionId id)
    {
        int low = 0;
        int high = _sections.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (_sections[middle].Id == id)
            {
                return middle;
            }

            if (_sections[middle].Id < id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
