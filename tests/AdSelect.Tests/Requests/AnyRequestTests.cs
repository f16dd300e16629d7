// Any bit pattern in any settable member of a request gives an answer or a request error, from every call, in bounded time.
using System.Diagnostics;
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using AdSelect.Tests.Snapshots;

namespace AdSelect.Tests.Requests;

public sealed class AnyRequestTests
{
    private const int RequestsPerSeed = 3_000;

    // Far more than a request takes, far less than a loop of 2³¹ steps.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly Lazy<AdSelector[]> s_selectors = new(static () => [Engine.Of(CompiledSample.World), DeltaCase.Of(CompiledSample.World, AdSelectLimits.MaxDeltas).Publish()]);

    private delegate void Call(AdSelector selector, in AdRequest request);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnyRequestHasAnAnswerOrARequestError(int seed)
    {
        var values = new BoundaryValues(new Random(seed)) { GoodBytes = GoodBytes() };
        var seen = new Dictionary<RequestErrorCode, int>();
        for (int i = 0; i < RequestsPerSeed; i++)
        {
            PlainRequest plain = CompiledSample.World.Requests[values.Below(CompiledSample.World.Requests.Count)];
            var request = new AdRequest(new Term[plain.TermCount + 8]);
            plain.Fill(ref request);
            string how = SettableMembers<AdRequest>.Fill(ref request, values);
            AddTerms(ref request, values);
            long start = Stopwatch.GetTimestamp();
            try
            {
                foreach (AdSelector selector in s_selectors.Value)
                {
                    RequestErrorCode code = Ask(selector, request, plain, values);
                    seen[code] = seen.GetValueOrDefault(code) + 1;
                }
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, request {i}, {how}: {exception}");
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < s_longest, $"seed {seed}, request {i}, {how}: {Stopwatch.GetElapsedTime(start)}");
        }

        // Requests that are answered must be there, or nothing behind the checks was tested.
        Assert.InRange(seen[RequestErrorCode.None], RequestsPerSeed / 5, 2 * RequestsPerSeed);
        Assert.InRange(seen.Count, 5, int.MaxValue);
    }

