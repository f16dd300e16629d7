using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 5 of a request where whoever competes by price pays by event, at rates predicted for the listener; as is, and paced.</summary>
[MemoryDiagnoser]
public class PredictedBenchmarks
{
    private const int Winners = 5;
    private EngineUnderTest _engine = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(false, true)]
    public bool Paced { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _engine = new EngineUnderTest(BenchmarkWorkload.Selector(LineItems, paysByEvent: true), BenchmarkWorkload.Listeners());
        _engine.Learn(CatalogGenerator.Create(LineItems, paysByEvent: true));
        if (Paced)
        {
            BenchmarkWorkload.Pace(_engine.Selector);
        }
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long Select()
    {
        long sum = 0;
        for (int i = 0; i < _engine.ListenerCount; i++)
        {
            sum += _engine.SelectPredicted(i, Winners);
        }

        return sum;
    }
}
