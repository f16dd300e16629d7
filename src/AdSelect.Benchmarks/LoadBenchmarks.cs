using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>A snapshot file in memory to a snapshot that can serve, all checksums and structures verified.</summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private byte[] _file = [];

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [GlobalSetup]
    public void SetUp() => _file = File.ReadAllBytes(BenchmarkWorkload.SnapshotFile(LineItems));

    [Benchmark]
    public AdSnapshot Load() => AdSnapshot.Load(_file);
}
