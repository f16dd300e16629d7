// The byte form of what a key's value is made of: a record, recognised wherever it stands.
using System.Buffers.Binary;
using System.IO.Hashing;

namespace AdSelect;

/// <summary>What a frame holds. Kinds that a later version adds are kept as they are.</summary>
internal enum FrameKind : byte
{
    /// <summary>A record of the history.</summary>
    Record = 1,

    /// <summary>Up to ten events that joined records stand for.</summary>
    Counted = 2,

    /// <summary>Until when events may have been lost.</summary>
    Loss = 3,
}

/// <summary>
/// A frame begins with bytes that no chance writes and ends with a checksum of all before it, so whole frames are found at any place in
/// a value that somebody else wrote into.
/// <code>
///  0 Mark, 3 bytes   3 Kind   4 Content, as long as a record   84 Checksum: the low 32 bits of XxHash3 of all before it
/// </code>
/// Numbers are little-endian.
/// </summary>
internal static class Frame
{
    public const int ContentBytes = ExposureHistory.RecordBytes;
    public const int Length = HeaderBytes + ContentBytes + ChecksumBytes;

    private const int HeaderBytes = 4;
    private const int ChecksumBytes = 4;

    private static ReadOnlySpan<byte> Mark => [0xAD, 0x5E, 0x1C];

    public static byte[] Write(FrameKind kind, ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[Length];
        Mark.CopyTo(frame);
        frame[Mark.Length] = (byte)kind;
        content.CopyTo(frame.AsSpan(HeaderBytes, ContentBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(HeaderBytes + ContentBytes), Checksum(frame));
        return frame;
    }

    /// <summary>The first whole frame of a value from a place on; the value's length when there is none.</summary>
    public static int Find(ReadOnlySpan<byte> value, int from)
    {
        while (value.Length - from >= Length)
        {
            if (IsFrame(value.Slice(from, Length)))
            {
                return from;
            }

            int next = value[(from + 1)..].IndexOf(Mark);
            from = next < 0 ? value.Length : from + 1 + next;
        }

        return value.Length;
    }

    public static FrameKind KindOf(ReadOnlySpan<byte> frame) => (FrameKind)frame[Mark.Length];

    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> frame) => frame.Slice(HeaderBytes, ContentBytes);

    private static bool IsFrame(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Mark) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeaderBytes + ContentBytes)..]) == Checksum(bytes);

    private static uint Checksum(ReadOnlySpan<byte> frame) => (uint)XxHash3.HashToUInt64(frame[..(HeaderBytes + ContentBytes)]);
}
