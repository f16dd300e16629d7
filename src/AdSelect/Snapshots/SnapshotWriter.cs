// Lays out a snapshot file: header, section table and columns, byte for byte the same for the same content.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

internal sealed class SnapshotWriter
{
    private readonly SnapshotHeader _header;
    private readonly List<Payload> _payloads = [];

    /// <exception cref="SnapshotException">The header is impossible or beyond a limit.</exception>
    public SnapshotWriter(SnapshotHeader header)
    {
        SnapshotFormat.RequireLittleEndian();
        header.Check();
        _header = header;
    }

    /// <summary>Adds a section with a copy of the elements. Ids must ascend.</summary>
    public void Add<T>(SectionId id, ReadOnlySpan<T> column)
        where T : unmanaged => Add(id, column.ToArray());

    /// <summary>Adds a section that is the array; it must not change before <see cref="Build"/>. Ids must ascend.</summary>
    public void Add<T>(SectionId id, T[] column)
        where T : unmanaged => Add(new Payload<T>(id, column));

    /// <summary>The complete file.</summary>
    /// <exception cref="SnapshotException">It is beyond a limit.</exception>
    public SnapshotFile Build()
    {
        var sections = new SectionEntry[_payloads.Count];
        int headerLength = HeaderCodec.Encode(_header, 0, sections).Length;
        int bodyStart = SnapshotFormat.BodyStart(headerLength);
        var block = new AlignedBlock(Place(sections, bodyStart));

        Fill(block, sections, bodyStart);
        SnapshotFormat.WritePrefix(block.Target, SnapshotFormat.Major, SnapshotFormat.Minor, sections.Length, headerLength);
        ReadOnlySpan<byte> header = HeaderCodec.Encode(_header, block.Length, sections).Span;
        header.CopyTo(block.Target[SnapshotFormat.PrefixLength..]);
        int hashStart = SnapshotFormat.PrefixLength + headerLength;
        UInt128 contentHash = XxHash128.HashToUInt128(block.Target[..hashStart]);
        SnapshotFormat.WriteHash(block.Target[hashStart..], contentHash);
        return new SnapshotFile(block, _header, sections, bodyStart, contentHash);
    }

    private void Add(Payload payload)
    {
        if (_payloads.Count > 0 && payload.Id <= _payloads[^1].Id)
        {
            throw new ArgumentException($"Section {payload.Id} does not follow section {_payloads[^1].Id}: ids must ascend.");
        }

        if (_payloads.Count == SnapshotFormat.MaxSections)
        {
            throw Refusal.TooLarge($"Section {payload.Id} is one too many; the limit is {SnapshotFormat.MaxSections}.");
        }

        _payloads.Add(payload);
    }

    // Gives every section its place and returns the file's length.
    private int Place(SectionEntry[] sections, int bodyStart)
    {
        long end = bodyStart;
        for (int i = 0; i < sections.Length; i++)
        {
            long start = SnapshotFormat.PayloadStart(end);
            end = start + _payloads[i].ByteLength;
            if (end > AdSelectLimits.MaxSnapshotBytes)
            {
                throw Refusal.TooLarge($"The snapshot is too large: section {_payloads[i].Id} ends at byte {end}, and the limit is {AdSelectLimits.MaxSnapshotBytes}.");
            }

            sections[i] = new SectionEntry(_payloads[i].Id, (int)start - bodyStart, (int)_payloads[i].ByteLength, default);
        }

        return (int)end;
    }

    private void Fill(AlignedBlock block, SectionEntry[] sections, int bodyStart)
    {
        int end = bodyStart;
        for (int i = 0; i < sections.Length; i++)
        {
            int start = bodyStart + sections[i].Offset;
            SnapshotFormat.WriteFrame(block.Target[end..start], sections[i].Length);
            end = start + sections[i].Length;
            Span<byte> target = block.Target[start..end];
            _payloads[i].CopyTo(target);
            sections[i] = sections[i] with { Hash = XxHash128.HashToUInt128(target) };
        }
    }

    private abstract class Payload(SectionId id)
    {
        public SectionId Id { get; } = id;

        public abstract long ByteLength { get; }

        public abstract void CopyTo(Span<byte> target);
    }

    private sealed class Payload<T>(SectionId id, T[] column) : Payload(id)
        where T : unmanaged
    {
        public override unsafe long ByteLength => (long)column.Length * sizeof(T);

        // AsBytes cannot span more than two billion bytes; Place has refused those.
        public override void CopyTo(Span<byte> target) => MemoryMarshal.AsBytes(column.AsSpan()).CopyTo(target);
    }
}
