// The header of a snapshot file as a MessagePack map: catalog-wide facts, the file's length and the section table.
using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace AdSelect.Snapshots;

internal static class HeaderCodec
{
    private const int EntryElements = 4;

    // The keys in the order in which they are written. A reader takes them in any order and skips those it does not know.
    private static readonly string[] _keys =
    [
        "generation", "currency", "timeZone", "firstDayOfWeek", "lineItems", "campaigns", "advertisers", "creatives",
        "deals", "fileLength", "sections",
    ];

    /// <summary>Numbers of the table are written at full width: the header's length does not depend on their values.</summary>
    public static ReadOnlyMemory<byte> Encode(SnapshotHeader header, int fileLength, ReadOnlySpan<SectionEntry> sections)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteMapHeader(_keys.Length);
        writer.Write("generation");
        writer.WriteInt64(header.Generation);
        writer.Write("currency");
        writer.Write(header.Currency);
        writer.Write("timeZone");
        writer.Write(header.TimeZone);
        WriteNumber(ref writer, "firstDayOfWeek", header.FirstDayOfWeek);
        WriteNumber(ref writer, "lineItems", header.LineItemCount);
        WriteNumber(ref writer, "campaigns", header.CampaignCount);
        WriteNumber(ref writer, "advertisers", header.AdvertiserCount);
        WriteNumber(ref writer, "creatives", header.CreativeCount);
        WriteNumber(ref writer, "deals", header.DealCount);
        WriteNumber(ref writer, "fileLength", fileLength);
        writer.Write("sections");
        WriteSections(ref writer, sections);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a header whose hash fits. It may still have been made by anyone, so nothing in it is trusted.</summary>
    /// <exception cref="SnapshotException">The header is not a map of the expected form.</exception>
    public static DecodedHeader Decode(ReadOnlyMemory<byte> header)
    {
        try
        {
            return DecodeMap(header);
        }
        catch (Exception malformed) when (malformed is not (SnapshotException or OutOfMemoryException))
        {
            throw Refusal.Inconsistent($"The snapshot's header is not of the expected form: {malformed.Message}");
        }
    }

    private static DecodedHeader DecodeMap(ReadOnlyMemory<byte> header)
    {
        var reader = new MessagePackReader(header);
        int count = reader.ReadMapHeader();
        long[] numbers = new long[_keys.Length];
        string currency = "";
        string timeZone = "";
        SectionEntry[] sections = [];
        int seen = 0;
        for (int i = 0; i < count; i++)
        {
            int key = Array.IndexOf(_keys, reader.ReadString());
            if (key < 0)
            {
                Skip(ref reader);
                continue;
            }

            if ((seen & (1 << key)) != 0)
            {
                throw Refusal.Inconsistent($"The snapshot's header states '{_keys[key]}' twice.");
            }

            seen |= 1 << key;
            switch (_keys[key])
            {
                case "currency":
                    currency = ReadText(ref reader, "currency");
                    break;
                case "timeZone":
                    timeZone = ReadText(ref reader, "timeZone");
                    break;
                case "sections":
                    sections = ReadSections(ref reader);
                    break;
                case "generation":
                    numbers[key] = reader.ReadInt64();
                    break;
                default:
                    numbers[key] = reader.ReadInt32();
                    break;
            }
        }

        CheckComplete(seen, header.Length - reader.Consumed);
        return new DecodedHeader(ToHeader(numbers, currency, timeZone), (int)Number(numbers, "fileLength"), sections);
    }

    private static void CheckComplete(int seen, long bytesLeft)
    {
        for (int key = 0; key < _keys.Length; key++)
        {
            if ((seen & (1 << key)) == 0)
            {
                throw Refusal.Inconsistent($"The snapshot's header does not state '{_keys[key]}'.");
            }
        }

        if (bytesLeft != 0)
        {
            throw Refusal.Inconsistent($"The snapshot's header has {bytesLeft} bytes after its end.");
        }
    }

    private static SnapshotHeader ToHeader(long[] numbers, string currency, string timeZone) => new()
    {
        Generation = Number(numbers, "generation"),
        Currency = currency,
        TimeZone = timeZone,
        FirstDayOfWeek = (int)Number(numbers, "firstDayOfWeek"),
        LineItemCount = (int)Number(numbers, "lineItems"),
        CampaignCount = (int)Number(numbers, "campaigns"),
        AdvertiserCount = (int)Number(numbers, "advertisers"),
        CreativeCount = (int)Number(numbers, "creatives"),
        DealCount = (int)Number(numbers, "deals"),
    };

    private static long Number(long[] numbers, string key) => numbers[Array.IndexOf(_keys, key)];

    private static void WriteNumber(ref MessagePackWriter writer, string key, int value)
    {
        writer.Write(key);
        writer.WriteInt32(value);
    }

    private static string ReadText(ref MessagePackReader reader, string key)
        => reader.ReadString() ?? throw Refusal.Inconsistent($"The snapshot's header states no text for '{key}'.");

    private static void WriteSections(ref MessagePackWriter writer, ReadOnlySpan<SectionEntry> sections)
    {
        byte[] hash = new byte[SnapshotFormat.HashLength];
        writer.WriteArrayHeader(sections.Length);
        foreach (SectionEntry section in sections)
        {
            writer.WriteArrayHeader(EntryElements);
            writer.WriteUInt16((ushort)section.Id);
            writer.WriteInt32(section.Offset);
            writer.WriteInt32(section.Length);
            BinaryPrimitives.WriteUInt128BigEndian(hash, section.Hash);
            writer.Write(hash);
        }
    }

    private static SectionEntry[] ReadSections(ref MessagePackReader reader)
    {
        // ReadArrayHeader refuses a count that the remaining bytes cannot hold.
        int count = reader.ReadArrayHeader();
        if (count > SnapshotFormat.MaxSections)
        {
            throw Refusal.TooLarge($"The snapshot's header lists {count} sections; the limit is {SnapshotFormat.MaxSections}.");
        }

        var sections = new SectionEntry[count];
        Span<byte> hash = stackalloc byte[SnapshotFormat.HashLength];
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadArrayHeader() != EntryElements)
            {
                throw Refusal.Inconsistent($"Row {i} of the snapshot's section table does not have {EntryElements} elements.");
            }

            var id = (SectionId)reader.ReadUInt16();
            long offset = reader.ReadInt64();
            long length = reader.ReadInt64();
            if (offset is < 0 or > int.MaxValue || length is < 0 or > int.MaxValue)
            {
                throw Refusal.Inconsistent($"Section {id} has the offset {offset} and the length {length}, which no file can hold.");
            }

            if (reader.ReadBytes() is not { Length: SnapshotFormat.HashLength } bytes)
            {
                throw Refusal.Inconsistent($"Section {id} has a hash that is not of {SnapshotFormat.HashLength} bytes.");
            }

            bytes.CopyTo(hash);
            sections[i] = new SectionEntry(id, (int)offset, (int)length, BinaryPrimitives.ReadUInt128BigEndian(hash));
        }

        return sections;
    }

    // The reader's own Skip recurses into arrays and maps, and a header may nest them half a million deep.
    private static void Skip(ref MessagePackReader reader)
    {
        for (long pending = 1; pending > 0; pending--)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array:
                    pending += reader.ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    pending += 2L * reader.ReadMapHeader();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}

/// <summary>What a header states, before it is compared with the file it heads.</summary>
internal sealed record DecodedHeader(SnapshotHeader Header, int FileLength, SectionEntry[] Sections);
