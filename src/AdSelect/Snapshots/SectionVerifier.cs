// The part of verifying that takes time: reads the sections and compares frames and hashes, several sections at once.
using System.IO.Hashing;
using AdSelect.Internals;

namespace AdSelect.Snapshots;

/// <summary>Works on a section table that is checked: sections follow each other and end with the memory.</summary>
internal sealed class SectionVerifier(SnapshotMemory memory, SnapshotSource? source, SectionEntry[] sections, int bodyStart)
{
    // What a thread reads before it hashes it: still in its second-level cache then.
    private const int ChunkBytes = 1 << 18;

    private readonly bool[] _hasFrame = new bool[sections.Length];
    private readonly bool[] _hasHash = new bool[sections.Length];

    /// <exception cref="SnapshotException">A frame or a hash is not what it must be; the first frame, else the first hash, is named.</exception>
    public void Check(int threads)
    {
        // The longest first, so that no thread begins one when the others are done. Short ones go together.
        int[] order = [.. Enumerable.Range(0, sections.Length).OrderByDescending(i => sections[i].Length)];
        int alone = Array.FindIndex(order, i => sections[i].Length <= ChunkBytes);
        alone = alone < 0 ? order.Length : alone;
        Ranges.Run(alone, 1, threads, (place, _) => CheckSection(order[place]));
        for (int place = alone; place < order.Length; place++)
        {
            CheckSection(order[place]);
        }

        Refuse();
    }

    private void CheckSection(int index)
    {
        SectionEntry section = sections[index];
        int start = bodyStart + section.Offset;
        int end = start + section.Length;
        int read = index == 0 ? bodyStart : bodyStart + sections[index - 1].Offset + sections[index - 1].Length;
        int frame = read;
        if (section.Length <= ChunkBytes || source is null)
        {
            source?.Fill(read, end);
            _hasHash[index] = XxHash128.HashToUInt128(memory.Image[start..end]) == section.Hash;
        }
        else
        {
            var hash = new XxHash128();
            for (int hashed = start; hashed < end; hashed = read)
            {
                int to = (int)Math.Min((long)hashed + ChunkBytes, end);
                source.Fill(read, to);
                read = to;
                hash.Append(memory.Image[hashed..to]);
            }

            _hasHash[index] = hash.GetCurrentHashAsUInt128() == section.Hash;
        }

        _hasFrame[index] = SnapshotFormat.IsFrame(memory.Image[frame..start], section.Length);
    }

    private void Refuse()
    {
        int bad = Array.IndexOf(_hasFrame, false);
        if (bad >= 0)
        {
            throw Refusal.Altered($"The snapshot is altered: the bytes before section {sections[bad].Id} are not those of the format.");
        }

        bad = Array.IndexOf(_hasHash, false);
        if (bad >= 0)
        {
            throw Refusal.Altered($"The snapshot is altered: {sections[bad]} does not have the hash that the header states.");
        }
    }
}
