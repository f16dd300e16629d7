// Damage to a compiled snapshot: every byte, every length, from memory, stream and file; and a selector that goes on.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Snapshots;

public sealed class CompiledDamageTests
{
    // Primes, so that samples fall on all positions of elements.
    private const int StreamStep = 211;
    private const int FileStep = 1_009;

    [Fact]
    public void EverySingleByteChangeIsRefused()
    {
        byte[] bytes = [.. CompiledSample.Bytes];
        for (int at = 0; at < bytes.Length; at++)
        {
            byte original = bytes[at];
            bytes[at] ^= (byte)(1 << (at % 8));
            AssertRefused(bytes, at);
            bytes[at] = original;
        }

        AdSnapshot.Load(bytes);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] bytes = CompiledSample.Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            AssertRefused(bytes.AsSpan(0, length), length);
        }
    }

    [Fact]
    public void StreamsAndFilesAreRefusedAlike()
    {
        byte[] bytes = [.. CompiledSample.Bytes];
        string path = Path.Combine(Path.GetTempPath(), $"adselect-damage-{Guid.NewGuid():N}.snapshot");
        try
        {
            for (int at = 0; at < bytes.Length; at += StreamStep)
            {
                byte original = bytes[at];
                bytes[at] ^= 0x40;
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(new MemoryStream(bytes)));
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(new TrickleStream(bytes, 4_096, canSeek: false)));
                bytes[at] = original;
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(new MemoryStream(bytes, 0, at)));
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(new TrickleStream(bytes[..at], 4_096, canSeek: false)));
            }

            for (int at = 0; at < bytes.Length; at += FileStep)
            {
                byte original = bytes[at];
                bytes[at] ^= 0x40;
                File.WriteAllBytes(path, bytes);
                Assert.Contains(path, Assert.Throws<SnapshotException>(() => AdSnapshot.Load(path)).Message, StringComparison.Ordinal);
                bytes[at] = original;
                File.WriteAllBytes(path, bytes[..at]);
                Assert.Throws<SnapshotException>(() => AdSnapshot.Load(path));
            }

            File.WriteAllBytes(path, bytes);
            Assert.Equal(CompiledSample.Snapshot.ContentHash, AdSnapshot.Load(path).ContentHash);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ASelectorGoesOnWithItsSnapshotWhenAnotherFailsToLoad()
    {
        AdSelector selector = Engine.Of(CompiledSample.World);
        AdSnapshot serving = selector.Snapshot;
        OracleWinner[][] before = Answers(selector);
        byte[] damaged = [.. CompiledSample.Bytes];
        damaged[^1] ^= 1;
        Assert.Throws<SnapshotException>(() => selector.Publish(AdSnapshot.Load(damaged)));
        Assert.Same(serving, selector.Snapshot);
        Assert.Equal(before, Answers(selector));
        Assert.Contains(before, winners => winners.Length > 0);
    }

    private static OracleWinner[][] Answers(AdSelector selector) => [.. CompiledSample.World.Requests.Select(request => Engine.Select(selector, request, 5))];

    private static void AssertRefused(ReadOnlySpan<byte> bytes, int at)
    {
        try
        {
            AdSnapshot.Load(bytes);
        }
        catch (SnapshotException)
        {
            return;
        }

        Assert.Fail($"Not refused: {at}.");
    }
}
