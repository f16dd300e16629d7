// The entrance: gate, check, shape, or the arguments of BenchmarkDotNet.
using AdSelect.Benchmarks;
using BenchmarkDotNet.Running;

return args switch
{
    ["gate"] => AllocationGate.Run(),
    ["check", .. string[] rest] => WithSizes(rest, _ => AgreementCheck.Run()),
    ["shape", .. string[] rest] => WithSizes(rest, _ => AgreementCheck.PrintShape()),
    _ => WithSizes(args, RunBenchmarks),
};

// "--line-items 10000,100000" replaces the sizes; the variable also reaches the processes that benchmarks run in.
static int WithSizes(string[] args, Func<string[], int> run)
{
    int index = Array.IndexOf(args, "--line-items");
    if (index < 0)
    {
        return run(args);
    }

    if (index + 1 == args.Length)
    {
        Console.Error.WriteLine("--line-items needs a list of sizes, for example 10000,100000.");
        return 2;
    }

    Environment.SetEnvironmentVariable(BenchmarkWorkload.LineItemsVariable, args[index + 1]);
    return run([.. args[..index], .. args[(index + 2)..]]);
}

static int RunBenchmarks(string[] args) =>
    BenchmarkSwitcher.FromAssembly(typeof(SelectBenchmarks).Assembly).Run(args).All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
