// Brings a snapshot's bytes into memory and has them verified: from a file, a stream or memory, bounded.
using AdSelect.Internals;

namespace AdSelect.Snapshots;

/// <summary>Only reads. The prefix is checked before memory is taken, so that a foreign file costs nothing.</summary>
internal static class SnapshotReader
{
    private const int FirstChunkBytes = 1 << 16;
    private const int MaxChunkBytes = 1 << 26;

    public static SnapshotFile Read(string path, SnapshotLoadOptions options)
    {
        SnapshotFormat.RequireLittleEndian();
        FileStream? stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            // Pipes have no length, and special files state 0 whatever they hold.
            if (!stream.CanSeek || stream.Length == 0)
            {
                return SnapshotVerifier.Verify(ReadToEnd(stream), source: null, options.MaxThreads);
            }

            int length = CheckStart(stream);
            SnapshotFile file = options.MemoryMap ? Map(stream, length, options.MaxThreads) : Read(stream, length, options.MaxThreads);
            stream = options.MemoryMap ? null : stream;
            return file;
        }
        finally
        {
            stream?.Dispose();
        }
    }

    public static SnapshotFile Read(Stream stream)
    {
        SnapshotFormat.RequireLittleEndian();
        return SnapshotVerifier.Verify(stream.CanSeek ? ReadSized(stream) : ReadToEnd(stream), source: null, Ranges.DefaultThreads);
    }

    public static SnapshotFile Read(ReadOnlySpan<byte> bytes)
    {
        SnapshotFormat.RequireLittleEndian();
        SnapshotFormat.CheckPrefix(bytes);
        AlignedBlock block = Allocate(bytes.Length);
        bytes.CopyTo(block.Target);
        return SnapshotVerifier.Verify(block, source: null, Ranges.DefaultThreads);
    }

    private static SnapshotFile Read(FileStream stream, int length, int threads)
    {
        var block = new AlignedBlock(length);
        SnapshotFile file = SnapshotVerifier.Verify(block, new SnapshotSource(stream.SafeFileHandle, block), threads);
        CheckEnd(stream, length);
        return file;
    }

    private static SnapshotFile Map(FileStream stream, int length, int threads)
    {
        var memory = MappedMemory.Open(stream, length);
        try
        {
            SnapshotFile file = SnapshotVerifier.Verify(memory, source: null, threads);
            CheckEnd(stream, length);
            return file;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    // What a file says of itself before memory is taken for it.
    private static int CheckStart(FileStream stream)
    {
        long length = stream.Length;
        Span<byte> prefix = stackalloc byte[(int)Math.Min(length, SnapshotFormat.PrefixLength)];
        CheckRead(RandomAccess.Read(stream.SafeFileHandle, prefix, 0), length, prefix.Length);
        SnapshotFormat.CheckPrefix(prefix);
        CheckLimit(length);
        return (int)length;
    }

    private static void CheckEnd(FileStream stream, int length)
    {
        long now = RandomAccess.GetLength(stream.SafeFileHandle);
        if (now != length)
        {
            throw Refusal.Truncated($"The snapshot changed while it was loaded: the file had {length} bytes and has {now}.");
        }
    }

    // The length is known: one block, filled in place.
    private static AlignedBlock ReadSized(Stream stream)
    {
        long length = Math.Max(0, stream.Length - stream.Position);
        Span<byte> prefix = stackalloc byte[(int)Math.Min(length, SnapshotFormat.PrefixLength)];
        CheckRead(stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false), length, prefix.Length);
        SnapshotFormat.CheckPrefix(prefix);

        AlignedBlock block = Allocate(length);
        Span<byte> rest = block.Target[prefix.Length..];
        prefix.CopyTo(block.Target);
        CheckRead(prefix.Length + stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false), length, block.Length);
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
        Span<byte> target = block.Target;
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
