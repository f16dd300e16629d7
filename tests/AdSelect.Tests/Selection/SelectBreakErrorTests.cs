// What is refused of a request for a break, by field, and what filling one allocates.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class SelectBreakErrorTests
{
    private const int WarmUpRounds = 20;
    private const int Measurements = 5;
    private static readonly BreakSpot Half = new(Slot.Audio(maxSeconds: 30));

    public static TheoryData<string> Breaks =>
    [
        "none", "negative", "long", "ads", "many", "after", "objective", "separation", "gap", "load", "window", "steps", "middle bumper",
        "flexible format", "flexible endless", "format", "spot",
    ];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void WrongBreaksAreRefusedByField(string name)
    {
        var free = new AdBreak { DurationMilliseconds = 60_000, MaxAds = 4 };
        BreakSpot bumper = new(Slot.Audio(maxSeconds: 5), BreakSpotKind.Bumper);
        Slot contradictory = Slot.Audio(maxSeconds: 30);
        contradictory.RequireDuration(15_000);
        switch (name)
        {
            case "none": Refused(default, RequestErrorCode.Missing, nameof(AdRequest.Break)); break;
            case "negative": Refused(free with { DurationMilliseconds = -1 }, RequestErrorCode.OutOfRange, nameof(AdBreak.DurationMilliseconds)); break;
            case "long":
                Refused(
                free with { DurationMilliseconds = AdSelectLimits.MaxBreakMilliseconds + 1 },
                RequestErrorCode.OutOfRange,
                nameof(AdBreak.DurationMilliseconds)); break;
            case "ads": Refused(free with { MaxAds = -1 }, RequestErrorCode.OutOfRange, nameof(AdBreak.MaxAds)); break;
            case "many":
                Refused(
                free with { Spots = new BreakSpot[AdSelectLimits.MaxBreakAds - 3] },
                RequestErrorCode.TooManyValues,
                nameof(AdBreak.Spots)); break;
            case "after": Refused(free with { SpotsBeforeFreePart = 1 }, RequestErrorCode.OutOfRange, nameof(AdBreak.SpotsBeforeFreePart)); break;
            case "objective": Refused(free with { Objective = (BreakObjective)2 }, RequestErrorCode.OutOfRange, nameof(AdBreak.Objective)); break;
            case "separation": Refused(free with { Separation = (SeparationScope)2 }, RequestErrorCode.OutOfRange, nameof(AdBreak.Separation)); break;
            case "gap": Refused(free with { MinGap = TimeSpan.FromTicks(-1) }, RequestErrorCode.OutOfRange, nameof(AdBreak.MinGap)); break;
            case "load": Refused(free with { MaxLoad = -1 }, RequestErrorCode.OutOfRange, nameof(AdBreak.MaxLoad)); break;
            case "window": Refused(free with { LoadWindow = TimeSpan.FromTicks(-1) }, RequestErrorCode.OutOfRange, nameof(AdBreak.LoadWindow)); break;
            case "steps": Refused(free with { StepBudget = -1 }, RequestErrorCode.OutOfRange, nameof(AdBreak.StepBudget)); break;
            case "middle bumper": Refused(free with { Spots = [Half, bumper, Half] }, RequestErrorCode.OutOfRange, nameof(BreakSpot.Kind)); break;
            case "flexible format":
                Refused(
                    new AdBreak { Spots = [new BreakSpot(Slot.Video(maxSeconds: 30), BreakSpotKind.Flexible)] },
                    RequestErrorCode.Conflict,
                    nameof(Slot.Format));
                break;
            case "flexible endless":
                Refused(
                free with { Spots = [new BreakSpot(Slot.Audio(), BreakSpotKind.Flexible)] },
                RequestErrorCode.Missing,
                nameof(Slot.MaxDurationMilliseconds)); break;
            case "format": Refused(free with { Spots = [new BreakSpot(Slot.Video(maxSeconds: 30))] }, RequestErrorCode.Conflict, nameof(Slot.Format)); break;
            default: Refused(free with { Spots = [new BreakSpot(contradictory)] }, RequestErrorCode.Conflict, nameof(Slot.RequireDuration)); break;
        }
    }

    [Fact]
    public void WhatABreakHasNoMeaningForIsRefused()
    {
        var free = new AdBreak { DurationMilliseconds = 60_000 };
        Refused(new AdRequest([]) { Id = 1, Time = Domain.Now, Break = free }, RequestErrorCode.Missing, nameof(AdRequest.Slot));
        Refused(Valid(free) with { Slots = [Slot.Audio()] }, RequestErrorCode.Conflict, nameof(AdRequest.Slots));
        Refused(Valid(free) with { PriceRule = PriceRule.Vcg }, RequestErrorCode.Conflict, nameof(AdRequest.PriceRule));
        Refused(Valid(free) with { DynamicAllocation = true }, RequestErrorCode.Conflict, nameof(AdRequest.DynamicAllocation));
        Refused(Valid(free) with { FloorMicros = -1 }, RequestErrorCode.OutOfRange, nameof(AdRequest.FloorMicros));
        Refused(Valid(free) with { Slot = Slot.Display() }, RequestErrorCode.OutOfRange, nameof(Slot.Format));
        Refused(Valid(free with { MaxAds = 4 }), RequestErrorCode.AnswerTooSmall, "ads", 3);
        Refused(Valid(free), RequestErrorCode.AnswerTooSmall, "ads", 0);
    }

    [Fact]
    public void FillingABreakAllocatesNothing()
    {
        int filled = 0;
        for (int seed = 0; seed < 160; seed++)
        {
            BreakWorld world = BreakWorld.Generate(seed);
            AdSelector selector = seed % 3 == 0 ? DeltaCase.Of(world.World).Publish() : Engine.Of(world.World);
            foreach (PlainRequest plain in world.World.Requests)
            {
                filled += AllocatesNothing(selector, plain);
            }
        }

        Assert.True(filled > 100, $"{filled}");
    }

    private static int AllocatesNothing(AdSelector selector, PlainRequest plain)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        var ads = new AdSelection[plain.Break!.MostAds];
        int count = 0;
        for (int round = 0; round < WarmUpRounds; round++)
        {
            count = selector.SelectBreak(in request, ads).Count;
        }

        long allocated = long.MaxValue;
        for (int measurement = 0; measurement < Measurements && allocated > 0; measurement++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            selector.TrySelectBreak(in request, ads, out _, out _);
            selector.SelectBreak(in request, new EvenRates(), ads, out _);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(allocated == 0, $"{allocated} bytes for {plain}");
        return count > 0 ? 1 : 0;
    }

    private static AdRequest Valid(AdBreak offer) => new([]) { Id = 1, Time = Domain.Now, Slot = Slot.Audio(), Break = offer };

    private static void Refused(AdBreak offer, RequestErrorCode code, string field) => Refused(Valid(offer), code, field);

    private static void Refused(AdRequest request, RequestErrorCode code, string field, int room = AdSelectLimits.MaxBreakAds)
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a"))));
        var ads = new AdSelection[room];
        Assert.False(selector.TrySelectBreak(in request, ads, out BreakResult result, out RequestError error));
        Assert.Equal(BreakOutcome.None, result.Outcome);
        Assert.Equal(new RequestError(code, field), error);
        Assert.Equal(default, result);
        bool isThrown = false;
        try
        {
            selector.SelectBreak(in request, ads);
        }
        catch (AdRequestException exception)
        {
            isThrown = exception.Error == error;
        }

        Assert.True(isThrown);
    }

    private readonly struct EvenRates : IRatePredictor
    {
        public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates) => rates.Fill(0.5);
    }
}
