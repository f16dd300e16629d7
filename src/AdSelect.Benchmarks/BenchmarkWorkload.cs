// What every benchmark works on: sizes, listeners, and compiled snapshots that are made once and kept in a file.
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>The shared workload.</summary>
public static class BenchmarkWorkload
{
    /// <summary>Names the environment variable that replaces the sizes: whole numbers separated by commas.</summary>
    public const string LineItemsVariable = "ADSELECT_BENCH_LINE_ITEMS";

    /// <summary>Listeners that one invocation of a selecting benchmark serves: enough that no branch predictor learns them.</summary>
    public const int ListenerCount = 256;

    /// <summary>The listeners are the same for every size and every benchmark.</summary>
    public const ulong ListenerSeed = 7;

    private const int PacedOneIn = 5;

    /// <summary>Catalog sizes.</summary>
    public static IEnumerable<int> LineItemCounts
    {
        get
        {
            string? list = Environment.GetEnvironmentVariable(LineItemsVariable);
            return string.IsNullOrWhiteSpace(list)
                ? [10_000, 100_000, 1_000_000]
                : list.Split(',').Select(size => int.Parse(size, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The listeners, the same for every size.</summary>
    /// <param name="segments">Segments that they have; <see cref="SegmentSet.Dense"/> if null.</param>
    public static Listener[] Listeners(SegmentSet? segments = null) => ListenerGenerator.CreateMany(ListenerCount, ListenerSeed, segments);

    /// <summary>Compiles the generated catalog; any error ends the run.</summary>
    public static AdSnapshot Compile(Catalog catalog, CompileOptions? options = null)
    {
        CompileResult result = SnapshotCompiler.Compile(catalog, options);
        return result.Snapshot ?? throw new InvalidOperationException($"The generated catalog does not compile: {result.Errors[0]}");
    }

    /// <summary>
    /// The compiled catalog as a file. Each benchmark runs in a process of its own, so the file outlives the process;
    /// its name carries the identity of the compiler and the generator, so that a change of either makes a new one.
    /// </summary>
    /// <param name="lineItems">How many line items.</param>
    /// <param name="paysByEvent">Whether whoever competes by price pays by event.</param>
    /// <param name="segments">Segments that line items list; <see cref="SegmentSet.Dense"/> if null.</param>
    public static string SnapshotFile(int lineItems, bool paysByEvent = false, SegmentSet? segments = null)
    {
        string build = $"{typeof(AdSnapshot).Module.ModuleVersionId:N}-{typeof(CatalogGenerator).Module.ModuleVersionId:N}";
        string directory = Path.Combine(Path.GetTempPath(), "adselect-benchmarks");
        string path = Path.Combine(directory, $"{lineItems}{(paysByEvent ? "-by-event" : string.Empty)}{(segments == SegmentSet.Sparse ? "-sparse" : string.Empty)}-{build}.snapshot");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(directory);
            Compile(CatalogGenerator.Create(lineItems, paysByEvent: paysByEvent, segments: segments)).Save(path);
        }

        return path;
    }

    /// <summary>A selector over the compiled catalog.</summary>
    /// <param name="lineItems">How many line items.</param>
    /// <param name="paysByEvent">Whether whoever competes by price pays by event.</param>
    /// <param name="segments">Segments that line items list; <see cref="SegmentSet.Dense"/> if null.</param>
    public static AdSelector Selector(int lineItems, bool paysByEvent = false, SegmentSet? segments = null) =>
        new(AdSnapshot.Load(SnapshotFile(lineItems, paysByEvent, segments)));

    /// <summary>Paces every fifth line item, to between 0.2 and all of its worth, as controllers would.</summary>
    public static void Pace(AdSelector selector)
    {
        for (int i = 0; i < selector.Snapshot.LineItemCount; i += PacedOneIn)
        {
            double multiplier = 0.2 + (0.8 * Rng.For(ListenerSeed, Population.LineItem, i).NextDouble());
            selector.Delivery.SetPacingMultiplier(selector.Snapshot.LineItemId(i), multiplier);
        }
    }
}
