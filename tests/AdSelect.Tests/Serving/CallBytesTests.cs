// What a call says that it takes: enough for what it lays out, and never more than a block, at every limit at once and with all deltas.
using AdSelect.Internals;
using AdSelect.Matching.Kernels;
using AdSelect.Serving;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.Serving;

public sealed class CallBytesTests(ITestOutputHelper output)
{
    private const byte Paint = 0xA5;
    private const int Tries = 20;

    /// <summary>A token is 16 bits; a bit for each, once for the base and once for the deltas, which share theirs.</summary>
    private const int MostTokenBytes = 2 * (65_536 / 8);

    private static readonly AdSelector Selector = Make();
    private static readonly byte[] Profile = ProfileOf(Selector.Snapshot);
    private static readonly byte[] History = FullRequests.History();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockHoldsACallAtEveryLimitWithAllDeltas(bool isBreak)
    {
        AdRequest request = Full(isBreak);
        int bytes = BytesFor(request, isBreak);
        output.WriteLine($"{bytes:N0} bytes of {NativeBlocks.BlockBytes:N0}");
        Assert.InRange(bytes, CallMemory.MaxOnStack, NativeBlocks.BlockBytes - MostTokenBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ACallTakesNoMoreThanItSays(bool isBreak)
    {
        int touched = int.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            touched = Math.Min(touched, Touched(isBreak));
        }

        AdRequest request = Full(isBreak);
        Assert.InRange(touched, CallMemory.MaxOnStack, BytesFor(request, isBreak));
    }

    [Fact]
    public void MoreThanThereIsIsRefusedAndNotOverrun()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () =>
        {
            var memory = new CallMemory(new byte[4 * CallMemory.Alignment]);
            memory.Take<long>(3);
            memory.Take<long>(2);
        });
    }

    // The last byte of a block that a call wrote; the largest number where another thread had the block meanwhile.
    private static int Touched(bool isBreak)
    {
        nint block = NativeBlocks.Borrow();
        NativeBlocks.Bytes(block).Fill(Paint);
        NativeBlocks.Return(block);
        AdRequest request = Full(isBreak);
        var answer = new AdAnswer(new AdSelection[isBreak ? AdSelectLimits.MaxBreakAds : AdSelectLimits.MaxWinners]);
        Assert.True(isBreak ? Selector.TrySelectBreak(in request, new Halves(), ref answer) : Selector.TrySelect(in request, new Halves(), ref answer), $"{answer.Error}");
        nint same = NativeBlocks.Borrow();
        int touched = same == block ? NativeBlocks.Bytes(same).LastIndexOfAnyExcept(Paint) + 1 : int.MaxValue;
        NativeBlocks.Return(same);
        return touched;
    }

    private static int BytesFor(scoped in AdRequest request, bool isBreak)
    {
        CheckedRequest work = default;
        var errand = new Errand(new Publication(Selector.Snapshot, Selector.Delivery), KernelWidths.Best, isBreak);
        RequestError error = work.Check(errand, request, Halves.BatchSize, isBreak ? AdSelectLimits.MaxBreakAds : AdSelectLimits.MaxWinners);
        Assert.Equal(RequestErrorCode.None, error.Code);
        Assert.True(work.HasDraws);
        Assert.True(isBreak || work.IsDynamic);
        return work.BytesFor(request);
    }

    private static AdRequest Full(bool isBreak)
    {
        var request = new AdRequest(new Term[AdSelectLimits.MaxRequestTerms])
        {
            Id = 7,
            Time = Domain.Now,
            Slot = Slot.Audio(),
            Consent = Consent.Full,
            DynamicAllocation = !isBreak,
            DealsFirst = true,
            Profile = Profile,
            ExperimentUnit = new string('u', AdSelectLimits.MaxExperimentUnitLength),
            Exposures = new ExposureHistories { User = History, Device = History, Household = History, Session = History, Break = History, SessionId = 1, BreakId = 1 },
        };
        if (isBreak)
        {
            request.Break = new AdBreak { DurationMilliseconds = 600_000, MaxAds = AdSelectLimits.MaxBreakAds, Separation = SeparationScope.Session };
        }

        request.AddDeal("deal");
        for (int i = 0; request.Terms.Length < AdSelectLimits.MaxRequestTerms; i++)
        {
            request.Add(AttributeAt(1 + (i % (AdSelectLimits.MaxAttributes - 1))), i);
        }

        return request;
    }

    private static byte[] ProfileOf(AdSnapshot snapshot)
    {
        var request = new AdRequest(new Term[AdSelectLimits.MaxRequestTerms]);
        for (int i = 0; i < AdSelectLimits.MaxRequestTerms; i++)
        {
            request.Add(AttributeAt(0), i);
        }

        return ListenerProfile.Create(snapshot, request.Terms);
    }

    private static AdSelector Make()
    {
        IntegerAttribute[] attributes = [.. Enumerable.Range(0, AdSelectLimits.MaxAttributes).Select(AttributeAt)];
        Catalog Of(string id, Func<LineItem, int, LineItem> change) => SmallCatalog.Of([.. Enumerable.Range(0, 40).Select(i => change(SmallCatalog.Item($"{id} {i}"), i))]) with
        {
            Attributes = attributes,
            Deals = [new Deal("deal")],
        };
        Catalog ofBase = Of("base", (item, i) => (i % 4) switch
        {
            0 => item with { Kind = LineItemKind.Guaranteed },
            1 => item with { Weight = 2 },
            2 => item with { Price = Price.Cpc(1), PredictedRates = new PredictedRates(Click: 0.01), PredictedRateCeiling = 1 },
            _ => item with { Targeting = attributes[i].In(i, i + 1) },
        });
        DeltaStep[] steps =
        [
            .. Enumerable.Range(1, AdSelectLimits.MaxDeltas).Select(n => new DeltaStep(Of($"delta {n}", (item, i) => item with { Targeting = attributes[i + n].In(i, i + 1) | attributes[0].In(i) }), [])),
        ];
        AdSelector selector = new DeltaCase(ofBase, steps, ofBase).Publish();
        Assert.True(selector.Delivery.SetOpportunityCost("base 0", 1_000_000));
        return selector;
    }

    private static IntegerAttribute AttributeAt(int i) => new($"attribute-{i}");

    private readonly struct Halves : IRatePredictor
    {
        public static int BatchSize => AdSelectLimits.MaxPredictionBatch;

        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates[..questions.Length].Fill(0.5);
    }
}
