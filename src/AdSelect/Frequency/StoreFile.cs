// The form of the file that an in-memory exposure store is saved to.
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace AdSelect.Frequency;

/// <summary>
/// All numbers little-endian:
/// <code>
/// "AdSelect.Exposures" (18 bytes)  u16 version
/// for each identity: u8 1 + kind   u16 bytes of the id   i32 bytes of the history   i64 ticks of the last recording   id (UTF-8)   history
/// for each forgotten identity: u8 6 (a listener) or 7 (a session or break)   u64 key, 0 for everybody   i64 ticks until which events are missing
/// u8 0   i64 number of identities   XxHash128 of everything before (16 bytes)
/// </code>
/// Version 1 is the same without the forgotten. A writer of it may have put several ids that are no valid text down as one.
/// </summary>
internal static class StoreFile
{
    public const int BufferBytes = 1 << 16;
    private const ushort Version = 2;
    private const ushort FirstVersion = 1;
    private const byte ForgottenListener = 6;
    private const byte ForgottenSession = 7;
    private const int ForgottenLength = 16;
    private const int HeadLength = 15;
    private const int TailLength = 8;
    private const int HashLength = 16;

    private static ReadOnlySpan<byte> Magic => "AdSelect.Exposures"u8;

    internal sealed class Writer
    {
        private readonly Stream _stream;
        private readonly XxHash128 _hash = new();
        private long _count;

        public Writer(Stream stream, ushort version = Version)
        {
            _stream = stream;
            Span<byte> number = stackalloc byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16LittleEndian(number, version);
            Write(Magic);
            Write(number);
        }

        public void Add(in ListenerIdentity identity, ReadOnlySpan<byte> history, long lastTicks)
        {
            byte[] id = Encoding.UTF8.GetBytes(identity.Id);
            Span<byte> head = stackalloc byte[HeadLength];
            head[0] = (byte)(1 + identity.Kind);
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)id.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[3..], history.Length);
            BinaryPrimitives.WriteInt64LittleEndian(head[7..], lastTicks);
            Write(head);
            Write(id);
            Write(history);
            _count++;
        }

        public void AddForgotten(bool isSession, ulong key, long untilTicks)
        {
            Span<byte> mark = stackalloc byte[1 + ForgottenLength];
            mark[0] = isSession ? ForgottenSession : ForgottenListener;
            BinaryPrimitives.WriteUInt64LittleEndian(mark[1..], key);
            BinaryPrimitives.WriteInt64LittleEndian(mark[9..], untilTicks);
            Write(mark);
        }

        public void Complete()
        {
            Span<byte> end = stackalloc byte[1 + TailLength];
            end[0] = 0;
            BinaryPrimitives.WriteInt64LittleEndian(end[1..], _count);
            Write(end);
            Span<byte> hash = stackalloc byte[HashLength];
            _hash.GetCurrentHash(hash);
            _stream.Write(hash);
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            _hash.Append(bytes);
            _stream.Write(bytes);
        }
    }

    /// <summary>Reads what a writer wrote. What it gives counts only once it has come to the end without an exception.</summary>
    internal sealed class Reader
    {
        private readonly Stream _stream;
        private readonly XxHash128 _hash = new();
        private long _count;

        public Reader(Stream stream)
        {
            _stream = stream;
            Span<byte> start = stackalloc byte[Magic.Length + sizeof(ushort)];
            Read(start);
            if (!start.StartsWith(Magic))
            {
                throw new InvalidDataException("The file is not one of an exposure store.");
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(start[Magic.Length..]) is (< FirstVersion or > Version) and var version)
            {
                throw new InvalidDataException($"The file has version {version} of an exposure store; this library reads {FirstVersion} to {Version}.");
            }
        }

        /// <summary>Whom the store had forgotten, as far as was read.</summary>
        public List<(bool IsSession, ulong Key, long UntilTicks)> Forgotten { get; } = [];

        public bool TryRead(out ListenerIdentity identity, out byte[] history, out long lastTicks)
        {
            (identity, history, lastTicks) = (default, [], 0);
            Span<byte> head = stackalloc byte[HeadLength];
            Read(head[..1]);
            while (head[0] is ForgottenListener or ForgottenSession)
            {
                ReadForgotten(head[0] == ForgottenSession);
                Read(head[..1]);
            }

            if (head[0] == 0)
            {
                CheckEnd();
                return false;
            }

            Read(head[1..]);
            int idLength = BinaryPrimitives.ReadUInt16LittleEndian(head[1..]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head[3..]);
            lastTicks = BinaryPrimitives.ReadInt64LittleEndian(head[7..]);
            Require(head[0] <= 1 + (byte)CapIdentity.Break && idLength is > 0 and <= AdSelectLimits.MaxIdBytes);
            Require(length is >= 0 and <= (AdSelectLimits.MaxHistoryRecords + 1) * ExposureRecord.Length && (ulong)lastTicks <= (ulong)DateTime.MaxValue.Ticks);
            byte[] id = new byte[idLength];
            Read(id);
            history = new byte[length];
            Read(history);
            Require(ExposureHistory.IsValid(history));
            identity = new ListenerIdentity((CapIdentity)(head[0] - 1), Encoding.UTF8.GetString(id));
            _count++;
            return true;
        }

        private void ReadForgotten(bool isSession)
        {
            Span<byte> mark = stackalloc byte[ForgottenLength];
            Read(mark);
            long untilTicks = BinaryPrimitives.ReadInt64LittleEndian(mark[8..]);
            Require((ulong)untilTicks <= (ulong)DateTime.MaxValue.Ticks);
            Forgotten.Add((isSession, BinaryPrimitives.ReadUInt64LittleEndian(mark), untilTicks));
        }

        private void CheckEnd()
        {
            Span<byte> tail = stackalloc byte[TailLength];
            Read(tail);
            Require(BinaryPrimitives.ReadInt64LittleEndian(tail) == _count);
            Span<byte> expected = stackalloc byte[HashLength];
            _hash.GetCurrentHash(expected);
            Span<byte> hash = stackalloc byte[HashLength];
            Read(hash);
            Require(hash.SequenceEqual(expected));
        }

        private static void Require(bool holds)
        {
            if (!holds)
            {
                throw new InvalidDataException("The file of the exposure store is altered.");
            }
        }

        private void Read(Span<byte> bytes)
        {
            if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw new InvalidDataException("The file of the exposure store is truncated.");
            }

            _hash.Append(bytes);
        }
    }
}
