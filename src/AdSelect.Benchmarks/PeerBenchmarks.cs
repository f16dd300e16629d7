using AdSelect.Benchmarks.Peers;
using AdSelect.Workload;
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks;

/// <summary>The same questions asked of the peers: the top 5, and all that match.</summary>
[MemoryDiagnoser]
public class PeerBenchmarks
{
    // What takes milliseconds serves fewer listeners in an invocation, and they take turns.
    private const int Batch = 16;
    private const int Winners = 5;

    private readonly int[] _winners = new int[Winners];
    private int[] _matches = [];
    private IPeer _peer = null!;
    private int _turn;

    public static IEnumerable<string> PeerNames => PeerFactory.Names;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    [ParamsSource(nameof(PeerNames))]
    public string Peer { get; set; } = LinearScan.PeerName;

    [GlobalSetup]
    public void SetUp()
    {
        _peer = PeerFactory.Create(Peer, CatalogGenerator.Create(LineItems), BenchmarkWorkload.Listeners());
        _matches = new int[LineItems];
    }

    [GlobalCleanup]
    public void CleanUp() => _peer.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public long Select()
    {
        long sum = 0;
        for (int i = 0; i < Batch; i++)
        {
            sum += _peer.Select(NextListener(), _winners);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public long Match()
    {
        long sum = 0;
        for (int i = 0; i < Batch; i++)
        {
            sum += _peer.Match(NextListener(), _matches);
        }

        return sum;
    }

    private int NextListener() => _turn++ & (BenchmarkWorkload.ListenerCount - 1);
}
