// What filling a break from a whole catalog takes, by what is offered.
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks.Breaks;

/// <summary>Fills the break of one listener after another from the whole catalog.</summary>
[MemoryDiagnoser]
public class SelectBreakBenchmarks
{
    private BreakWorkload _breaks = null!;

    [ParamsSource(typeof(BenchmarkWorkload), nameof(BenchmarkWorkload.LineItemCounts))]
    public int LineItems { get; set; }

    /// <summary>
    /// What is offered. The hardest breaks are left to the report: a short run has too few of them to tell their bytes from the
    /// runtime's own.
    /// </summary>
    [Params(BreakOffer.FreePart, BreakOffer.SecondPrice, BreakOffer.OneTotal, BreakOffer.Session, BreakOffer.Structured)]
    public BreakOffer Offer { get; set; }

    [GlobalSetup]
    public void SetUp() => _breaks = new BreakWorkload(Offer, LineItems);

    [Benchmark(OperationsPerInvoke = BenchmarkWorkload.ListenerCount)]
    public long SelectBreak()
    {
        long sum = 0;
        for (int i = 0; i < _breaks.ListenerCount; i++)
        {
            sum += _breaks.Fill(i).RankScore;
        }

        return sum;
    }
}
