using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>All line items whose targeting matches a request, with the index for matching and without it.</summary>
[MemoryDiagnoser]
public class MatchBenchmarks
{
    private const int ScanBatch = 16;

    private Listener[] _listeners = [];
    private ParsedRequest[] _parsed = [];
    private int[] _matches = [];
    private AdSelector _selector = null!;
    private LinearScan _scan = null!;
    private int _turn;

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

    [GlobalSetup(Targets = [nameof(LinearScan)])]
    public void SetUpScan()
    {
        _scan = new LinearScan(CatalogGenerator.Create(LineItems));
        _parsed = [.. BenchmarkWorkload.Listeners().Select(_scan.Parse)];
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

    [Benchmark(Baseline = true, OperationsPerInvoke = ScanBatch)]
    public long LinearScan()
    {
        long sum = 0;
        for (int i = 0; i < ScanBatch; i++)
        {
            sum += _scan.Match(_parsed[_turn++ & (BenchmarkWorkload.ListenerCount - 1)], _matches);
        }

        return sum;
    }
}
