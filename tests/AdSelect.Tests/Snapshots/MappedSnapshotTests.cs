// A mapped file is a read file: the same answers, the same refusals, and memory that lasts as long as anyone uses it.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

public sealed class MappedSnapshotTests : IDisposable
{
    private static readonly SnapshotLoadOptions Mapped = new() { MemoryMap = true };

    private readonly string _folder = Directory.CreateTempSubdirectory("adselect-mapped-").FullName;

    private string File0 => Path.Combine(_folder, "ads.snapshot");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AnswersAreThoseOfTheFileThatIsRead()
    {
        CompiledSample.Snapshot.Save(File0);
        AdSnapshot mapped = AdSnapshot.Load(File0, Mapped);
        Assert.Equal(CompiledSample.Snapshot.ContentHash, mapped.ContentHash);
        OracleWinner[][] expected = Answers(new AdSelector(CompiledSample.Snapshot));
        Assert.Contains(expected, winners => winners.Length > 0);
        Assert.Equal(expected, Answers(new AdSelector(mapped)));
        Assert.Equal(expected, Answers(new AdSelector(AdSnapshot.Load(File0, Mapped with { MaxThreads = 1 }))));
        for (int round = 0; round < 5; round++)
        {
            SnapshotExercise.Run(mapped, round);
        }

        string copy = Path.Combine(_folder, "copy.snapshot");
        mapped.Save(copy);
        Assert.Equal(File.ReadAllBytes(File0), File.ReadAllBytes(copy));
    }

    [Fact]
    public void DamageIsRefusedInTheSameWords()
    {
        byte[] bytes = [.. CompiledSample.Bytes];
        for (int at = 0; at < bytes.Length; at += at < 200 ? 1 : 1_009)
        {
            bytes[at] ^= 0x40;
            AssertRefusedAlike(bytes);
            bytes[at] ^= 0x40;
            AssertRefusedAlike(bytes[..at]);
        }

        AssertRefusedAlike([.. bytes, 0]);
        AssertRefusedAlike([.. bytes, .. new byte[5_000]]);
    }

    [Fact]
    public void ForeignMissingAndEndlessFilesAreRefused()
    {
        Assert.Throws<FileNotFoundException>(() => AdSnapshot.Load(File0, Mapped));
        Assert.Throws<DirectoryNotFoundException>(() => AdSnapshot.Load(Path.Combine(_folder, "none", "ads.snapshot"), Mapped));
        Assert.Throws<UnauthorizedAccessException>(() => AdSnapshot.Load(_folder, Mapped));
        Assert.Throws<ArgumentNullException>(() => AdSnapshot.Load(File0, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SnapshotLoadOptions { MaxThreads = 0 });

        File.WriteAllBytes(File0, CompiledSample.Bytes);
        using (FileStream stream = File.OpenWrite(File0))
        {
            // Sparse: the disk holds only what was written.
            stream.SetLength(AdSelectLimits.MaxSnapshotBytes + 1L);
        }

        foreach (SnapshotLoadOptions options in (SnapshotLoadOptions[])[new(), Mapped])
        {
            SnapshotException refusal = Assert.Throws<SnapshotException>(() => AdSnapshot.Load(File0, options));
            Assert.Equal(SnapshotError.TooLarge, refusal.Error);
            Assert.Contains(File0, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AFileThatIsReplacedStaysAsItWasMapped()
    {
        CompiledSample.Snapshot.Save(File0);
        AdSnapshot mapped = AdSnapshot.Load(File0, Mapped);
        Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("other")) with { Generation = 99 }).Save(File0);
        Assert.Equal(99, AdSnapshot.Load(File0, Mapped).Generation);
        Assert.Equal(CompiledSample.Bytes, Engine.Bytes(mapped));
        Assert.Equal(Answers(new AdSelector(CompiledSample.Snapshot)), Answers(new AdSelector(mapped)));

        // Nor does a mapping need a name.
        File.Delete(File0);
        Assert.Equal(Answers(new AdSelector(CompiledSample.Snapshot)), Answers(new AdSelector(mapped)));
    }

    [Fact]
    public async Task ManyLoadAtOnce()
    {
        CompiledSample.Snapshot.Save(File0);
        OracleWinner[][] expected = Answers(new AdSelector(CompiledSample.Snapshot));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            Assert.Equal(
                expected,
                Answers(new AdSelector(AdSnapshot.Load(File0, new SnapshotLoadOptions { MemoryMap = i % 2 == 0, MaxThreads = 1 + (i % 3) })))))));
    }

    // Selecting threads hold nothing but the selector while mapped snapshots are published over each other and collected:
    // memory that is unmapped too early ends the process.
    [Fact]
    public async Task MemoryOutlivesTheCallsThatUseIt()
    {
        CompiledSample.Snapshot.Save(File0);
        OracleWinner[][] expected = Answers(new AdSelector(CompiledSample.Snapshot));
        var selector = new AdSelector(AdSnapshot.Load(File0, Mapped));
        using var stop = new CancellationTokenSource();
        Task<int>[] readers =
        [
            .. Enumerable.Range(0, 2)
                .Select(_ =>
                    Task.Factory.StartNew(() => SelectUntil(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        var replaced = new List<WeakReference>();
        for (int i = 0; i < 150; i++)
        {
            replaced.Add(Replace(selector));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        await stop.CancelAsync();
        int[] rounds = await Task.WhenAll(readers);
        Assert.All(rounds, count => Assert.True(count > 0));
        GC.Collect();
        Assert.True(replaced.Count(reference => !reference.IsAlive) > replaced.Count / 2, "Replaced snapshots are never given back.");

        int SelectUntil(CancellationToken stopped)
        {
            int rounds = 0;
            while (!stopped.IsCancellationRequested)
            {
                Assert.Equal(expected[rounds % expected.Length], Engine.Select(selector, CompiledSample.World.Requests[rounds % expected.Length], 5));
                rounds++;
            }

            return rounds;
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference Replace(AdSelector selector) => new(selector.Publish(AdSnapshot.Load(File0, Mapped)));

    private void AssertRefusedAlike(byte[] bytes)
    {
        File.WriteAllBytes(File0, bytes);
        SnapshotException read = Assert.Throws<SnapshotException>(() => AdSnapshot.Load(File0));
        SnapshotException mapped = Assert.Throws<SnapshotException>(() => AdSnapshot.Load(File0, Mapped));
        Assert.Equal((read.Error, read.Message), (mapped.Error, mapped.Message));

        // A refused file is given back at once: it can be written again.
        File.WriteAllBytes(File0, bytes);
    }

    private static OracleWinner[][] Answers(AdSelector selector) => [.. CompiledSample.World.Requests.Select(request => Engine.Select(selector, request, 5))];
}
