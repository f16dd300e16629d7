// Brings a snapshot's bytes into one aligned block: from a file, a stream or memory, bounded.
namespace AdSelect.Snapshots;

/// <summary>Only reads. The prefix is checked before memory is taken, so that a foreign file costs nothing.</summary>
internal static class SnapshotReader
{
    private const int FirstChunkBytes = 1 << 16;
    private const int MaxChunkBytes = 1 << 26;

    public static AlignedBlock Read(string path)
    {
        SnapshotFormat.RequireLittleEndian();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);

        // Pipes have no length, and special files state 0 whatever they hold.
        return stream.CanSeek && stream.Length > 0 ? ReadSized(stream) : ReadToEnd(stream);
    }

    public static AlignedBlock Read(Stream stream)
    {
        SnapshotFormat.RequireLittleEndian();
        return stream.CanSeek ? ReadSized(stream) : ReadToEnd(stream);
    }

    public static AlignedBlock Read(ReadOnlySpan<byte> bytes)
    {
        SnapshotFormat.RequireLittleEndian();
        SnapshotFormat.CheckPrefix(bytes);
        AlignedBlock block = Allocate(bytes.Length);
        bytes.CopyTo(block.Image);
        return block;
    }

    // The length is known: one block, filled in place.
    private static AlignedBlock ReadSized(Stream stream)
    {
        long length = Math.Max(0, stream.Length - stream.Position);
        Span<byte> prefix = stackalloc byte[(int)Math.Min(length, SnapshotFormat.PrefixLength)];
        CheckRead(stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false), length, prefix.Length);
        SnapshotFormat.CheckPrefix(prefix);

        AlignedBlock block = Allocate(length);
        Span<byte> rest = block.Image[prefix.Length..];
        prefix.CopyTo(block.Image);
        CheckRead(prefix.Length + stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false), length, block.Image.Length);
        if (stream.ReadByte() >= 0)
        {
            throw Refusal.Truncated($"The snapshot has bytes after its end: the stream stated {length} bytes and holds more.");
        }

        return block;
    }

    // The length is not known: chunks as they come, then one copy. Nothing larger than what was read is ever allocated.
    private static AlignedBlock ReadToEnd(Stream stream)
    {
        var chunks = new List<ArraySegment<byte>>();
        long length = 0;
        int wanted = FirstChunkBytes;
        int read;
        do
        {
            byte[] chunk = GC.AllocateUninitializedArray<byte>(wanted);
            read = stream.ReadAtLeast(chunk, wanted, throwOnEndOfStream: false);
            if (length == 0)
            {
                SnapshotFormat.CheckPrefix(chunk.AsSpan(0, read));
            }

            length += read;
            CheckLimit(length);
            chunks.Add(new ArraySegment<byte>(chunk, 0, read));
            wanted = (int)Math.Min(length, MaxChunkBytes);
        }
        while (read == chunks[^1].Array!.Length);

        AlignedBlock block = Allocate(length);
        Span<byte> target = block.Image;
        foreach (ArraySegment<byte> chunk in chunks)
        {
            chunk.AsSpan().CopyTo(target);
            target = target[chunk.Count..];
        }

        return block;
    }

    private static AlignedBlock Allocate(long length)
    {
        CheckLimit(length);
        return new AlignedBlock((int)length);
    }

    private static void CheckLimit(long length)
    {
        if (length > AdSelectLimits.MaxSnapshotBytes)
        {
            throw Refusal.TooLarge($"The snapshot has {length} bytes or more; the limit is {AdSelectLimits.MaxSnapshotBytes}.");
        }
    }

    private static void CheckRead(int read, long stated, int wanted)
    {
        if (read < wanted)
        {
            throw Refusal.Truncated($"The snapshot is truncated: the stream stated {stated} bytes and ended after {read}.");
        }
    }
}
