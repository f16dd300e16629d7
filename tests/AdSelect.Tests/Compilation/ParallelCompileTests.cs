// However many threads compile, and in whatever order the catalog lists its elements, the result is the same.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using FsCheck.Xunit;

namespace AdSelect.Tests.Compilation;

public sealed class ParallelCompileTests
{
    private static readonly int?[] Parallelism = [2, 4, null];

    // Enough line items for many batches and several blocks of every format.
    private static readonly Catalog Large = Materialised(Workload.CatalogGenerator.Create(6_000));

    [Fact]
    public void The_bytes_and_the_warnings_do_not_depend_on_the_number_of_threads()
    {
        CompileResult alone = Compile(Large, 1);
        Assert.NotNull(alone.Snapshot);
        Assert.NotEmpty(alone.Warnings);
        Assert.All(Parallelism, threads => AssertSame(alone, Compile(Large, threads)));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_the_catalog()
    {
        LineItem[] items = [.. Large.LineItems];
        new Random(7).Shuffle(items);
        Catalog shuffled = Large with
        {
            Advertisers = [.. Large.Advertisers.Reverse()],
            Campaigns = [.. Large.Campaigns.Reverse()],
            Creatives = [.. Large.Creatives.Reverse()],
            Attributes = [.. Large.Attributes.Reverse()],
            LineItems = items,
        };
        UInt128 hash = Compile(Large, 1).Snapshot!.ContentHash;
        Assert.All(Parallelism, threads => Assert.Equal(hash, Compile(shuffled, threads).Snapshot!.ContentHash));
    }

    [Property(Arbitrary = [typeof(WorldArbitrary)], MaxTest = 60, QuietOnSuccess = true)]
    public void Any_catalog_compiles_to_the_same_on_three_threads(World world)
    {
        AssertSame(Compile(world.Catalog, 1), Compile(world.Catalog, 3));
    }

    [Fact]
    public void Errors_come_in_the_order_of_the_catalog_whoever_finds_them()
    {
        LineItem[] items = [.. Large.LineItems.Select((item, i) => (i % 7) switch
        {
            0 => item with { Quality = -i },
            1 => item with { Priority = 99, Weight = -1, DealId = $"no-deal-{i}" },
            2 => item with { Targeting = new KeywordAttribute($"unknown{i}").In("x") },
            _ => item,
        })];
        items[40] = null!;
        items[3_000] = items[3_000] with { Id = string.Empty };
        items[5_000] = items[4] with { Quality = -1 };
        foreach (int count in new[] { 700, items.Length })
        {
            Catalog wrong = Large with { LineItems = items[..count] };
            CompileResult alone = Compile(wrong, 1);
            Assert.Null(alone.Snapshot);
            Assert.All(Parallelism, threads => AssertSame(alone, Compile(wrong, threads)));
        }

        CatalogDiagnostic[] errors = [.. Compile(Large with { LineItems = items[..700] }, 4).Errors];
        Assert.Equal(
            ["lineItems['li-0000000'].quality", "lineItems['li-0000001'].dealId", "lineItems['li-0000001'].weight", "lineItems['li-0000001'].priority"],
            errors[..4].Select(error => error.Path));
    }

    [Fact]
    public void Of_two_line_items_with_one_id_only_the_second_is_an_error_and_only_one()
    {
        LineItem[] items = [.. Large.LineItems];
        items[5_900] = items[10] with { Quality = -1, Priority = 99 };
        Assert.All([1, .. Parallelism], threads =>
        {
            CatalogDiagnostic error = Assert.Single(Compile(Large with { LineItems = items }, threads).Errors);
            Assert.Equal(("duplicate-id", $"lineItems['{items[10].Id}'].id"), (error.Code, error.Path));
        });
    }

    [Fact]
    public void A_number_of_threads_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Compile(SmallCatalog.Of(SmallCatalog.Item("a")), 0));

    // The garbage that a line item costs is bounded, its share of the snapshot and of everything held meanwhile included.
    [Fact]
    public void A_line_item_costs_a_bounded_number_of_bytes()
    {
        const int Count = 50_000;
        const int MaxBytesPerLineItem = 4_096;
        Catalog catalog = Materialised(Workload.CatalogGenerator.Create(Count));

        // On one thread, whose allocations are exact whatever other tests allocate.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(Compile(catalog, 1).Snapshot);
        long perLineItem = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.InRange(perLineItem, 200, MaxBytesPerLineItem);
    }

    private static Catalog Materialised(Catalog catalog) => catalog with { LineItems = [.. catalog.LineItems] };

    private static CompileResult Compile(Catalog catalog, int? threads) =>
        SnapshotCompiler.Compile(catalog, new CompileOptions { MaxParallelism = threads, AsOf = CompileWarningCases.Now });

    private static void AssertSame(CompileResult expected, CompileResult actual)
    {
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Warnings, actual.Warnings);
        Assert.Equal(expected.Snapshot?.ContentHash, actual.Snapshot?.ContentHash);
    }
}
