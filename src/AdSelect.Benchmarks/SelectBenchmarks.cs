using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 1, 5 and 20 of a request; the engine builds the request from hashed terms inside the measured time.</summary>
[MemoryDiagnoser]
public class SelectBenchmarks
{
    private Listener[] _listeners = [];
    private AdSelection[] _winners = [];
    private AdSelector _selector = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(1, 5, 20)]
    public int Winners { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _listeners = BenchmarkWorkload.Listeners();
        _selector = BenchmarkWorkload.Selector(LineItems);
        _winners = new AdSelection[Winners];
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long Select()
    {
        long sum = 0;
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        foreach (Listener listener in _listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequest(ref request);
            sum += _selector.Select(in request, _winners);
        }

        return sum;
    }
}
