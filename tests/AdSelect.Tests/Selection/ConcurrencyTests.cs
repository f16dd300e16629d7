// Threads select while snapshots change: every answer belongs wholly to one snapshot.
using System.Diagnostics;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class ConcurrencyTests
{
    private const int LeastRounds = 1_000;

    // Few processors may let a reader finish its rounds before the first publication.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task EveryAnswerIsThatOfOneSnapshot()
    {
        World first = World.Generate(41, 700, 30, Domain.FewCities) with { Events = [] };
        World second = World.Generate(42, 300, 1, Domain.FewCities) with { Requests = first.Requests, Events = [] };
        AdSnapshot[] snapshots = [Engine.Compile(first.Catalog with { Generation = 0 }), Engine.Compile(second.Catalog with { Generation = 1 })];
        OracleWinner[][][] expected =
        [
            .. snapshots.Select((snapshot, generation) => first.Requests
                .Select(request => Engine.Select(new AdSelector(snapshot), request, 5))
                .ToArray()),
        ];
        var selector = new AdSelector(snapshots[0]);
        using var stop = new CancellationTokenSource();
        Task<int> publisher = OnItsOwnThread(() => PublishInTurn(selector, snapshots, stop.Token));
        Task<int[]>[] readers = [.. Enumerable.Range(0, 3).Select(_ => OnItsOwnThread(() => Read(selector, first.Requests, expected)))];
        int[][] seen = await Task.WhenAll(readers);
        await stop.CancelAsync();
        Assert.True(await publisher > 1);
        Assert.All(seen, counts => Assert.True(counts[0] > 0 && counts[1] > 0, $"Both snapshots must have answered: {counts[0]} and {counts[1]} times."));
    }

    // The pool has few threads, and other tests hold them.
    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int PublishInTurn(AdSelector selector, AdSnapshot[] snapshots, CancellationToken stop)
    {
        int publications = 0;
        while (!stop.IsCancellationRequested)
        {
            AdSnapshot replaced = selector.Publish(snapshots[(publications + 1) % 2]);
            Assert.Same(snapshots[publications % 2], replaced);
            publications++;
        }

        return publications;
    }

    private static int[] Read(AdSelector selector, IReadOnlyList<PlainRequest> requests, OracleWinner[][][] expected)
    {
        int[] answersOf = new int[2];
        var patience = Stopwatch.StartNew();
        for (int round = 0; round < LeastRounds || (answersOf.Contains(0) && patience.Elapsed < Patience); round++)
        {
            PlainRequest plain = requests[round % requests.Count];
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            var winners = new AdSelection[5];
            int count = Engine.Ask(selector, plain, in request, winners, out AdSnapshot snapshot);
            OracleWinner[] answer = [.. winners.Take(count).Select(winner => Engine.Resolve(winner, snapshot))];
            Assert.Equal(expected[snapshot.Generation][round % requests.Count], answer);
            answersOf[snapshot.Generation]++;
        }

        return answersOf;
    }
}
