using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>
/// A snapshot file to a snapshot that can serve, all checksums and structures verified, and what a selector adds. The file
/// is in the page cache.
/// </summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private static readonly SnapshotLoadOptions Mapping = new() { MemoryMap = true };
    private static readonly SnapshotLoadOptions OneThread = new() { MaxThreads = 1 };

    private byte[] _file = [];
    private string _path = "";
    private AdSnapshot _snapshot = null!;
    private AdSnapshot _next = null!;
    private AdSelector _selector = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [GlobalSetup(Target = nameof(Load))]
    public void SetUpBytes() => _file = File.ReadAllBytes(BenchmarkWorkload.SnapshotFile(LineItems));

    [GlobalSetup(Targets = [nameof(LoadFile), nameof(LoadFileWithOneThread), nameof(MapFile)])]
    public void SetUpFile() => _path = BenchmarkWorkload.SnapshotFile(LineItems);

    /// <summary>Every second line item has delivered something, so that there is a state to carry over.</summary>
    [GlobalSetup(Targets = [nameof(NewSelector), nameof(Publish)])]
    public void SetUpSelector()
    {
        _snapshot = AdSnapshot.Load(BenchmarkWorkload.SnapshotFile(LineItems));
        _next = AdSnapshot.Load(BenchmarkWorkload.SnapshotFile(LineItems));
        _selector = new AdSelector(_snapshot);
        for (int i = 0; i < LineItems; i += 2)
        {
            _selector.Delivery.Record(_snapshot.LineItemId(i), AdEvent.Impression, 1, 1);
        }
    }

    [Benchmark]
    public AdSnapshot Load() => AdSnapshot.Load(_file);

    [Benchmark]
    public AdSnapshot LoadFile() => AdSnapshot.Load(_path);

    [Benchmark]
    public AdSnapshot LoadFileWithOneThread() => AdSnapshot.Load(_path, OneThread);

    [Benchmark]
    public AdSnapshot MapFile() => AdSnapshot.Load(_path, Mapping);

    [Benchmark]
    public AdSelector NewSelector() => new(_snapshot);

    /// <summary>Publishes the other of two snapshots that hold the same; delivery state carries over.</summary>
    [Benchmark]
    public AdSnapshot Publish() => _next = _selector.Publish(_next);
}
