// What filling a break takes, by kind of break.
using BenchmarkDotNet.Attributes;

namespace AdSelect.Benchmarks.Breaks;

/// <summary>Fills breaks from candidates that are at hand: the solver, and for the typical ones the drawing around it.</summary>
[MemoryDiagnoser]
public class BreakBenchmarks
{
    private const int Samples = 100;
    private BreakSample[] _samples = [];

    /// <summary>What kind of breaks.</summary>
    [Params(BreakKind.Typical, BreakKind.Tiers, BreakKind.Given, BreakKind.TightSeparation, BreakKind.Structured, BreakKind.Hybrid, BreakKind.EqualScores)]
    public BreakKind Kind { get; set; }

    [GlobalSetup]
    public void SetUp() => _samples = [.. Enumerable.Range(0, Samples).Select(seed => new BreakSample(Kind, seed))];

    [Benchmark(OperationsPerInvoke = Samples)]
    public long Fill()
    {
        long sum = 0;
        foreach (BreakSample sample in _samples)
        {
            sum += sample.Fill(Reports.BreakReport.NodeBudget).ScoreMicros;
        }

        return sum;
    }
}
