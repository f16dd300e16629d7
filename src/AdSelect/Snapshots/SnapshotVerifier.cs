// Decides whether a file image is a whole, unaltered snapshot. Nothing is used before every check has passed.
using System.IO.Hashing;

namespace AdSelect.Snapshots;

/// <summary>
/// The checks in order: prefix, header hash, header, length, section table, the bytes between sections, section hashes.
/// Together they cover every byte: the hashes cover prefix, header and payloads, and all others are recomputed.
/// </summary>
internal static class SnapshotVerifier
{
    private const int ParallelBytes = 8 << 20;

    /// <exception cref="SnapshotException">The image is not a snapshot that this library reads, or is damaged.</exception>
    public static SnapshotFile Verify(AlignedBlock block)
    {
        ReadOnlySpan<byte> image = block.Image;
        SnapshotFormat.CheckPrefix(image);
        int bodyStart = CheckHeaderHash(image, out UInt128 contentHash);

        int headerLength = bodyStart - SnapshotFormat.HashElementLength - SnapshotFormat.PrefixLength;
        DecodedHeader decoded = HeaderCodec.Decode(block.Array.AsMemory(block.Start + SnapshotFormat.PrefixLength, headerLength));
        CheckFileLength(decoded, image);
        decoded.Header.Check();
        CheckTable(decoded.Sections, bodyStart, image.Length);
        CheckFrames(decoded.Sections, bodyStart, image);
        CheckHashes(decoded.Sections, bodyStart, block);
        return new SnapshotFile(block, decoded.Header, decoded.Sections, bodyStart, contentHash);
    }

    private static int CheckHeaderHash(ReadOnlySpan<byte> image, out UInt128 hash)
    {
        uint headerLength = SnapshotFormat.ReadHeaderLength(image);
        if (headerLength > SnapshotFormat.MaxHeaderLength)
        {
            throw Refusal.TooLarge($"The snapshot's header states {headerLength} bytes; the limit is {SnapshotFormat.MaxHeaderLength}.");
        }

        int bodyStart = SnapshotFormat.BodyStart((int)headerLength);
        if (bodyStart > image.Length)
        {
            throw Refusal.Truncated($"The snapshot is truncated: its header ends at byte {bodyStart}, and there are {image.Length} bytes.");
        }

        int hashStart = bodyStart - SnapshotFormat.HashElementLength;
        if (!SnapshotFormat.TryReadHash(image[hashStart..bodyStart], out hash) || XxHash128.HashToUInt128(image[..hashStart]) != hash)
        {
            throw Refusal.Altered("The snapshot is altered: its header does not have the hash that the file states.");
        }

        return bodyStart;
    }

    private static void CheckFileLength(DecodedHeader decoded, ReadOnlySpan<byte> image)
    {
        if (SnapshotFormat.ReadElements(image) != SnapshotFormat.FixedElements + (2 * decoded.Sections.Length))
        {
            throw Refusal.Inconsistent($"The snapshot's header lists {decoded.Sections.Length} sections, which is not what the outer array holds.");
        }

        if (decoded.FileLength > image.Length)
        {
            throw Refusal.Truncated($"The snapshot is truncated: its header states {decoded.FileLength} bytes, and there are {image.Length}.");
        }

        if (decoded.FileLength < image.Length)
        {
            throw Refusal.Truncated($"The snapshot has bytes after its end: its header states {decoded.FileLength} bytes, and there are {image.Length}.");
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

    private static void CheckFrames(ReadOnlySpan<SectionEntry> sections, int bodyStart, ReadOnlySpan<byte> image)
    {
        int end = bodyStart;
        foreach (SectionEntry section in sections)
        {
            int start = bodyStart + section.Offset;
            if (!SnapshotFormat.IsFrame(image[end..start], section.Length))
            {
                throw Refusal.Altered($"The snapshot is altered: the bytes before section {section.Id}, from {end} to {start}, are not those of the format.");
            }

            end = start + section.Length;
        }
    }

    private static void CheckHashes(SectionEntry[] sections, int bodyStart, AlignedBlock block)
    {
        int firstBad = int.MaxValue;
        if (block.Image.Length > ParallelBytes)
        {
            object gate = new();
            Parallel.For(0, sections.Length, i =>
            {
                if (!HashFits(sections[i], bodyStart, block))
                {
                    lock (gate)
                    {
                        firstBad = Math.Min(firstBad, i);
                    }
                }
            });
        }
        else
        {
            firstBad = Array.FindIndex(sections, section => !HashFits(section, bodyStart, block)) is >= 0 and int bad ? bad : firstBad;
        }

        if (firstBad < sections.Length)
        {
            throw Refusal.Altered($"The snapshot is altered: {sections[firstBad]} does not have the hash that the header states.");
        }
    }

    private static bool HashFits(SectionEntry section, int bodyStart, AlignedBlock block)
        => XxHash128.HashToUInt128(block.Image.Slice(bodyStart + section.Offset, section.Length)) == section.Hash;
}
