using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 5 of a request, from a base alone (0 changes) and from a base with a delta.</summary>
[MemoryDiagnoser]
public class DeltaBenchmarks
{
    private Listener[] _listeners = [];
    private AdSelection[] _winners = [];
    private AdSelector _selector = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(0, 100, 1_000)]
    public int Changes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _listeners = BenchmarkWorkload.Listeners();
        _winners = new AdSelection[5];
        _selector = BenchmarkWorkload.Selector(LineItems);
        if (Changes > 0)
        {
            _selector.Publish(DeltaWorkload.Compile(DeltaWorkload.Create(LineItems, Changes), _selector.Snapshot));
        }
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

/// <summary>Compiling a delta, and publishing it in place of an earlier one.</summary>
public class DeltaChangeBenchmarks
{
    private (Catalog Changes, string[] Removed) _delta;
    private AdSnapshot _compiled = null!;
    private AdSelector _selector = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(100, 1_000)]
    public int Changes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _delta = DeltaWorkload.Create(LineItems, Changes);
        _selector = BenchmarkWorkload.Selector(LineItems);
        _compiled = DeltaWorkload.Compile(_delta, _selector.Snapshot);
    }

    [Benchmark]
    public AdSnapshot Compile() => DeltaWorkload.Compile(_delta, _selector.Snapshot.Base);

    [Benchmark]
    public AdSnapshot Publish() => _selector.Publish(_compiled);
}
