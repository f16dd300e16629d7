// The entrance: gate, check, shape, report or a part of it, else the arguments of BenchmarkDotNet.
using AdSelect.Benchmarks;
using AdSelect.Benchmarks.Reports;
using BenchmarkDotNet.Running;

return args switch
{
    ["gate"] => AllocationGate.Run(),
    ["check", .. string[] rest] => Command(rest, AgreementCheck.Run),
    ["report", .. string[] rest] => Report(rest, FullReport.Write),
    [string part, .. string[] rest] when FullReport.PartNames.Contains(part) => Report(rest, (options, writer) => FullReport.WritePart(part, options, writer)),
    ["shape", .. string[] rest] => Command(rest, AgreementCheck.PrintShape),
    _ => WithSizes(args, RunBenchmarks),
};

static int Command(string[] args, Func<CommandOptions, int> run)
{
    if (CommandOptions.TryParse(args, out CommandOptions options, out string error))
    {
        return run(options);
    }

    Console.Error.WriteLine(error);
    return 2;
}

static int Report(string[] args, Action<CommandOptions, TextWriter> write) => Command(args, options =>
{
    write(options, Console.Out);
    return 0;
});

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
    BenchmarkSwitcher.FromAssembly(typeof(SelectBenchmarks).Assembly)
        .Run(args)
        .All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
        ? 0
        : 1;
