// How large a snapshot is, what it is made of, and how long making and loading it takes.
using System.Diagnostics;
using AdSelect.Benchmarks.Measuring;
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Reports;

internal static class SizeReport
{
    private const int FirstMatchingId = 20;
    private const int FirstGateId = 40;
    private const int FirstElementId = 60;
    private const int FirstTextId = 80;
    private const int Loads = 9;

    /// <summary>Bytes a line item by section; ids and names, which no decision reads, apart.</summary>
    public static void Write(CommandOptions options, TextWriter writer)
    {
        (int Size, IReadOnlyList<SnapshotSection> Sections)[] files =
        [
            .. BenchmarkWorkload.LineItemCounts.Select(size => (size, SnapshotSections.Read(BenchmarkWorkload.SnapshotFile(size)))),
        ];
        var table = new MarkdownTable("Size: bytes a line item", ["", .. files.Select(file => Numbers.Whole(file.Size))]);
        Add("**without ids and names**", section => !IsIdOrName(section));
        Add("schema and values", section => section.Id < FirstMatchingId || (section.Id >= FirstTextId && !IsIdOrName(section)));
        Add("matching image", section => section.Id is >= FirstMatchingId and < FirstGateId);
        Add("line items: gates, prices, plans", section => section.Id is >= FirstGateId and < FirstElementId);
        Add("creatives, campaigns, advertisers, deals", section => section.Id is >= FirstElementId and < FirstTextId);
        Add("**ids and names**", IsIdOrName);
        Add("**all**", _ => true);
        foreach (string name in files.SelectMany(file => file.Sections).OrderBy(section => section.Id).Select(section => section.Name).Distinct())
        {
            Add($"`{name}`", section => section.Name == name);
        }

        table.Write(writer);

        void Add(string name, Func<SnapshotSection, bool> belongs) =>
            table.Add([name, .. files.Select(file => Numbers.Short(file.Sections.Where(belongs).Sum(section => section.Length) / (double)file.Size))]);
    }

    /// <summary>Compiling and loading; the best of a few, because both are once in a while and disturbed easily.</summary>
    public static void WriteBuild(CommandOptions options, TextWriter writer)
    {
        var table = new MarkdownTable(
            "Compile and load",
            "line items",
            "generate (s)",
            "compile, generating taken off (s)",
            "allocated (GB)",
            "load a file from the page cache (ms)",
            "load from memory (ms)");
        foreach (int lineItems in BenchmarkWorkload.LineItemCounts)
        {
            double generate = Best(options, () => CatalogGenerator.Create(lineItems).LineItems.Sum(lineItem => lineItem.Creatives.Count));
            long before = GC.GetTotalAllocatedBytes();
            double compile = Best(options, () => BenchmarkWorkload.Compile(CatalogGenerator.Create(lineItems)).LineItemCount, out int runs);
            double allocated = (GC.GetTotalAllocatedBytes() - before) / (double)runs;
            string path = BenchmarkWorkload.SnapshotFile(lineItems);
            byte[] bytes = File.ReadAllBytes(path);
            double[] file = [.. Enumerable.Range(0, Loads).Select(_ => Seconds(() => AdSnapshot.Load(path).LineItemCount)).Order()];
            double[] memory = [.. Enumerable.Range(0, Loads).Select(_ => Seconds(() => AdSnapshot.Load(bytes).LineItemCount)).Order()];
            table.Add(
                Numbers.Whole(lineItems), Numbers.Short(generate), Numbers.Short(compile - generate), Numbers.Short(allocated / 1e9),
                $"{Numbers.Short(file[Loads / 2] * 1_000)} ({Numbers.Short(file[0] * 1_000)})",
                $"{Numbers.Short(memory[Loads / 2] * 1_000)} ({Numbers.Short(memory[0] * 1_000)})");
        }

        table.Write(writer);
    }

    private static bool IsIdOrName(SnapshotSection section) =>
        section.Id >= FirstTextId
        && (section.Name.Contains("Id", StringComparison.Ordinal) || section.Name.Contains("Name", StringComparison.Ordinal))
        && !section.Name.StartsWith("Attribute", StringComparison.Ordinal);

    private static double Best(CommandOptions options, Func<int> action) => Best(options, action, out _);

    // Twice at least: the first run compiles the code as well.
    private static double Best(CommandOptions options, Func<int> action, out int runs)
    {
        long start = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        for (runs = 0; runs < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds; runs++)
        {
            best = Math.Min(best, Seconds(action));
        }

        return best;
    }

    private static double Seconds(Func<int> action)
    {
        long start = Stopwatch.GetTimestamp();
        _ = action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
