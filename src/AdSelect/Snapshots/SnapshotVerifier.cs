// Decides whether a file image is a whole, unaltered snapshot. Nothing is used before every check has passed.
using System.IO.Hashing;

namespace AdSelect.Snapshots;

/// <summary>
/// The checks in order: prefix, header hash, header, length, section table, the bytes between sections, section hashes.
/// Together they cover every byte: the hashes cover prefix, header and payloads, and all others are recomputed.
/// </summary>
internal static class SnapshotVerifier
{
    // Smaller files are done before another thread has begun.
    private const int ParallelBytes = 1 << 20;

    /// <param name="memory">The image, or room for it.</param>
    /// <param name="source">Fills the memory part by part, or null when the image is there.</param>
    /// <param name="threads">Threads that may read and hash at once.</param>
    /// <exception cref="SnapshotException">The image is not a snapshot that this library reads, or is damaged.</exception>
    public static SnapshotFile Verify(SnapshotMemory memory, SnapshotSource? source, int threads)
    {
        source?.Fill(0, Math.Min(memory.Length, SnapshotFormat.PrefixLength));
        SnapshotFormat.CheckPrefix(memory.Image);
        byte[] start = ReadStart(memory, source, out UInt128 contentHash);
        DecodedHeader decoded = HeaderCodec.Decode(start.AsMemory(SnapshotFormat.PrefixLength..^SnapshotFormat.HashElementLength));
        CheckFileLength(decoded, start, memory.Length);
        decoded.Header.Check();
        CheckTable(decoded.Sections, start.Length, memory.Length);
        new SectionVerifier(memory, source, decoded.Sections, start.Length).Check(memory.Length < ParallelBytes ? 1 : threads);
        return new SnapshotFile(memory, decoded.Header, decoded.Sections, start.Length, contentHash) { Threads = threads };
    }

    // Prefix, header and its hash as a copy: what is parsed is what was hashed, also if the file is being changed.
    private static byte[] ReadStart(SnapshotMemory memory, SnapshotSource? source, out UInt128 hash)
    {
        uint headerLength = SnapshotFormat.ReadHeaderLength(memory.Image);
        if (headerLength > SnapshotFormat.MaxHeaderLength)
        {
            throw Refusal.TooLarge($"The snapshot's header states {headerLength} bytes; the limit is {SnapshotFormat.MaxHeaderLength}.");
        }

        int bodyStart = SnapshotFormat.BodyStart((int)headerLength);
        if (bodyStart > memory.Length)
        {
            throw Refusal.Truncated($"The snapshot is truncated: its header ends at byte {bodyStart}, and there are {memory.Length} bytes.");
        }

        source?.Fill(SnapshotFormat.PrefixLength, bodyStart);
        byte[] start = memory.Image[..bodyStart].ToArray();
        int hashStart = bodyStart - SnapshotFormat.HashElementLength;
        if (!SnapshotFormat.TryReadHash(start.AsSpan(hashStart), out hash) || XxHash128.HashToUInt128(start.AsSpan(0, hashStart)) != hash)
        {
            throw Refusal.Altered("The snapshot is altered: its header does not have the hash that the file states.");
        }

        return start;
    }

    private static void CheckFileLength(DecodedHeader decoded, ReadOnlySpan<byte> start, int length)
    {
        if (SnapshotFormat.ReadElements(start) != SnapshotFormat.FixedElements + (2 * decoded.Sections.Length))
        {
            throw Refusal.Inconsistent($"The snapshot's header lists {decoded.Sections.Length} sections, which is not what the outer array holds.");
        }

        if (decoded.FileLength > length)
        {
            throw Refusal.Truncated($"The snapshot is truncated: its header states {decoded.FileLength} bytes, and there are {length}.");
        }

        if (decoded.FileLength < length)
        {
            throw Refusal.Truncated($"The snapshot has bytes after its end: its header states {decoded.FileLength} bytes, and there are {length}.");
        }
    }

    // Every position follows from the lengths, so a section that overlaps another or leaves the file cannot be at its own.
    private static void CheckTable(ReadOnlySpan<SectionEntry> sections, int bodyStart, int fileLength)
    {
        long end = bodyStart;
        int previous = -1;
        foreach (SectionEntry section in sections)
        {
            if ((int)section.Id <= previous)
            {
                throw Refusal.Inconsistent($"{section} does not follow the section before it: the table's ids must ascend.");
            }

            long start = SnapshotFormat.PayloadStart(end);
            if (section.Offset != start - bodyStart)
            {
                throw Refusal.Inconsistent($"{section} must begin at offset {start - bodyStart}, where the one before it leaves off.");
            }

            if (section.Length > fileLength - start)
            {
                throw Refusal.Inconsistent($"{section} does not end within the file's {fileLength} bytes.");
            }

            previous = (int)section.Id;
            end = start + section.Length;
        }

        if (end != fileLength)
        {
            throw Refusal.Inconsistent($"The snapshot's last section ends at byte {end}, and the file at byte {fileLength}.");
        }
    }
}
