// Whoever waits for a compilation is told how far it is, can end it, and gets what the catalog's sequence throws.
using AdSelect.Workload;

namespace AdSelect.Tests.Compilation;

public sealed class CompileProgressTests
{
    private const int Count = 3_000;

    private static readonly Catalog Sample = CatalogGenerator.Create(Count);

    public static TheoryData<int> Threads => [1, 2, 4];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Progress_never_goes_backwards_and_every_stage_ends_complete(int threads)
    {
        var told = new Listener();
        Assert.NotNull(SnapshotCompiler.Compile(Sample, new CompileOptions { MaxParallelism = threads, Progress = told }).Snapshot);
        Assert.Equal(Enum.GetValues<CompileStage>(), told.Reports.Select(report => report.Stage).Distinct());
        Assert.All(told.Reports.Zip(told.Reports.Skip(1)), pair => Assert.True(
            pair.First.Stage < pair.Second.Stage || (pair.First.Stage == pair.Second.Stage && pair.First.Done <= pair.Second.Done),
            $"{pair.First} before {pair.Second}"));
        foreach (IGrouping<CompileStage, CompileProgress> stage in told.Reports.GroupBy(report => report.Stage))
        {
            Assert.Equal(0, stage.First().Done);
            Assert.Equal(stage.Last().Total, stage.Last().Done);
        }

        Assert.Equal(Count, told.Reports.Last(report => report.Stage == CompileStage.Reading).Done);
    }

    [Fact]
    public void The_total_is_known_when_the_sequence_tells_it()
    {
        var told = new Listener();
        SnapshotCompiler.Compile(Sample with { LineItems = [.. Sample.LineItems] }, new CompileOptions { Progress = told });
        Assert.Equal(new CompileProgress(CompileStage.Reading, 0, Count), told.Reports[0]);
        told = new Listener();
        SnapshotCompiler.Compile(Sample with { LineItems = Sample.LineItems.Where(_ => true) }, new CompileOptions { Progress = told });
        Assert.Equal(new CompileProgress(CompileStage.Reading, 0, null), told.Reports[0]);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void What_the_sequence_throws_is_thrown_on_as_it_is(int threads)
    {
        var failure = new InvalidDataException("The store is gone.");
        IEnumerable<LineItem> Failing()
        {
            foreach (LineItem item in Sample.LineItems)
            {
                yield return item;
            }

            throw failure;
        }

        Exception thrown = Assert.ThrowsAny<Exception>(() => Compile(Sample with { LineItems = Failing() }, threads));
        Assert.Same(failure, thrown);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void What_a_line_item_throws_is_thrown_on_as_it_is(int threads)
    {
        var failure = new InvalidDataException("The list is gone.");
        LineItem[] items = [.. Sample.LineItems];
        items[1_500] = items[1_500] with { RequiredConsentPurposes = new FailingList(failure) };
        Exception thrown = Assert.ThrowsAny<Exception>(() => Compile(Sample with { LineItems = items }, threads));
        Assert.Same(failure, thrown);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void The_sequence_is_enumerated_once_on_the_calling_thread(int threads)
    {
        int caller = Environment.CurrentManagedThreadId;
        int begun = 0;
        bool isDisposed = false;
        IEnumerable<LineItem> Watched()
        {
            begun++;
            try
            {
                foreach (LineItem item in Sample.LineItems)
                {
                    Assert.Equal(caller, Environment.CurrentManagedThreadId);
                    yield return item;
                }
            }
            finally
            {
                isDisposed = true;
            }
        }

        Assert.NotNull(Compile(Sample with { LineItems = Watched() }, threads).Snapshot);
        Assert.Equal((1, true), (begun, isDisposed));
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Any_stage_can_be_cancelled(int threads)
    {
        foreach (CompileStage stage in Enum.GetValues<CompileStage>())
        {
            using var source = new CancellationTokenSource();
            var cancelling = new Listener(report =>
            {
                if (report.Stage == stage)
                {
                    source.Cancel();
                }
            });
            OperationCanceledException cancelled = Assert.Throws<OperationCanceledException>(
                () => SnapshotCompiler.Compile(Sample, new CompileOptions { MaxParallelism = threads, Progress = cancelling }, source.Token));
            Assert.Equal(source.Token, cancelled.CancellationToken);
            Assert.Equal(stage, cancelling.Reports[^1].Stage);
        }
    }

    private static CompileResult Compile(Catalog catalog, int threads) => SnapshotCompiler.Compile(catalog, new CompileOptions { MaxParallelism = threads });

    // Not synchronised: the compiler promises one call at a time.
    private sealed class Listener(Action<CompileProgress>? onReport = null) : IProgress<CompileProgress>
    {
        private int _inside;

        public List<CompileProgress> Reports { get; } = [];

        public void Report(CompileProgress value)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            Reports.Add(value);
            onReport?.Invoke(value);
            Interlocked.Decrement(ref _inside);
        }
    }

    private sealed class FailingList(Exception failure) : IReadOnlyList<int>
    {
        public int Count => 1;

        public int this[int index] => throw failure;

        public IEnumerator<int> GetEnumerator() => throw failure;

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
