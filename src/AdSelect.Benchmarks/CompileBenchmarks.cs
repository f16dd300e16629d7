using AdSelect.Workload;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace AdSelect.Benchmarks;

/// <summary>Catalog to snapshot: the compiler alone, and with the line items generated on the way as a host would read them from a store.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
public class CompileBenchmarks
{
    private Catalog _read = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    /// <summary>The most threads that compile at a time; 0 stands for as many as there are cores.</summary>
    [Params(1, 0)]
    public int MaxParallelism { get; set; }

    [GlobalSetup(Target = nameof(CompileAlone))]
    public void Generate()
    {
        Catalog catalog = CatalogGenerator.Create(LineItems);
        _read = catalog with { LineItems = [.. catalog.LineItems] };
    }

    /// <summary>The share of <see cref="Compile"/> that is the generator's, which is always one thread's.</summary>
    [Benchmark]
    public int GenerateOnly() => CatalogGenerator.Create(LineItems).LineItems.Sum(lineItem => lineItem.Creatives.Count);

    [Benchmark]
    public AdSnapshot Compile() => BenchmarkWorkload.Compile(CatalogGenerator.Create(LineItems), Options);

    /// <summary>The line items are in memory already.</summary>
    [Benchmark]
    public AdSnapshot CompileAlone() => BenchmarkWorkload.Compile(_read, Options);

    private CompileOptions Options => new() { MaxParallelism = MaxParallelism == 0 ? null : MaxParallelism };
}
