// What ranking and pricing add to a selection, rule by rule.
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 1, 5 and 20 of a request under each rule. Predicted rates have a benchmark of their own.</summary>
[MemoryDiagnoser]
public class AuctionBenchmarks
{
    private AuctionWorkload _auctions = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(1, 5, 20)]
    public int Winners { get; set; }

    [ParamsAllValues]
    public AuctionCase Case { get; set; }

    [GlobalSetup]
    public void SetUp() => _auctions = new AuctionWorkload(Case, LineItems, Winners);

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long Select()
    {
        long sum = 0;
        for (int i = 0; i < _auctions.ListenerCount; i++)
        {
            sum += _auctions.Select(i);
        }

        return sum;
    }
}
