using AdSelect.Workload;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace AdSelect.Benchmarks;

/// <summary>Catalog to snapshot, with the line items generated on the way as a host would read them from a store.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
public class CompileBenchmarks
{
    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    /// <summary>The share of <see cref="Compile"/> that is the generator's.</summary>
    [Benchmark]
    public int GenerateOnly() => CatalogGenerator.Create(LineItems).LineItems.Sum(lineItem => lineItem.Creatives.Count);

    [Benchmark]
    public AdSnapshot Compile() => BenchmarkWorkload.Compile(CatalogGenerator.Create(LineItems));
}
