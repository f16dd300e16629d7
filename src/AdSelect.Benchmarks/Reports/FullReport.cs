// Everything that the documents show, from one run.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AdSelect.Benchmarks.Reports;

internal static class FullReport
{
    private static readonly (string Name, Action<CommandOptions, TextWriter> Write)[] Parts =
    [
        ("speed", SpeedReport.Write),
        ("latency", LatencyReport.WriteHot),
        ("cold", LatencyReport.WriteCold),
        ("scale", ScalingReport.Write),
        ("worst", WorstCaseReport.Write),
        ("size", SizeReport.Write),
        ("build", SizeReport.WriteBuild),
    ];

    /// <summary>Names of the parts, each a command of its own.</summary>
    public static IEnumerable<string> PartNames => Parts.Select(part => part.Name);

    /// <summary>Writes one part.</summary>
    public static void WritePart(string name, CommandOptions options, TextWriter writer) => Parts.Single(part => part.Name == name).Write(options, writer);

    /// <summary>Writes all parts under a heading with the machine, the versions and the command. How long each took goes to the error output.</summary>
    public static void Write(CommandOptions options, TextWriter writer)
    {
        string library = typeof(AdSnapshot).Assembly.GetName().Version?.ToString(3) ?? "";
        writer.WriteLine($"AdSelect {library}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture} with {Vectors()}, {Processor()}, {Environment.ProcessorCount} processors.\n");
        writer.WriteLine($"```\ndotnet run -c Release --project src/AdSelect.Benchmarks -- report {options.CommandLine}\n```\n");
        foreach ((string name, Action<CommandOptions, TextWriter> write) in Parts)
        {
            long start = Stopwatch.GetTimestamp();
            write(options, writer);
            GC.Collect();
            Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }
    }

    private static string Vectors() => Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "no AVX2";

    // Linux tells the processor's name in a file; elsewhere the architecture must do.
    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        string? line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
