// Files and streams: atomic replacement, streams of any temper, and sources that do not keep their word.
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

public sealed class SnapshotInputOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adselect-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WritesAndReadsAFile()
    {
        string path = Path.Combine(_folder, "ads.snapshot");
        SnapshotFile written = SampleSnapshot.Build();
        written.Write(path);
        written.Write(path);
        Assert.Equal(written.Bytes, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));

        SnapshotFile file = SnapshotFile.Read(path);
        Assert.Equal(SampleSnapshot.Header, file.Header);
        Assert.Equal(SampleSnapshot.LongColumn, file.Column<long>(SampleSnapshot.Longs).Span);
    }

    [Fact]
    public void AFailedWriteLeavesTheOldContentAndNothingElse()
    {
        string path = Path.Combine(_folder, "ads.snapshot");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the new"u8);
            throw new InvalidOperationException("The disk is full.");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void AFailedRenameLeavesNoTemporaryFile()
    {
        string path = Path.Combine(_folder, "folder");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => SampleSnapshot.Build().Write(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
        Assert.ThrowsAny<IOException>(() => SampleSnapshot.Build().Write(Path.Combine(_folder, "missing", "ads.snapshot")));
    }

    [Fact]
    public void AReaderKeepsTheFileItOpened()
    {
        string path = Path.Combine(_folder, "ads.snapshot");
        SampleSnapshot.Build().Write(path);
        byte[] before = File.ReadAllBytes(path);
        using FileStream open = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        new SnapshotWriter(SampleSnapshot.Header).Build().Write(path);
        Assert.Equal(before, SnapshotFile.Read(open).Bytes);
        Assert.True(SnapshotFile.Read(path).Sections.IsEmpty);
    }

    [Fact]
    public void RefusalsNameTheFile()
    {
        string path = Path.Combine(_folder, "ads.snapshot");
        File.WriteAllBytes(path, []);
        SnapshotException empty = Assert.Throws<SnapshotException>(() => SnapshotFile.Read(path));
        Assert.Equal(SnapshotError.Foreign, empty.Error);
        Assert.Contains(path, empty.Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, SampleSnapshot.BuildBytes()[..^1]);
        Assert.Equal(SnapshotError.Truncated, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(path)).Error);
        Assert.Throws<FileNotFoundException>(() => SnapshotFile.Read(Path.Combine(_folder, "none")));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(int.MaxValue, false)]
    public void ReadsStreamsThatReturnFewBytes(int bytesPerRead, bool canSeek)
    {
        byte[] bytes = SampleSnapshot.BuildBytes();
        using var stream = new TrickleStream(bytes, bytesPerRead, canSeek);
        Assert.Equal(bytes, SnapshotFile.Read(stream).Bytes);

        using var shorter = new TrickleStream(bytes[..^1], bytesPerRead, canSeek);
        Assert.Equal(SnapshotError.Truncated, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(shorter)).Error);
        using var longer = new TrickleStream([.. bytes, 0], bytesPerRead, canSeek);
        Assert.Equal(SnapshotError.Truncated, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(longer)).Error);
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(131_072)]
    [InlineData(1_000_000)]
    public void ReadsStreamsOfUnknownLengthInChunks(int fileLength)
    {
        var writer = new SnapshotWriter(SampleSnapshot.Header);
        byte[] payload = new byte[fileLength];
        new Random(1).NextBytes(payload);

        // The payload shrinks by what stands before it, so that the file ends exactly where a chunk does.
        writer.Add(SampleSnapshot.Bytes, payload[..^(int)Overhead()]);
        byte[] bytes = writer.Build().Bytes.ToArray();
        Assert.Equal(fileLength, bytes.Length);
        using var stream = new TrickleStream(bytes, 10_000, canSeek: false);
        Assert.Equal(bytes, SnapshotFile.Read(stream).Bytes);

        static int Overhead()
        {
            var probe = new SnapshotWriter(SampleSnapshot.Header);
            probe.Add<byte>(SampleSnapshot.Bytes, []);
            return probe.Build().Length;
        }
    }

    [Fact]
    public void ReadsFromTheStreamsPosition()
    {
        byte[] bytes = SampleSnapshot.BuildBytes();
        using var stream = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        Assert.Equal(bytes, SnapshotFile.Read(stream).Bytes);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public void AStreamThatMisstatesItsLengthIsRefused(int error)
    {
        using var stream = new MisstatedStream(SampleSnapshot.BuildBytes(), error);
        Assert.Equal(SnapshotError.Truncated, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(stream)).Error);
    }

    [Fact]
    public void AStreamBeyondTheLimitIsRefusedBeforeMemoryIsTaken()
    {
        using var stream = new MisstatedStream(SampleSnapshot.BuildBytes(), AdSelectLimits.MaxSnapshotBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(SnapshotError.TooLarge, Assert.Throws<SnapshotException>(() => SnapshotFile.Read(stream)).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void WritesToAStream()
    {
        SnapshotFile file = SampleSnapshot.Build();
        using var stream = new MemoryStream();
        file.Write(stream);
        Assert.Equal(file.Bytes, stream.ToArray());
    }

    private sealed class MisstatedStream(byte[] bytes, long error) : MemoryStream(bytes)
    {
        public override long Length => base.Length + error;
    }
}
