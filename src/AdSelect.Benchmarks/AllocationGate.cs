// The allocation gate: a short run in this process, held against the expectations that are checked in.
using System.Text.Json;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace AdSelect.Benchmarks;

/// <summary>Runs the engine's benchmarks at 10,000 line items and compares what they allocate with allocations.json.</summary>
internal static class AllocationGate
{
    private const string ExpectationsFile = "allocations.json";

    // The diagnoser counts the whole process and rounds. In a short run what the runtime's own threads allocate can
    // show as a byte or two per operation; an object per operation, on whatever thread, cannot show as less than this.
    private const long SmallestObjectBytes = 24;

    private static readonly Type[] Gated =
    [
        typeof(SelectBenchmarks), typeof(PredictedBenchmarks), typeof(CapBenchmarks), typeof(MatchBenchmarks), typeof(DeltaBenchmarks),
        typeof(AuctionBenchmarks), typeof(Breaks.BreakBenchmarks), typeof(Breaks.SelectBreakBenchmarks),
    ];

    /// <summary>Runs the gate; 0 when every benchmark keeps its expectation.</summary>
    public static int Run()
    {
        Environment.SetEnvironmentVariable(BenchmarkWorkload.LineItemsVariable, "10000");
        Dictionary<string, long> allowed = Expectations();
        var log = new AccumulationLogger();
        Summary[] summaries = BenchmarkRunner.Run(Gated, Config(log));
        var failures = new List<string>();
        var measured = new HashSet<string>();
        foreach (Summary summary in summaries)
        {
            failures.AddRange(summary.ValidationErrors.Where(error => error.IsCritical).Select(error => error.Message));
            foreach (BenchmarkReport report in summary.Reports)
            {
                measured.Add(NameOf(report.BenchmarkCase));
                failures.AddRange(Check(report, allowed));
            }
        }

        if (summaries.Any(summary => summary.Reports.Any(report => !report.Success)))
        {
            Console.Error.WriteLine(log.GetLog());
        }

        failures.AddRange(allowed.Keys.Except(measured).Select(name => $"{name}: has an expectation in {ExpectationsFile} but was not measured."));
        foreach (string failure in failures)
        {
            Console.Error.WriteLine($"allocation gate: {failure}");
        }

        Console.WriteLine(failures.Count == 0
            ? $"allocation gate: {measured.Count} benchmarks keep their expectations."
            : $"allocation gate: {failures.Count} failures.");
        return failures.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Check(BenchmarkReport report, Dictionary<string, long> allowed)
    {
        string name = NameOf(report.BenchmarkCase);
        string shown = $"{name} ({report.BenchmarkCase.Parameters.DisplayInfo.Trim('[', ']')})";
        long? bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        if (!report.Success || bytes is null)
        {
            yield return $"{shown}: did not run to its end.";
        }
        else if (!allowed.TryGetValue(name, out long limit))
        {
            yield return $"{shown}: has no expectation in {ExpectationsFile}; it allocates {bytes} bytes.";
        }
        else if (bytes >= limit + SmallestObjectBytes)
        {
            yield return $"{shown}: the process allocates {bytes} bytes per operation, {limit} are allowed.";
        }
        else if (ExactAllocation.Measure(report.BenchmarkCase) is var exact && exact.Bytes > limit * exact.Operations)
        {
            yield return $"{shown}: allocates {exact.Bytes} bytes in {exact.Operations} operations, {limit} per operation are allowed.";
        }
        else
        {
            Console.WriteLine($"{shown}: {bytes} bytes, {limit} allowed; {report.ResultStatistics?.Mean / 1000:F2} us");
        }
    }

    private static string NameOf(BenchmarkCase benchmark) => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}";

    private static Dictionary<string, long> Expectations()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, ExpectationsFile));
        return JsonSerializer.Deserialize<Dictionary<string, long>>(file) ?? [];
    }

    private static ManualConfig Config(ILogger log) => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(100))
            .WithWarmupCount(1)
            .WithIterationCount(3))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(log)
        .WithOptions(ConfigOptions.DisableLogFile);
}
