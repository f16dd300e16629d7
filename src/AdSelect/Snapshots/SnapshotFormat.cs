// The fixed parts of the snapshot file: magic, versions, and where everything stands. docs/snapshot-format.md in code.
using System.Buffers.Binary;

namespace AdSelect.Snapshots;

/// <summary>
/// Every structural element is written at its full width, so that each position follows from the header's length and
/// the sections' lengths alone, and a reader can compare every byte that no hash covers.
/// </summary>
internal static class SnapshotFormat
{
    public const ushort Major = 1;
    public const ushort Minor = 0;
    public const ushort OldestMajor = 1;

    public const int Alignment = SnapshotMemory.Alignment;
    public const int HashLength = 16;

    /// <summary>Array header, magic, both versions and the header's own bin header.</summary>
    public const int PrefixLength = 34;

    /// <summary>The element after the header: bin 8 with a hash of 16 bytes.</summary>
    public const int HashElementLength = 2 + HashLength;

    public const int MaxHeaderLength = 1 << 20;
    public const int MaxSections = 4_096;

    /// <summary>Elements of the outer array before the sections.</summary>
    public const int FixedElements = 5;

    /// <summary>The longest distance between one payload's end and the next one's start.</summary>
    public const int MaxFrameLength = (2 * BinHeaderLength) + Alignment - 1;

    private const byte Array32 = 0xDD;
    private const byte MagicCode = 0xA0 + 17;
    private const byte UInt16 = 0xCD;
    private const byte Bin8 = 0xC4;
    private const byte Bin32 = 0xC6;
    private const int BinHeaderLength = 5;
    private const int MagicOffset = 5;
    private const int MajorOffset = 23;
    private const int MinorOffset = 26;
    private const int HeaderOffset = 29;

    private static ReadOnlySpan<byte> MagicText => "AdSelect.Snapshot"u8;

    /// <summary>The columns are little-endian in the file and used in place.</summary>
    public static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("AdSelect snapshots are little-endian and used in place; this processor is big-endian.");
        }
    }

    /// <summary>Where the body starts, given the header's length.</summary>
    public static int BodyStart(int headerLength) => PrefixLength + headerLength + HashElementLength;

    /// <summary>Where the payload that follows a byte position starts: after two bin headers, at the next multiple of 64.</summary>
    public static long PayloadStart(long end) => (end + (2 * BinHeaderLength) + Alignment - 1) & -Alignment;

    public static void WritePrefix(Span<byte> file, ushort major, ushort minor, int sections, int headerLength)
    {
        file[0] = Array32;
        BinaryPrimitives.WriteUInt32BigEndian(file[1..], (uint)(FixedElements + (2 * sections)));
        file[MagicOffset] = MagicCode;
        MagicText.CopyTo(file[(MagicOffset + 1)..]);
        file[MajorOffset] = UInt16;
        BinaryPrimitives.WriteUInt16BigEndian(file[(MajorOffset + 1)..], major);
        file[MinorOffset] = UInt16;
        BinaryPrimitives.WriteUInt16BigEndian(file[(MinorOffset + 1)..], minor);
        WriteBinHeader(file[HeaderOffset..], headerLength);
    }

    /// <summary>Writes the hash of everything before the hash element, and the element.</summary>
    public static void WriteHash(Span<byte> element, UInt128 hash)
    {
        element[0] = Bin8;
        element[1] = HashLength;
        BinaryPrimitives.WriteUInt128BigEndian(element[2..], hash);
    }

    /// <summary>Writes what stands before a payload: the padding element and the payload's bin header.</summary>
    public static void WriteFrame(Span<byte> frame, int payloadLength)
    {
        frame.Clear();
        WriteBinHeader(frame, frame.Length - (2 * BinHeaderLength));
        WriteBinHeader(frame[^BinHeaderLength..], payloadLength);
    }

    /// <summary>Checks magic and version, on as many of the file's first bytes as there are.</summary>
    /// <exception cref="SnapshotException">They are not those of a snapshot that this library reads.</exception>
    public static void CheckPrefix(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw Refusal.Foreign("The snapshot is empty: there is not a single byte.");
        }

        ReadOnlySpan<byte> magic = start.Length > MagicOffset ? start[MagicOffset..Math.Min(start.Length, MajorOffset)] : [];
        if (start[0] != Array32 || (magic.Length > 0 && (magic[0] != MagicCode || !MagicText.StartsWith(magic[1..]))))
        {
            throw Refusal.Foreign("The bytes are not an AdSelect snapshot: they do not begin with its magic 'AdSelect.Snapshot'.");
        }

        if (start.Length < PrefixLength)
        {
            throw Refusal.Truncated($"The snapshot is truncated: it ends after {start.Length} bytes, within its first {PrefixLength}.");
        }

        if (start[MajorOffset] != UInt16 || start[MinorOffset] != UInt16)
        {
            throw Refusal.Altered("The snapshot is altered: its format version is not stored as two 16-bit numbers.");
        }

        int major = ReadMajor(start);
        if (major > Major)
        {
            throw Refusal.Newer($"The snapshot has format {major}.{ReadMinor(start)}; this library reads up to {Major}.x. Use a newer AdSelect to read it.");
        }

        if (major < OldestMajor)
        {
            throw Refusal.Foreign($"The snapshot has format {major}.{ReadMinor(start)}; this library reads {OldestMajor}.x to {Major}.x.");
        }

        if (start[HeaderOffset] != Bin32)
        {
            throw Refusal.Altered("The snapshot is altered: no header follows its format version.");
        }
    }

    public static int ReadMajor(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt16BigEndian(file[(MajorOffset + 1)..]);

    public static int ReadMinor(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt16BigEndian(file[(MinorOffset + 1)..]);

    public static uint ReadElements(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32BigEndian(file[1..]);

    public static uint ReadHeaderLength(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32BigEndian(file[(HeaderOffset + 1)..]);

    /// <summary>Reads the hash element; false when it is none.</summary>
    public static bool TryReadHash(ReadOnlySpan<byte> element, out UInt128 hash)
    {
        hash = BinaryPrimitives.ReadUInt128BigEndian(element[2..]);
        return element[0] == Bin8 && element[1] == HashLength;
    }

    /// <summary>Whether the bytes before a payload are exactly those that a writer puts there.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> frame, int payloadLength)
    {
        Span<byte> expected = stackalloc byte[MaxFrameLength];
        expected = expected[..frame.Length];
        WriteFrame(expected, payloadLength);
        return frame.SequenceEqual(expected);
    }

    private static void WriteBinHeader(Span<byte> target, int length)
    {
        target[0] = Bin32;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..], (uint)length);
    }
}
