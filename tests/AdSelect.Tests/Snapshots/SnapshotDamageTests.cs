// Every single-byte change, every truncation, every foreign file: refused, and with nothing but a SnapshotException.
using System.Buffers.Binary;
using System.Text;
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

public sealed class SnapshotDamageTests
{
    [Fact]
    public void EverySingleByteChangeIsRefused()
    {
        byte[] bytes = SampleSnapshot.BuildBytes();
        for (int at = 0; at < bytes.Length; at++)
        {
            byte original = bytes[at];
            foreach (byte flip in (ReadOnlySpan<byte>)[0x01, 0x02, 0x10, 0x80, 0xFF])
            {
                bytes[at] = (byte)(original ^ flip);
                SnapshotException refusal = Refused(bytes, $"byte {at} ^ {flip}");
                Assert.Equal(ExpectedError(at, bytes), refusal.Error);
            }

            bytes[at] = original;
        }

        SnapshotFile.Read(bytes);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] bytes = SampleSnapshot.BuildBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            SnapshotError expected = length == 0 ? SnapshotError.Foreign : SnapshotError.Truncated;
            Assert.Equal(expected, Refused(bytes.AsSpan(0, length).ToArray(), $"{length} bytes").Error);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void AppendedBytesAreRefused(int count)
    {
        foreach (byte value in (ReadOnlySpan<byte>)[0x00, 0xC0, 0xFF])
        {
            byte[] longer = [.. SampleSnapshot.BuildBytes(), .. Enumerable.Repeat(value, count)];
            Assert.Equal(SnapshotError.Truncated, Refused(longer, $"{count} times {value}").Error);
        }
    }

    [Fact]
    public void ForeignFilesAreSaidToBeForeign()
    {
        AssertForeign([]);
        AssertForeign(Encoding.UTF8.GetBytes("{ \"advertisers\": [] }"));
        AssertForeign([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8]);
        AssertForeign([0x93, 0x01, 0x02, 0x03]);
        AssertForeign([0xDD, 0, 0, 0, 5, 0xB1, .. "AdSelect.Exposure"u8, 0xCD, 0, 1, 0xCD, 0, 0, 0xC6, 0, 0, 0, 0]);
        AssertForeign(new byte[10_000]);

        static void AssertForeign(byte[] bytes)
        {
            Assert.Equal(SnapshotError.Foreign, Refused(bytes, "foreign").Error);
            Assert.Equal(SnapshotError.Foreign, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(new TrickleStream(bytes, 3, canSeek: false))).Error);
            Assert.Equal(SnapshotError.Foreign, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(new MemoryStream(bytes))).Error);
        }
    }

    [Fact]
    public void RandomDamageIsNeverMoreThanRefused()
    {
        var random = new Random(4711);
        byte[] valid = SampleSnapshot.BuildBytes();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (byte[])valid.Clone();
            int from = random.Next(bytes.Length);
            random.NextBytes(bytes.AsSpan(from, random.Next(1, Math.Min(40, bytes.Length - from + 1))));
            if (random.Next(3) == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            if (!bytes.AsSpan().SequenceEqual(valid))
            {
                Refused(bytes, $"round {i}");
            }
        }
    }

    [Fact]
    public void RandomBytesAreRefused()
    {
        var random = new Random(815);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Refused(bytes, $"round {i}");
        }
    }

    // Byte 0 to 4: the array header, whose count is under the header's hash. 5 to 22: the magic. 23 to 28: the versions.
    // Byte 29 to 33: the header's length.
    private static SnapshotError ExpectedError(int at, byte[] bytes) => at switch
    {
        0 or (>= 5 and < 23) => SnapshotError.Foreign,
        24 or 25 => (bytes[24] << 8) + bytes[25] > 1 ? SnapshotError.Newer : SnapshotError.Foreign,
        >= 30 and < 34 when StatedHeaderLength(bytes) > SnapshotFormat.MaxHeaderLength => SnapshotError.TooLarge,
        >= 30 and < 34 when StatedHeaderLength(bytes) > bytes.Length - 52 => SnapshotError.Truncated,
        _ => SnapshotError.Altered,
    };

    private static uint StatedHeaderLength(byte[] bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(30));

    private static SnapshotException Refused(byte[] bytes, string what)
    {
        try
        {
            SnapshotFile.Read(bytes);
        }
        catch (SnapshotException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            return refusal;
        }

        throw new Xunit.Sdk.XunitException($"Not refused: {what}.");
    }
}
