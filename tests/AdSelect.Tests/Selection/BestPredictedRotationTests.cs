// Creatives chosen by the host's predictions, with a share of exploration; and by weight, over many requests.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class BestPredictedRotationTests
{
    private const int Requests = 10_000;
    private static readonly string[] Ids = ["harbour", "island", "lake"];

    // The worked example of docs/selection-rules.md: rates in the order of the ids.
    private static readonly double[] Rates = [0.004, 0.009, 0.006];

    [Fact]
    public void TheBestIsPlayed() => Assert.Equal(Requests, Count(Selector(Spots(exploration: 0)), Rates)[1]);

    [Fact]
    public void OneThatMayNotServeIsNotAskedAbout()
    {
        var asked = new List<RateQuestion>();
        Assert.Equal("lake", Play(Selector(Spots(exploration: 0)), new ByCreative(Rates, asked), 0, maxMilliseconds: 30_000));
        Assert.Equal(2, asked.Count);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void AShareOfTheRequestsExploresEvenly(double exploration)
    {
        int[] counts = Count(Selector(Spots(exploration)), Rates);
        double explored = Requests * exploration / Ids.Length;
        AssertNear([explored, Requests - (2 * explored), explored], counts);
    }

    [Theory]
    [InlineData(0.004, 0.004, 0.001, new[] { 0.5, 0.5, 0 })]
    [InlineData(-1, 0, -5, new[] { 1 / 3d, 1 / 3d, 1 / 3d })]
    [InlineData(2, 1, 0.5, new[] { 0.5, 0.5, 0 })]
    [InlineData(double.NaN, 0.004, 0.006, new[] { 0, 0, 1d })]
    [InlineData(double.NaN, 0.004, 0.004, new[] { 1d, 0, 0 })]
    [InlineData(double.NaN, 0.005, 0.001, new[] { 0.5, 0.5, 0 })]
    public void TiesAreDrawnEvenlyOfTheRatesThatCount(double first, double second, double third, double[] shares)
    {
        LineItem item = Spots(exploration: 0) with { PredictedRates = new PredictedRates(Click: 0.005) };
        AssertNear([.. shares.Select(share => share * Requests)], Count(Selector(item), [first, second, third]));
    }

    [Fact]
    public void WithoutAPredictorTheDrawIsEven()
    {
        AdSelector selector = Selector(Spots(exploration: 0));
        var winners = new AdSelection[1];
        int[] counts = new int[Ids.Length];
        for (int i = 0; i < Requests; i++)
        {
            Assert.Equal(1, selector.Select(Request(i), winners));
            counts[winners[0].Creative.Ordinal]++;
        }

        AssertNear([.. Ids.Select(_ => Requests / 3d)], counts);
    }

    [Fact]
    public void WeightsArePlayedInProportion()
    {
        LineItem item = Spots(0) with { Rotation = CreativeRotation.Weighted, Creatives = [new("harbour", 1), new("island", 3), new("lake", 6)] };
        AssertNear([0.1 * Requests, 0.3 * Requests, 0.6 * Requests], Count(Selector(item), Rates));
    }

    [Theory]
    [InlineData(PriceModel.Cpm, AdEvent.Click)]
    [InlineData(PriceModel.Flat, AdEvent.Click)]
    [InlineData(PriceModel.Cpc, AdEvent.Click)]
    [InlineData(PriceModel.Cpcv, AdEvent.Complete)]
    [InlineData(PriceModel.Cpa, AdEvent.Conversion)]
    public void TheEventThatIsPaidForIsAskedAbout(PriceModel model, AdEvent expected)
    {
        var asked = new List<RateQuestion>();
        Play(Selector(Spots(0) with { Price = new Price(model, 1) }), new ByCreative(Rates, asked), 0);
        Assert.All(asked, question => Assert.Equal((0, expected), (question.LineItem.Ordinal, question.Event)));
        Assert.Equal([0, 1, 2], asked.Where(question => question.Creative is not null).Select(question => question.Creative!.Value.Ordinal));
    }

    [Fact]
    public void ThePriceIsThatOfTheLineItem()
    {
        AdSelector selector = Selector(Spots(0) with { Price = Price.Cpc(1), PredictedRates = new PredictedRates(Click: 0.001) });
        var winners = new AdSelection[1];
        selector.Select(Request(0), new ByCreative(Rates, []), winners);
        Assert.Equal((1, 1_000_000), (winners[0].Creative.Ordinal, winners[0].BidCpmMicros));
    }

    [Fact]
    public void CreativesOfADeltaAreAskedAboutByTheNumbersOfAnswers()
    {
        Catalog catalog = World(Spots(0));
        AdSnapshot ofBase = Engine.Compile(catalog with { LineItems = [], Creatives = [catalog.Creatives.Single(creative => creative.Id == "lake")] });
        CompileResult result = SnapshotCompiler.CompileDelta(catalog, [], ofBase);
        var asked = new List<RateQuestion>();
        var selector = new AdSelector(ofBase);
        selector.Publish(ofBase.WithDelta(result.Snapshot!));
        Assert.Equal("island", Play(selector, new ByCreative([0.004, 0.009, 0.006], asked, byId: true), 0));
        Assert.Equal(Ids, asked.Select(question => selector.Snapshot.CreativeId(question.Creative!.Value)));
        Assert.All(asked, question => Assert.Equal("spots", selector.Snapshot.LineItemId(question.LineItem)));
    }

    [Theory]
    [InlineData(CreativeRotation.BestPredicted)]
    [InlineData(CreativeRotation.Sequential)]
    [InlineData(CreativeRotation.Weighted)]
    public void ChoosingAllocatesNothing(CreativeRotation rotation)
    {
        AdSelector selector = Selector(Spots(0.5) with { Rotation = rotation });
        PlainRequest plain = new()
        {
            Listener = PlainListener.Of(
                CapIdentity.Device,
                [new PlainExposure(AdEvent.Impression, 1, SmallCatalog.Noon.AddHours(-1), "spots", "island", "spots", "spots")]),
        };
        var request = new AdRequest(new Term[plain.TermCount + 1]);
        plain.Fill(ref request);
        var winners = new AdSelection[1];
        var predictor = new ByCreative(Rates, null);
        long allocated = long.MaxValue;
        for (int round = 0; round < 300; round++)
        {
            request.Id = (ulong)round + 1;
            long before = GC.GetAllocatedBytesForCurrentThread();
            int count = selector.Select(in request, predictor, winners);
            allocated = round < 200 ? long.MaxValue : Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1, count);
        }

        Assert.Equal(0, allocated);
    }

    // Five standard deviations of a draw repeated so many times; none where the outcome is certain.
    private static void AssertNear(double[] expected, int[] counts)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = 5 * Math.Sqrt(expected[i] * (1 - (expected[i] / Requests)));
            Assert.InRange(counts[i], expected[i] - tolerance - 1e-6, expected[i] + tolerance + 1e-6);
        }
    }

    private static int[] Count(AdSelector selector, double[] rates)
    {
        int[] counts = new int[Ids.Length];
        for (int i = 0; i < Requests; i++)
        {
            counts[Array.IndexOf(Ids, Play(selector, new ByCreative(rates, null), i))]++;
        }

        return counts;
    }

    private static string Play(AdSelector selector, ByCreative predictor, int id, int maxMilliseconds = 0)
    {
        var winners = new AdSelection[1];
        AdRequest request = Request(id);
        request.Slot = Slot.Audio() with { MaxDurationMilliseconds = maxMilliseconds };
        Assert.Equal(1, selector.Select(in request, predictor, winners));
        return selector.Snapshot.CreativeId(winners[0].Creative);
    }

    private static AdRequest Request(int id) => new([]) { Id = (ulong)id + 1, Time = SmallCatalog.Noon, Slot = Slot.Audio() };

    private static AdSelector Selector(LineItem item) => new(Engine.Compile(World(item)));

    private static Catalog World(LineItem item) => SmallCatalog.Of(item) with
    {
        Creatives = [.. Ids.Select(id => SmallCatalog.Creative(id, item.Id) with { Duration = TimeSpan.FromSeconds(id == "island" ? 60 : 30) })],
    };

    private static LineItem Spots(double exploration) => SmallCatalog.Item("spots") with
    {
        Rotation = CreativeRotation.BestPredicted,
        Exploration = exploration,
        Creatives = [.. Ids.Select(id => new CreativeAssignment(id))],
    };

    private readonly struct ByCreative(double[] rates, List<RateQuestion>? asked, bool byId = false) : IRatePredictor
    {
        public static int BatchSize => 2;

        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> answers)
        {
            for (int i = 0; i < questions.Length; i++)
            {
                asked?.Add(questions[i]);
                int creative = questions[i].Creative?.Ordinal ?? -1;
                answers[i] = creative < 0 ? double.NaN : rates[byId ? Array.IndexOf(Ids, snapshot.CreativeId(creative)) : creative];
            }
        }
    }
}
