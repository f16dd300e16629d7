// Large enough that every pass has several ranges: one thread and several accept and refuse the same files in the same words.
using System.Buffers.Binary;
using AdSelect.Internals;
using AdSelect.Snapshots;
using AdSelect.Workload;

namespace AdSelect.Tests.Snapshots;

public sealed class ParallelLoadTests : IDisposable
{
    private const int LineItems = 30_000;
    private const int Changes = 150;

    private readonly string _folder = Directory.CreateTempSubdirectory("adselect-parallel-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ChangedContentIsJudgedAlike()
    {
        AdSnapshot snapshot = SnapshotCompiler.Compile(CatalogGenerator.Create(LineItems)).Snapshot!;
        SnapshotFile file = snapshot.Catalog.File;
        SectionId[] large = [.. file.Sections.ToArray().Where(section => section.Length > LineItems).Select(section => section.Id)];
        Assert.True(large.Length > 10);
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < Changes; i++)
        {
            SectionId changed = large[i % large.Length];
            var writer = new SnapshotWriter(file.Header);
            foreach (SectionEntry section in file.Sections)
            {
                byte[] payload = file.Column<byte>(section.Id).Span.ToArray();
                if (section.Id == changed)
                {
                    int at = random.Next(payload.Length / 4) * 4;
                    BinaryPrimitives.WriteInt32LittleEndian(
                        payload.AsSpan(at),
                        random.Next(3) switch { 0 => -1, 1 => random.Next(), _ => BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at)) + 1 });
                }

                writer.Add(section.Id, payload);
            }

            string path = Path.Combine(_folder, "ads.snapshot");
            writer.Build().Write(path);
            string? one = Refusal(path, new SnapshotLoadOptions { MaxThreads = 1 });
            Assert.Equal(one, Refusal(path, new SnapshotLoadOptions { MaxThreads = 4 }));
            refused += one is null ? 0 : 1;
        }

        // Bitmaps and texts may hold anything; about everything else is compared with something.
        Assert.InRange(refused, Changes / 4, Changes - 1);
        GC.KeepAlive(snapshot);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TheFirstFailureIsTheOneThrown(int threads)
    {
        var seen = new int[100];
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => Ranges.Run(1_000, 10, threads, (from, to) =>
        {
            Assert.Equal(10, to - from);
            Interlocked.Increment(ref seen[from / 10]);
            if (from >= 370)
            {
                throw new InvalidOperationException($"{from}");
            }
        }));
        Assert.Equal("370", failure.Message);
        Assert.All(seen[..37], count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 7)]
    [InlineData(7, 7)]
    [InlineData(8, 7)]
    [InlineData(1_000_003, 997)]
    public void RangesCoverEveryElementOnce(int count, int grain)
    {
        foreach (int threads in (int[])[1, 2, 5])
        {
            byte[] seen = new byte[count];
            Ranges.Run(count, grain, threads, (from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    seen[i]++;
                }
            });
            Assert.DoesNotContain(seen, times => times != 1);
            Assert.Equal(count < 100, Ranges.All(count, grain, threads, (_, to) => to < 100));
        }
    }

    private static string? Refusal(string path, SnapshotLoadOptions options)
    {
        try
        {
            AdSnapshot.Load(path, options);
            return null;
        }
        catch (SnapshotException refusal)
        {
            return $"{refusal.Error} {refusal.Message}";
        }
    }
}