    [Fact]
    public void SlotsOfAnyLengthAndSizeAreMadeAndRefusedWhenTheyAreOffered()
    {
        var values = new BoundaryValues(new Random(1));
        for (int i = 0; i < 2_000; i++)
        {
            int most = values.Next<int>();
            int least = values.Next<int>();
            AssertOffered(Slot.Audio(most, least), IsDuration(most) && IsDuration(least) && (most == 0 || least <= most));
            AssertOffered(Slot.Video(most, least), IsDuration(most) && IsDuration(least) && (most == 0 || least <= most));
            AssertOffered(Slot.Display(most, least), most is >= 0 and <= AdSelectLimits.MaxPixels && least is >= 0 and <= AdSelectLimits.MaxPixels);
        }

        static bool IsDuration(int seconds) => seconds is >= 0 and <= AdSelectLimits.MaxDurationMilliseconds / 1_000;
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 1)]
    [InlineData(int.MaxValue - AdSelectLimits.MaxBreakAds)]
    [InlineData(AdSelectLimits.MaxBreakAds)]
    public void MoreAdsThanABreakMayHaveAreRefused(int maxAds)
    {
        var offer = new AdBreak { DurationMilliseconds = 60_000, MaxAds = maxAds, Spots = new[] { new BreakSpot(Slot.Audio(30)) } };
        var request = new AdRequest { Id = 1, Time = SmallCatalog.Noon, Slot = Slot.Audio(30), Break = offer };
        Assert.False(s_selectors.Value[0].TrySelectBreak(in request, new AdSelection[40], out BreakResult result, out RequestError error));
        Assert.Equal(RequestErrorCode.TooManyValues, error.Code);
        Assert.Equal(default, result);
    }

    private static void AssertOffered(Slot slot, bool isPossible)
    {
        var request = new AdRequest { Id = 1, Time = SmallCatalog.Noon, Slot = slot };
        bool isAnswered = s_selectors.Value[0].TrySelect(in request, new AdSelection[1], out _, out RequestError error);
        Assert.True(isAnswered == isPossible, $"{slot.Format} {slot.MinDurationMilliseconds} to {slot.MaxDurationMilliseconds}, {slot.Width} × {slot.Height}: {error.Code} {error.Field}");
    }

    // The two forms agree, and the one that tries never throws.
    private static RequestErrorCode Ask(AdSelector selector, in AdRequest request, PlainRequest plain, BoundaryValues values)
    {
        var winners = new AdSelection[values.Below(3) == 0 ? values.Below(AdSelectLimits.MaxWinners + 20) : 40];
        bool isAnswered = selector.TrySelect(in request, winners, out int count, out RequestError error);
        Assert.Equal(isAnswered, error.Code == RequestErrorCode.None);
        AssertAnswer(winners, count);
        selector.TrySelect(in request, winners, new AdSelection[values.Below(50)], out count, out int ghosts, out _, out _);
        AssertAnswer(winners, count);
        Assert.InRange(ghosts, 0, 50);
        bool isFilled = selector.TrySelectBreak(in request, winners, out BreakResult filled, out RequestError breakError);
        Assert.Equal(isFilled, breakError.Code == RequestErrorCode.None);
        AssertAnswer(winners, filled.Count);
        AskOrThrow(selector, request, plain, winners, error, breakError);
        return isFilled ? RequestErrorCode.None : error.Code;
    }

    private static void AskOrThrow(AdSelector selector, in AdRequest request, PlainRequest plain, AdSelection[] winners, RequestError expected, RequestError expectedOfBreak)
    {
        try
        {
            AssertAnswer(winners, selector.Select(in request, winners));
            Assert.Equal(RequestErrorCode.None, expected.Code);
        }
        catch (AdRequestException refusal)
        {
            Assert.Equal(expected, refusal.Error);
        }

        try
        {
            AssertAnswer(winners, selector.SelectBreak(in request, winners).Count);
            Assert.Equal(RequestErrorCode.None, expectedOfBreak.Code);
        }
        catch (AdRequestException refusal)
        {
            Assert.Equal(expectedOfBreak, refusal.Error);
        }

        var predictor = plain.Predictor ?? new PlainPredictor(7);
        foreach (Call call in Calls(predictor))
        {
            try
            {
                call(selector, in request);
            }
            catch (AdRequestException)
            {
                // An answer too.
            }
        }
    }

    private static Call[] Calls(PlainPredictor predictor) =>
    [
        static (AdSelector selector, in AdRequest request) => selector.Match(in request, new int[8]),
        static (AdSelector selector, in AdRequest request) => selector.CountMatches(in request),
        (AdSelector selector, in AdRequest request) => selector.Select(in request, predictor, new AdSelection[40]),
        (AdSelector selector, in AdRequest request) => selector.SelectBreak(in request, predictor, new AdSelection[40], out _),
        Explain,
    ];

    // A line item of the base that the delta removed still has its number.
    private static void Explain(AdSelector selector, in AdRequest request)
    {
        string id = selector.Snapshot.LineItemId((int)(request.Id.Value % (ulong)selector.Snapshot.LineItemCount));
        if (selector.Snapshot.TryFindLineItem(id, out _))
        {
            selector.Explain(in request, id);
        }
    }

    private static void AssertAnswer(AdSelection[] winners, int count)
    {
        Assert.InRange(count, 0, winners.Length);
        Assert.All(winners.Take(count), static winner => Assert.InRange(winner.PriceMicros, 0, AdSelectLimits.MaxMoneyMicros));
    }

    // Terms that no attribute gives, as a host that stores them might read them back damaged.
    private static void AddTerms(ref AdRequest request, BoundaryValues values)
    {
        ReadOnlySpan<Term> own = request.Terms;
        for (int i = values.Below(4) == 0 ? values.Below(8) : 0; i > 0; i--)
        {
            ulong key = own.IsEmpty || values.Below(3) == 0 ? values.Next<ulong>() : own[values.Below(own.Length)].Key ^ (ulong)values.Below(2);
            request.Add([new Term(values.Below(3) == 0 ? ReservedKeys.Longitude + (4 * (ulong)values.Below(6)) : key, values.Number())]);
        }
    }

    private static byte[][] GoodBytes()
    {
        var bytes = new List<byte[]>();
        foreach (PlainRequest plain in CompiledSample.World.Requests)
        {
            var request = new AdRequest(new Term[plain.TermCount]);
            new PlainRequest { Values = [.. plain.Values.Where(static value => value.Attribute.Kind != AttributeKind.Location)] }.Fill(ref request);
            bytes.Add(ListenerProfile.Create(s_selectors.Value[0].Snapshot, request.Terms));
            bytes.AddRange(plain.Listener.Logs.Values.Select(static log => log.SelectMany(static line => ExposureHistory.Append([], line.ToExposure(), DateTimeOffset.MaxValue)).ToArray()));
            bytes.Add(History(plain, bytes.Count));
        }

        return [.. bytes];
    }

    // Events of any time.
    private static byte[] History(PlainRequest plain, int seed)
    {
        var values = new BoundaryValues(new Random(seed));
        byte[] history = [];
        for (int i = 0; i < 40; i++)
        {
            LineItem item = CompiledSample.World.Catalog.LineItems.ElementAt(values.Below(90));
            var line = new PlainExposure((AdEvent)values.Below(3), (ulong)i + 1, values.Next<DateTimeOffset>(), item.Id, item.Creatives.FirstOrDefault().CreativeId ?? "none", item.CampaignId, "none")
            {
                SessionId = plain.Listener.SessionId,
                BreakId = plain.Listener.BreakId,
            };
            history = ExposureHistory.Append(history, line.ToExposure(), DateTimeOffset.MaxValue);
        }

        return history;
    }
}
