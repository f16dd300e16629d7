// Answering from a base with deltas: with profiles, without allocating, and while deltas are published.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class DeltaRunTests
{
    private const int WarmUpRounds = 20;
    private const int Measurements = 5;
    private const int GhostPlaces = 4;
    private static readonly World World = World.Generate(71, 1_200, 40, Domain.FewCities);

    [Theory]
    [InlineData(1)]
    [InlineData(AdSelectLimits.MaxDeltas)]
    public void AnsweringAllocatesNothing(int deltas)
    {
        AdSelector selector = DeltaCase.Of(World, deltas).Publish();
        Assert.Equal(deltas, selector.Snapshot.Deltas.Count);
        var winners = new AdSelection[AdSelectLimits.MaxWinners];
        int[] ordinals = new int[selector.Snapshot.LineItemCount];
        foreach (PlainRequest plain in World.Requests)
        {
            byte[] profile = ProfileOf(selector.Snapshot, plain, out PlainRequest others);
            foreach (bool withProfile in (bool[])[false, true])
            {
                var request = new AdRequest(new Term[plain.TermCount]);
                (withProfile ? others : plain).Fill(ref request);
                request.Profile = withProfile ? profile : [];
                for (int round = 0; round < WarmUpRounds; round++)
                {
                    Answer(selector, in request, winners, ordinals);
                }

                long allocated = long.MaxValue;
                for (int measurement = 0; measurement < Measurements && allocated > 0; measurement++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    Answer(selector, in request, winners, ordinals);
                    allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
                }

                Assert.True(allocated == 0, $"{allocated} bytes for {plain}");
            }
        }
    }

    // A profile belongs to the base, and deltas may list values that the base does not.
    [Theory]
    [InlineData(1)]
    [InlineData(AdSelectLimits.MaxDeltas)]
    public void AProfileOfTheBaseAnswersForDeltasToo(int deltas)
    {
        AdSelector selector = DeltaCase.Of(World, deltas).Publish();
        Engine.Apply(World, selector);
        OracleSelector oracle = World.Oracle();
        foreach (PlainRequest plain in World.Requests)
        {
            byte[] profile = ProfileOf(selector.Snapshot, plain, out PlainRequest others);
            Assert.True(ListenerProfile.IsCurrent(selector.Snapshot, profile));
            var request = new AdRequest(new Term[plain.TermCount]);
            others.Fill(ref request);
            request.Profile = profile;
            var winners = new AdSelection[plain.Slots.Count == 1 ? 20 : plain.Slots.Count];
            int count = Engine.Ask(selector, plain, in request, winners, out AdSnapshot snapshot);
            Same.Answer(oracle.Select(plain, 20), [.. winners.Take(count).Select(winner => Engine.Resolve(winner, snapshot))], plain);
            int[] ordinals = new int[snapshot.LineItemCount];
            int matches = selector.Match(in request, ordinals);
            Same.Answer(oracle.Match(plain), [.. ordinals.Take(matches).Select(snapshot.LineItemId).Order(StringComparer.Ordinal)], plain);
            string id = World.Catalog.LineItems.First().Id;
            Assert.Equal(Engine.Explain(selector, plain, id).Steps, selector.Explain(in request, id).Steps);
        }
    }

    [Fact]
    public async Task EveryAnswerIsThatOfOnePublication()
    {
        World world = World with { Events = [] };
        DeltaCase chain = DeltaCase.Of(world, AdSelectLimits.MaxDeltas);
        AdSnapshot[] joined = (chain with
        {
            Base = chain.Base with { Generation = 0 },
            Steps = [.. chain.Steps.Select((step, i) => step with { Changes = step.Changes with { Generation = i + 1 } })],
        }).Prefixes();
        AdSnapshot whole = joined[0];
        AdSnapshot[] publications = [whole, .. joined[^1].Deltas];
        OracleWinner[][][] expected = [.. joined.Select(snapshot => world.Requests.Select(request => Engine.Select(new AdSelector(snapshot), request, 5)).ToArray())];
        var selector = new AdSelector(whole);
        using var stop = new CancellationTokenSource();
        Task publisher = OnItsOwnThread(() =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
            {
                selector.Publish(publications[i % publications.Length]);
            }

            return 0;
        });
        Task<int[]>[] readers = [.. Enumerable.Range(0, 2).Select(_ => OnItsOwnThread(() => Read(selector, world.Requests, expected)))];
        int[][] seen = await Task.WhenAll(readers);
        await stop.CancelAsync();
        await publisher;
        Assert.All(Enumerable.Range(0, joined.Length), generation => Assert.Contains(seen, counts => counts[generation] > 0));
    }

    private static int[] Read(AdSelector selector, IReadOnlyList<PlainRequest> requests, OracleWinner[][][] expected)
    {
        int[] answersOf = new int[expected.Length];
        for (int round = 0; round < 3_000; round++)
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

    private readonly struct Halves : IRatePredictor
    {
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates[..questions.Length].Fill(0.5);
    }

    private static Task<T> OnItsOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Answer(AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<int> ordinals)
    {
        selector.Select(in request, winners);
        selector.Select(in request, new Halves(), winners);
        selector.Match(in request, ordinals);
        selector.CountMatches(in request);
        AdRequest offer = request;
        offer.Slots = [];
        offer.Slot = Slot.Audio();
        offer.PlaceWeights = [];
        offer.PriceRule = PriceRule.First;
        var ghosts = new AdAnswer(winners[..GhostPlaces], winners[GhostPlaces..]);
        selector.TrySelect(in offer, ref ghosts);
        offer.DynamicAllocation = false;
        offer.Break = new AdBreak { DurationMilliseconds = 90_000, MaxAds = GhostPlaces };
        Assert.True(selector.TrySelectBreak(in offer, ref ghosts));
    }

    // Segments and cities go into the profile.
    private static byte[] ProfileOf(AdSnapshot snapshot, PlainRequest plain, out PlainRequest others)
    {
        bool IsKept(PlainValue value) => value.Attribute.Name == Domain.Segments.Name || value.Attribute.Name == Domain.City.Name;
        others = plain with { Values = [.. plain.Values.Where(value => !IsKept(value))] };
        PlainRequest kept = new() { Values = [.. plain.Values.Where(IsKept)] };
        var request = new AdRequest(new Term[plain.TermCount]);
        kept.Fill(ref request);
        return ListenerProfile.Create(snapshot, request.Terms);
    }
}
