// Everything that the documents show, from one run.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AdSelect.Benchmarks.Reports;

internal static class FullReport
{
    private const string Begin = "<!-- report begins -->";
    private const string End = "<!-- report ends -->";

    private static readonly (string Name, Action<CommandOptions, TextWriter> Write)[] Parts =
    [
        ("speed", SpeedReport.Write),
        ("latency", LatencyReport.WriteHot),
        ("cold", LatencyReport.WriteCold),
        ("scale", ScalingReport.Write),
        ("worst", WorstCaseReport.Write),
        ("auctions", AuctionReport.Write),
        ("caps", CapReport.Write),
        ("breaks", BreakReport.Write),
        ("size", SizeReport.Write),
        ("build", SizeReport.WriteBuild),
    ];

    /// <summary>Names of the parts, each a command of its own.</summary>
    public static IEnumerable<string> PartNames => Parts.Select(part => part.Name);

    /// <summary>Writes one part.</summary>
    public static void WritePart(string name, CommandOptions options, TextWriter writer) => Parts.Single(part => part.Name == name).Write(options, writer);

    /// <summary>Writes all parts after the machine, the versions and the command; also into the document that the options name.</summary>
    public static void Write(CommandOptions options, TextWriter writer)
    {
        using var report = new StringWriter { NewLine = "\n" };
        WriteParts(options, report);
        writer.Write(report);
        if (options.Into is not { } path)
        {
            return;
        }

        string document = File.ReadAllText(path);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal);
        int end = document.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{path} has no lines '{Begin}' and '{End}' to write between.");
        }

        File.WriteAllText(path, $"{document[..(begin + Begin.Length)]}\n\n{report}{document[end..]}");
    }

    // How long each part takes goes to the error output, for choosing what to leave out.
    private static void WriteParts(CommandOptions options, TextWriter writer)
    {
        string library = typeof(AdSnapshot).Assembly.GetName().Version?.ToString(3) ?? "";
        writer.WriteLine(
            $"{DateTime.UtcNow:yyyy-MM-dd}: AdSelect {library}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.ProcessArchitecture} with {Vectors()}, {Processor()}, {Environment.ProcessorCount} processors.\n");
        writer.WriteLine($"```text\ndotnet run -c Release --project src/AdSelect.Benchmarks -- report {options.CommandLine}\n```\n");
        foreach ((string name, Action<CommandOptions, TextWriter> write) in Parts)
        {
            long start = Stopwatch.GetTimestamp();
            write(options, writer);
            GC.Collect();
            Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }
    }

    // The library's loops are written for these; the document says which one was measured.
    private static string Vectors() => Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "no AVX2";

    // Linux tells the processor's name in a file; elsewhere the architecture must do.
    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        string? line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
