// What is written is what is read: header, columns, alignment, and the same bytes for the same content.
using System.Runtime.CompilerServices;
using AdSelect.Internals;
using AdSelect.Snapshots;
using static AdSelect.Tests.Snapshots.SampleSnapshot;

namespace AdSelect.Tests.Snapshots;

public sealed class SnapshotRoundTripTests
{
    [Fact]
    public void ReadsBackHeaderAndColumns()
    {
        SnapshotFile written = SampleSnapshot.Build();
        SnapshotFile file = SnapshotFile.Read(written.Bytes);

        Assert.Equal(SampleSnapshot.Header, file.Header);
        Assert.Equal(1, file.FormatMajor);
        Assert.Equal(0, file.FormatMinor);
        Assert.Equal(written.Length, file.Length);
        Assert.Equal(written.ContentHash, file.ContentHash);
        AssertColumns(file);
        AssertColumns(written);
    }

    [Fact]
    public void AFileWithoutSectionsIsValid()
    {
        SnapshotFile file = SnapshotFile.Read(new SnapshotWriter(SampleSnapshot.Header).Build().Bytes);
        Assert.Equal(SampleSnapshot.Header, file.Header);
        Assert.True(file.Sections.IsEmpty);
    }

    [Fact]
    public void SameContentGivesTheSameBytes()
    {
        Assert.Equal(BuildBytes(), BuildBytes());
    }

    [Fact]
    public void ContentHashFollowsThePayload()
    {
        var writer = new SnapshotWriter(SampleSnapshot.Header);
        writer.Add<byte>(Bytes, [1]);
        var other = new SnapshotWriter(SampleSnapshot.Header);
        other.Add<byte>(Bytes, [2]);
        Assert.NotEqual(writer.Build().ContentHash, other.Build().ContentHash);
    }

    [Fact]
    public void PayloadsAreAlignedInFileAndMemory()
    {
        for (int length = 0; length < 130; length++)
        {
            var writer = new SnapshotWriter(SampleSnapshot.Header with { TimeZone = new string('z', length) });
            writer.Add<byte>(Bytes, new byte[length]);
            writer.Add(Longs, LongColumn);
            SnapshotFile file = SnapshotFile.Read(writer.Build().Bytes);
            Assert.Equal(0, Address(ref file.Column<byte>(Bytes).First) % 64);
            Assert.Equal(0, Address(ref file.Column<long>(Longs).First) % 64);
            Assert.Equal(LongColumn, file.Column<long>(Longs).Span);
            Assert.Equal(length, file.Column<byte>(Bytes).Length);
        }
    }

    [Fact]
    public void AWholeCacheLineMayBeReadPastTheEndOfAnySectionButTheLastTwo()
    {
        for (int length = 0; length <= 130; length++)
        {
            var writer = new SnapshotWriter(SampleSnapshot.Header);
            writer.Add<byte>(Bytes, new byte[length]);
            writer.Add<byte>(Empty, []);
            writer.Add<byte>(Floats, []);
            SnapshotFile file = writer.Build();

            // The last section is empty and ends the file.
            Assert.InRange(file.Sections[2].Offset - file.Sections[0].Offset - length, 64, 191);
        }
    }

    [Fact]
    public void ColumnsThatDoNotFitAreRefused()
    {
        SnapshotFile file = SampleSnapshot.Build();
        Assert.Equal(SnapshotError.Inconsistent, Assert.Throws<SnapshotException>(() => file.Column<byte>(Missing)).Error);
        SnapshotException partial = Assert.Throws<SnapshotException>(() => file.Column<int>(Bytes));
        Assert.Equal(SnapshotError.Inconsistent, partial.Error);
        Assert.Contains($"Section {(SectionId)1} ", partial.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IdsMustAscend()
    {
        var writer = new SnapshotWriter(SampleSnapshot.Header);
        writer.Add<byte>(Longs, [1]);
        Assert.Throws<ArgumentException>(() => writer.Add<byte>(Longs, [1]));
        Assert.Throws<ArgumentException>(() => writer.Add<byte>(Bytes, [1]));
    }

    [Fact]
    public void ImpossibleHeadersAreNotWritten()
    {
        SnapshotHeader header = SampleSnapshot.Header;
        AssertRefused(SnapshotError.Inconsistent, header with { LineItemCount = -1 });
        AssertRefused(SnapshotError.Inconsistent, header with { FirstDayOfWeek = 7 });
        AssertRefused(SnapshotError.TooLarge, header with { CreativeCount = AdSelectLimits.MaxCreatives + 1 });
        AssertRefused(SnapshotError.TooLarge, header with { Currency = new string('x', AdSelectLimits.MaxNameBytes + 1) });

        static void AssertRefused(SnapshotError error, SnapshotHeader header)
            => Assert.Equal(error, Assert.Throws<SnapshotException>(() => new SnapshotWriter(header)).Error);
    }

    [Fact]
    public void LargeFilesAreHashedSideBySide()
    {
        var writer = new SnapshotWriter(SampleSnapshot.Header);
        for (int section = 1; section <= 20; section++)
        {
            writer.Add((SectionId)section, Enumerable.Repeat(section, 200_000).ToArray());
        }

        SnapshotFile file = SnapshotFile.Read(writer.Build().Bytes);
        Assert.Equal(20, file.Column<int>((SectionId)20)[199_999]);

        byte[] altered = file.Bytes.ToArray();
        altered[^1] ^= 1;
        altered[altered.Length / 2] ^= 1;
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => SnapshotFile.Read(altered));
        Assert.Equal(SnapshotError.Altered, refusal.Error);
        Assert.DoesNotContain($"Section {(SectionId)20} ", refusal.Message, StringComparison.Ordinal);
    }

    private static void AssertColumns(SnapshotFile file)
    {
        Assert.True(file.Has(Bytes));
        Assert.False(file.Has(Missing));
        Assert.Equal(ByteColumn, file.Column<byte>(Bytes).Span);
        Assert.Equal(LongColumn, file.Column<long>(Longs).Span);
        Assert.Equal(0, file.Column<int>(Empty).Length);
        Assert.Equal(FloatColumn, file.Column<float>(Floats).Span);
    }

    private static unsafe nint Address<T>(ref T first)
        where T : unmanaged => (nint)Unsafe.AsPointer(ref first);
}
