using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>Top 5 of a request with 200 events of the listener, where every line item has caps.</summary>
[MemoryDiagnoser]
public class CapBenchmarks
{
    private const int Winners = 5;
    private const int Events = 200;
    private readonly AdSelection[] _winners = new AdSelection[Winners];
    private Listener[] _listeners = [];
    private AdSelector _selector = null!;
    private byte[] _history = [];

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _listeners = BenchmarkWorkload.Listeners();
        Catalog catalog = CatalogGenerator.Create(LineItems);
        catalog = catalog with { LineItems = catalog.LineItems.Select(item => item with { Caps = [new FrequencyCap(3, CapWindow.Day)] }) };
        _selector = new AdSelector(BenchmarkWorkload.Compile(catalog));
        for (int i = 0; i < Events; i++)
        {
            Select(_listeners[i % _listeners.Length]);
            Exposure exposure = _selector.Snapshot.CreateExposure(_winners[0], AdEvent.Impression, (ulong)i + 1, _listeners[0].Time.AddMinutes(-i));
            _history = ExposureHistory.Append(_history, exposure, exposure.Time);
        }
    }

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long Select()
    {
        long sum = 0;
        foreach (Listener listener in _listeners)
        {
            sum += Select(listener);
        }

        return sum;
    }

    private int Select(Listener listener)
    {
        Span<Term> terms = stackalloc Term[Listener.MaxTerms];
        var request = new AdRequest(terms);
        listener.FillRequest(ref request);
        request.Exposures = new ExposureHistories { User = _history };
        return _selector.Select(in request, _winners);
    }
}
