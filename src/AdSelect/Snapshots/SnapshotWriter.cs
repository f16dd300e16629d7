// Lays out a snapshot file: header, section table and columns, byte for byte the same for the same content.
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AdSelect.Snapshots;

/// <summary>Writes a column where it will stand in the file; what it does not write is undefined.</summary>
internal delegate void ColumnFill<T>(Span<T> column)
    where T : unmanaged;

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

    /// <summary>Adds a section that <paramref name="fill"/> writes in place, all of it, when the file is built. Ids must ascend.</summary>
    public void Add<T>(SectionId id, long length, ColumnFill<T> fill)
        where T : unmanaged => Add(new Filled<T>(id, length, fill));

    public int SectionCount => _payloads.Count;

    /// <summary>The complete file.</summary>
    /// <param name="forEach">Calls what it is given for 0 to a count − 1, in any order and at the same time if it likes; null calls one by one.</param>
    /// <exception cref="SnapshotException">It is beyond a limit.</exception>
    public SnapshotFile Build(Action<int, Action<int>>? forEach = null)
    {
        var sections = new SectionEntry[_payloads.Count];
        int headerLength = HeaderCodec.Encode(_header, 0, sections).Length;
        int bodyStart = SnapshotFormat.BodyStart(headerLength);
        var block = new AlignedBlock(Place(sections, bodyStart));

        (forEach ?? OneByOne)(sections.Length, section => Fill(block, sections, bodyStart, section));
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
                throw Refusal.TooLarge(
                    $"The snapshot is too large: section {_payloads[i].Id} ends at byte {end}, and the limit is {AdSelectLimits.MaxSnapshotBytes}.");
            }

            sections[i] = new SectionEntry(_payloads[i].Id, (int)start - bodyStart, (int)_payloads[i].ByteLength, default);
        }

        return (int)end;
    }

    // Sections do not overlap, so they may be filled at the same time.
    private void Fill(AlignedBlock block, SectionEntry[] sections, int bodyStart, int section)
    {
        ref SectionEntry own = ref sections[section];
        int gap = section == 0 ? bodyStart : bodyStart + sections[section - 1].Offset + sections[section - 1].Length;
        int start = bodyStart + own.Offset;
        SnapshotFormat.WriteFrame(block.Target[gap..start], own.Length);
        Span<byte> target = block.Target.Slice(start, own.Length);
        _payloads[section].CopyTo(target);
        own = own with { Hash = XxHash128.HashToUInt128(target) };
    }

    private static void OneByOne(int count, Action<int> body)
    {
        for (int i = 0; i < count; i++)
        {
            body(i);
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

    private sealed class Filled<T>(SectionId id, long length, ColumnFill<T> fill) : Payload(id)
        where T : unmanaged
    {
        public override unsafe long ByteLength => length * sizeof(T);

        public override void CopyTo(Span<byte> target) => fill(MemoryMarshal.Cast<byte, T>(target));
    }
}
