using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 1, 5 and 20 of a request; the engine builds the request from hashed terms inside the measured time.</summary>
[MemoryDiagnoser]
public class SelectBenchmarks
{
    // A scan of a million line items takes milliseconds: its invocations serve fewer listeners and take turns.
    private const int ScanBatch = 16;

    private Listener[] _listeners = [];
    private ParsedRequest[] _parsed = [];
    private AdSelection[] _winners = [];
    private int[] _scanWinners = [];
    private AdSelector _selector = null!;
    private LinearScan _scan = null!;
    private int _turn;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [Params(1, 5, 20)]
    public int Winners { get; set; }

    [GlobalSetup(Targets = [nameof(Select)])]
    public void SetUpSelector()
    {
        _listeners = BenchmarkWorkload.Listeners();
        _selector = BenchmarkWorkload.Selector(LineItems);
        _winners = new AdSelection[Winners];
    }

    [GlobalSetup(Targets = [nameof(LinearScan), nameof(LinearScanEarlyStop)])]
    public void SetUpScan()
    {
        _scan = new LinearScan(CatalogGenerator.Create(LineItems));
        _parsed = [.. BenchmarkWorkload.Listeners().Select(_scan.Parse)];
        _scanWinners = new int[Winners];
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

    [Benchmark(Baseline = true, OperationsPerInvoke = ScanBatch)]
    public long LinearScan()
    {
        long sum = 0;
        for (int i = 0; i < ScanBatch; i++)
        {
            sum += _scan.Select(NextParsed(), _scanWinners);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = ScanBatch)]
    public long LinearScanEarlyStop()
    {
        long sum = 0;
        for (int i = 0; i < ScanBatch; i++)
        {
            sum += _scan.SelectWithEarlyStop(NextParsed(), _scanWinners);
        }

        return sum;
    }

    private ParsedRequest NextParsed() => _parsed[_turn++ & (BenchmarkWorkload.ListenerCount - 1)];
}
