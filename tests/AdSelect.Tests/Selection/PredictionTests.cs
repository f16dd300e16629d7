// Predicted rates and pacing multipliers: what they change, what they leave alone, and what is asked.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class PredictionTests
{
    private static readonly LineItem ByClick = SmallCatalog.Item("click") with
    {
        Price = Price.Cpc(2),
        PredictedRates = new PredictedRates(Click: 0.001),
        PredictedRateCeiling = 0.005,
    };

    [Theory]
    [InlineData(double.NaN, 2_000_000)]
    [InlineData(0.001, 2_000_000)]
    [InlineData(0.002, 4_000_000)]
    [InlineData(0.005, 10_000_000)]
    [InlineData(0.006, 10_000_000)]
    [InlineData(double.PositiveInfinity, 10_000_000)]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    public void ARateCountsWithinZeroAndTheCeiling(double rate, long cpmMicros)
    {
        AdSelection winner = Assert.Single(Select(new AdSelector(Engine.Compile(SmallCatalog.Of(ByClick))), new Constant(rate), 1));
        Assert.Equal((cpmMicros, 2_000_000), (winner.BidCpmMicros, winner.PriceMicros));
    }

    [Fact]
    public void FloorsAreHeldAgainstThePredictedPrice()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(ByClick)));
        Assert.Empty(Select(selector, new Constant(0.0019), 1, floorMicros: 4_000_000));
        Assert.Single(Select(selector, new Constant(0.002), 1, floorMicros: 4_000_000));
        Assert.Equal(RejectionReason.BelowFloor, Explain(selector, new Constant(0.0019), 4_000_000).Reason);
        Assert.Equal(RejectionReason.None, Explain(selector, new Constant(0.002), 4_000_000).Reason);
    }

    [Fact]
    public void ASecondPriceComesBackInClicksAtThePredictedRate()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(ByClick, SmallCatalog.Item("b", 3))));
        AdSelection winner = Select(selector, new Constant(0.004), 1, rule: PriceRule.Second)[0];
        Assert.Equal((8_000_000, 3_000_000, 750_000), (winner.BidCpmMicros, winner.EffectiveCpmMicros, winner.PriceMicros));
    }

    [Fact]
    public void OnlyWhoPaysByEventAndCouldWinIsAskedAbout()
    {
        LineItem[] items =
        [
            .. Enumerable.Range(0, 500).Select(i => SmallCatalog.Item($"cpm {i}", 1 + (i % 90))),
            .. Enumerable.Range(0, 500).Select(i => ByClick with { Id = $"click {i}", CampaignId = $"click {i}", Price = Price.Cpc(0.1m + (i % 50)) }),
        ];
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(items)));
        var asked = new List<int>();
        Select(selector, new Recorder(asked, 0.005), 1);
        Assert.InRange(asked.Count, 1, 64);
        Assert.All(asked, lineItem => Assert.StartsWith("click", selector.Snapshot.LineItemId(lineItem), StringComparison.Ordinal));
        Assert.Equal(asked.Count, asked.Distinct().Count());
    }

    [Fact]
    public void APredictorThatThrowsLeavesTheSelectorWhole()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(ByClick)));
        Assert.Throws<InvalidOperationException>(() => Select(selector, default(Broken), 1));
        Assert.Single(Select(selector, new Constant(0.002), 1));
    }

    [Fact]
    public void APacedLineItemGivesWayAndPaysAsBefore()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a", 5), SmallCatalog.Item("b", 4))));
        Assert.True(selector.Delivery.SetPacingMultiplier("a", 0.5));
        AdSelection[] ranking = Select(selector, new Constant(double.NaN), 2);
        Assert.Equal(["b", "a"], ranking.Select(winner => selector.Snapshot.LineItemId(winner.LineItem)));
        Assert.Equal([4_000_000d, 2_500_000d], ranking.Select(winner => winner.RankScore));
        Assert.Equal([4_000_000L, 5_000_000L], ranking.Select(winner => winner.PriceMicros));
        Assert.True(selector.Delivery.SetPacingMultiplier("a", 1));
        Assert.Equal("a", selector.Snapshot.LineItemId(Select(selector, new Constant(double.NaN), 1)[0].LineItem));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AMultiplierIsWithinZeroAndOne(double multiplier)
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        Assert.Throws<ArgumentOutOfRangeException>(() => selector.Delivery.SetPacingMultiplier("a", multiplier));
        Assert.False(selector.Delivery.SetPacingMultiplier("nobody", 0.5));
        Assert.False(selector.Delivery.TryGetPacingMultiplier("nobody", out _));
    }

    private static AdSelection[] Select<TPredictor>(
        AdSelector selector,
        TPredictor predictor,
        int count,
        long floorMicros = 0,
        PriceRule rule = PriceRule.First)
        where TPredictor : struct, IRatePredictor
    {
        var request = new AdRequest([]) { Id = "r", Time = SmallCatalog.Noon, Slot = Slot.Audio(), FloorMicros = floorMicros, PriceRule = rule };
        var winners = new AdSelection[count];
        return winners[..selector.Select(in request, predictor, winners)];
    }

    private static Explanation Explain(AdSelector selector, Constant predictor, long floorMicros)
    {
        var request = new AdRequest([]) { Id = "r", Time = SmallCatalog.Noon, Slot = Slot.Audio(), FloorMicros = floorMicros };
        return selector.Explain(in request, predictor, "click");
    }

    private readonly struct Constant(double rate) : IRatePredictor
    {
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates.Fill(rate);
    }

    private readonly struct Recorder(List<int> asked, double rate) : IRatePredictor
    {
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates)
        {
            foreach (RateQuestion question in questions)
            {
                Assert.Equal(AdEvent.Click, question.Event);
                asked.Add(question.LineItem.Ordinal);
            }

            rates.Fill(rate);
        }
    }

    private readonly struct Broken : IRatePredictor
    {
        public void Predict(
            AdSnapshot snapshot,
            scoped ReadOnlySpan<RateQuestion> questions,
            scoped Span<double> rates) => throw new InvalidOperationException("broken");
    }
}
