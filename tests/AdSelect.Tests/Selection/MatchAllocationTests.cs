// Matching with a match index allocates nothing, and preparing one disturbs nobody.
using AdSelect.Matching.Full;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class MatchAllocationTests
{
    private const int WarmUpRounds = 20;
    private const int Measurements = 5;
    private static readonly World World = World.Generate(31, 1_200, 40, Domain.FewCities);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MatchingAllocatesNothing(bool hasAllValues)
    {
        AdSelector selector = MatchRun.Prepare(Engine.Compile(World.Catalog), MatchIndexShape.Default);
        int[] ordinals = new int[selector.Snapshot.LineItemCount];
        foreach (PlainRequest plain in World.Requests.Select(request => hasAllValues ? AllValues(request) : request))
        {
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            for (int round = 0; round < WarmUpRounds; round++)
            {
                Assert.Equal(selector.Match(in request, ordinals), selector.CountMatches(in request));
            }

            // The runtime itself now and then books something on a thread; what a call allocates comes back each time.
            long allocated = long.MaxValue;
            for (int measurement = 0; measurement < Measurements && allocated > 0; measurement++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                selector.Match(in request, ordinals);
                selector.CountMatches(in request);
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(allocated == 0, $"{allocated} bytes for {plain}");
        }
    }

    [Fact]
    public async Task PreparingWhileOthersMatchChangesNoAnswer()
    {
        AdSnapshot snapshot = Engine.Compile(World.Catalog);
        var selector = new AdSelector(snapshot);
        string[][] expected = [.. World.Requests.Select(request => Engine.Match(selector, request))];
        using var start = new ManualResetEventSlim();
        Task<MatchIndex>[] preparing =
        [
            .. Enumerable.Range(0, 4).Select(_ => OnItsOwnThread(() =>
            {
                start.Wait();
                snapshot.PrepareMatching();
                return snapshot.MatchIndex!;
            })),
        ];
        Task<bool>[] matching =
        [
            .. Enumerable.Range(0, 2).Select(_ => OnItsOwnThread(() =>
            {
                start.Wait();
                bool isLast;
                do
                {
                    isLast = snapshot.MatchIndex is not null;
                    for (int i = 0; i < expected.Length; i++)
                    {
                        Same.Answer(expected[i], Engine.Match(selector, World.Requests[i]), World.Requests[i]);
                    }
                }
                while (!isLast);
                return isLast;
            })),
        ];
        start.Set();
        MatchIndex[] made = await Task.WhenAll(preparing);
        Assert.All(made, index => Assert.Same(made[0], index));
        await Task.WhenAll(matching);
    }

    private static PlainRequest AllValues(PlainRequest request) => request with
    {
        Values =
        [
            .. Domain.Countries.Select(value => PlainValue.Of(Domain.Country, value)),
            .. Domain.Genres.Select(value => PlainValue.Of(Domain.Genre, value)),
            .. Domain.FewCities.Select(value => PlainValue.Of(Domain.City, value)),
            .. Domain.Ages.Select(value => PlainValue.Of(Domain.Age, value)),
            .. Enumerable.Range(0, 1_000).Select(value => PlainValue.Of(Domain.Segments, value)),
            .. Domain.Scores.Select(value => PlainValue.Of(Domain.Score, value)),
            .. Domain.Points.Select(value => PlainValue.Of(Domain.Position, value.Latitude, value.Longitude)),
        ],
    };

    // The pool has few threads, and other tests hold them.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
