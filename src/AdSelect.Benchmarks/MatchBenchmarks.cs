using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>All line items whose targeting matches a request, with the index for matching and without it.</summary>
[MemoryDiagnoser]
public class MatchBenchmarks
{
    private Listener[] _listeners = [];
    private int[] _matches = [];
    private AdSelector _selector = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [GlobalSetup(Targets = [nameof(Match), nameof(CountMatches)])]
    public void SetUpPrepared()
    {
        SetUpUnprepared();
        _selector.Snapshot.PrepareMatching();
    }

    [GlobalSetup(Targets = [nameof(MatchUnprepared)])]
    public void SetUpUnprepared()
    {
        _listeners = BenchmarkWorkload.Listeners();
        _selector = BenchmarkWorkload.Selector(LineItems);
        _matches = new int[LineItems];
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long Match()
    {
        long sum = 0;
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        foreach (Listener listener in _listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequest(ref request);
            sum += _selector.Match(in request, _matches);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long CountMatches()
    {
        long sum = 0;
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        foreach (Listener listener in _listeners)
        {
            var request = new AdRequest(terms);
            listener.FillRequest(ref request);
            sum += _selector.CountMatches(in request);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long MatchUnprepared() => Match();
}
