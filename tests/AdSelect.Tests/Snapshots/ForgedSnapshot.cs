// Encodes snapshot files from the documented format alone, so that tests can state anything with fitting hashes.
using System.Buffers;
using System.IO.Hashing;
using MessagePack;

namespace AdSelect.Tests.Snapshots;

/// <summary>
/// A second encoder of the format, apart from the product's own. Without changes it gives the product's bytes; every
/// member changes one statement, and all hashes are computed over what is stated.
/// </summary>
internal sealed record ForgedSnapshot
{
    public static readonly ForgedSection[] SampleSections =
    [
        new(1, SampleSnapshot.ByteColumn),
        new(2, [.. SampleSnapshot.LongColumn.SelectMany(BitConverter.GetBytes)]),
        new(7, []),
        new(300, [.. SampleSnapshot.FloatColumn.SelectMany(BitConverter.GetBytes)]),
    ];

    public ushort Major { get; init; } = 1;

    public ushort Minor { get; init; }

    public ForgedSection[] Sections { get; init; } = SampleSections;

    public uint? Elements { get; init; }

    public long LengthError { get; init; }

    public long LineItems { get; init; } = 1_000;

    public int? SectionCount { get; init; }

    /// <summary>A key of the map that is not written.</summary>
    public string? Without { get; init; }

    /// <summary>Writes further entries of the map, as many as stated.</summary>
    public (int Count, byte[] Bytes) Extra { get; init; } = (0, []);

    public byte[] AfterMap { get; init; } = [];

    /// <summary>Takes the place of the whole header map.</summary>
    public byte[]? Header { get; init; }

    public byte[] Build()
    {
        int headerLength = EncodeHeader(0, 0).Length;
        int bodyStart = 34 + headerLength + 18;
        var body = new MemoryStream();
        foreach (ForgedSection section in Sections)
        {
            int padding = (64 - ((bodyStart + (int)body.Length + 10) % 64)) % 64;
            WriteBin32(body, new byte[padding]);
            WriteBin32(body, section.Payload);
        }

        var file = new MemoryStream();
        file.WriteByte(0xDD);
        WriteBigEndian(file, Elements ?? (uint)(5 + (2 * Sections.Length)), 4);
        file.WriteByte(0xB1);
        file.Write("AdSelect.Snapshot"u8);
        file.WriteByte(0xCD);
        WriteBigEndian(file, Major, 2);
        file.WriteByte(0xCD);
        WriteBigEndian(file, Minor, 2);
        WriteBin32(file, EncodeHeader(bodyStart, bodyStart + body.Length + LengthError));
        byte[] hash = XxHash128.Hash(file.ToArray());
        file.Write([0xC4, 16]);
        file.Write(hash);
        file.Write(body.ToArray());
        return file.ToArray();
    }

    private byte[] EncodeHeader(int bodyStart, long fileLength)
    {
        if (Header is not null)
        {
            return Header;
        }

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(11 + Extra.Count - (Without is null ? 0 : 1));
        WriteEntry(ref writer, "generation", (ref MessagePackWriter to) => to.WriteInt64(42));
        WriteEntry(ref writer, "currency", (ref MessagePackWriter to) => to.Write("SEK"));
        WriteEntry(ref writer, "timeZone", (ref MessagePackWriter to) => to.Write("Europe/Stockholm"));
        WriteEntry(ref writer, "firstDayOfWeek", (ref MessagePackWriter to) => to.WriteInt32(1));
        WriteEntry(ref writer, "lineItems", (ref MessagePackWriter to) => WriteFullWidth(ref to, LineItems));
        WriteEntry(ref writer, "campaigns", (ref MessagePackWriter to) => to.WriteInt32(100));
        WriteEntry(ref writer, "advertisers", (ref MessagePackWriter to) => to.WriteInt32(10));
        WriteEntry(ref writer, "creatives", (ref MessagePackWriter to) => to.WriteInt32(3_000));
        WriteEntry(ref writer, "deals", (ref MessagePackWriter to) => to.WriteInt32(2));
        WriteEntry(ref writer, "fileLength", (ref MessagePackWriter to) => WriteFullWidth(ref to, fileLength));
        WriteEntry(ref writer, "sections", (ref MessagePackWriter to) => WriteTable(ref to, bodyStart));
        writer.WriteRaw(Extra.Bytes);
        writer.WriteRaw(AfterMap);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteTable(ref MessagePackWriter writer, int bodyStart)
    {
        writer.WriteArrayHeader(SectionCount ?? Sections.Length);
        long end = bodyStart;
        foreach (ForgedSection section in Sections)
        {
            long start = (end + 10 + 63) / 64 * 64;
            end = start + section.Payload.Length;
            writer.WriteArrayHeader(4);
            writer.WriteUInt16(section.Id);
            WriteFullWidth(ref writer, section.StatedOffset ?? (start - bodyStart));
            WriteFullWidth(ref writer, section.StatedLength ?? section.Payload.Length);
            byte[] hash = section.StatedHash ?? XxHash128.Hash(section.Payload);
            writer.Write(hash);
        }
    }

    private void WriteEntry(ref MessagePackWriter writer, string key, WriteValue value)
    {
        if (key != Without)
        {
            writer.Write(key);
            value(ref writer);
        }
    }

    private static void WriteFullWidth(ref MessagePackWriter writer, long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            writer.WriteInt32((int)value);
        }
        else
        {
            writer.WriteInt64(value);
        }
    }

    private static void WriteBin32(MemoryStream target, byte[] content)
    {
        target.WriteByte(0xC6);
        WriteBigEndian(target, (uint)content.Length, 4);
        target.Write(content);
    }

    private static void WriteBigEndian(MemoryStream target, uint value, int bytes)
    {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        {
            target.WriteByte((byte)(value >> shift));
        }
    }

    private delegate void WriteValue(ref MessagePackWriter writer);
}

/// <summary>A section and, where they differ, what the table states about it.</summary>
internal sealed record ForgedSection(ushort Id, byte[] Payload)
{
    public long? StatedOffset { get; init; }

    public long? StatedLength { get; init; }

    public byte[]? StatedHash { get; init; }
}
