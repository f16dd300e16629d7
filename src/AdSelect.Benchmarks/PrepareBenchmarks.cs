using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>The index for matching, made from a loaded snapshot.</summary>
[MemoryDiagnoser]
public class PrepareBenchmarks
{
    private AdSnapshot _snapshot = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    // A snapshot is prepared once, so every run gets its own.
    [IterationSetup]
    public void Load() => _snapshot = AdSnapshot.Load(BenchmarkWorkload.SnapshotFile(LineItems));

    [Benchmark]
    public long Prepare()
    {
        _snapshot.PrepareMatching();
        return _snapshot.MatchIndexBytes;
    }
}
