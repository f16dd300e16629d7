// Breaks of the shared workload's listeners, filled from the whole catalog.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Breaks;

/// <summary>What is offered and how it is priced.</summary>
public enum BreakOffer
{
    /// <summary>120 to 180 s, at most 8 ads of up to 60 s, first price.</summary>
    FreePart,

    /// <summary>The same at second price.</summary>
    SecondPrice,

    /// <summary>The same, one total over all priorities.</summary>
    OneTotal,

    /// <summary>The same, kept apart from 12 ads of the session before.</summary>
    Session,

    /// <summary>Six spots of up to 30 s, the first with a floor.</summary>
    Structured,

    /// <summary>Two spots, and a free part of 120 s.</summary>
    Hybrid,

    /// <summary>A free part where 80 % of the bids are equal.</summary>
    EqualBids,
}

/// <summary>A selector and the breaks of one case; one instance serves one thread.</summary>
public sealed class BreakWorkload
{
    private const int MostAds = 8;
    private const int SessionAds = 12;
    private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
    private readonly AdSelection[] _ads = new AdSelection[AdSelectLimits.MaxBreakAds];
    private readonly Listener[] _listeners;
    private readonly byte[][] _sessions;
    private readonly BreakSpot[] _spots;
    private readonly BreakOffer _offer;
    private readonly AdSelector _selector;

    public BreakWorkload(BreakOffer offer, int lineItems)
    {
        _offer = offer;
        _listeners = BenchmarkWorkload.Listeners();
        _selector = offer == BreakOffer.EqualBids
            ? new AdSelector(BenchmarkWorkload.Compile(WithEqualBids(CatalogGenerator.Create(lineItems))))
            : BenchmarkWorkload.Selector(lineItems);
        Slot half = Slot.Audio(maxSeconds: 30);
        Slot first = half;
        first.FloorMicros = 2_000_000;
        _spots = offer switch
        {
            BreakOffer.Structured => [new BreakSpot(first), .. Enumerable.Repeat(new BreakSpot(half), 5)],
            BreakOffer.Hybrid => [new BreakSpot(first), new BreakSpot(half)],
            _ => [],
        };
        _sessions = [.. _listeners.Select((_, index) => offer == BreakOffer.Session ? History(index) : [])];
    }

    /// <summary>How many listeners there are.</summary>
    public int ListenerCount => _listeners.Length;

    /// <summary>Fills one listener's break.</summary>
    public BreakResult Fill(int listener)
    {
        var request = new AdRequest(_terms);
        _listeners[listener].FillRequest(ref request);
        request.Slot = Slot.Audio(maxSeconds: 60);
        bool isStructured = _offer == BreakOffer.Structured;
        request.Break = new AdBreak
        {
            Spots = _spots,
            SpotsBeforeFreePart = _spots.Length,
            DurationMilliseconds = isStructured ? 0 : (120 + (15 * (listener % 5))) * 1_000,
            MaxAds = isStructured ? 0 : MostAds,
            Objective = _offer == BreakOffer.OneTotal ? BreakObjective.Value : BreakObjective.PriorityThenValue,
            Separation = _offer == BreakOffer.Session ? SeparationScope.Session : SeparationScope.Break,
        };
        request.PriceRule = _offer == BreakOffer.SecondPrice ? PriceRule.Second : PriceRule.First;
        if (_offer == BreakOffer.Session)
        {
            request.Exposures = new ExposureHistories { Session = _sessions[listener] };
        }

        return _selector.SelectBreak(in request, _ads);
    }

    // Every third of the listener's best, so that separation matters.
    private byte[] History(int listener)
    {
        var request = new AdRequest(_terms);
        _listeners[listener].FillRequest(ref request);
        var best = new AdSelection[SessionAds * 3];
        int count = _selector.Select(in request, best);
        byte[] history = [];
        for (int i = 0; i < count; i += 3)
        {
            DateTimeOffset time = _listeners[listener].Time.AddMinutes(i - 60);
            history = ExposureHistory.Append(history, _selector.Snapshot.CreateExposure(best[i], AdEvent.Impression, (ulong)(i + 1), time), time);
        }

        return history;
    }

    private static Catalog WithEqualBids(Catalog catalog) => catalog with
    {
        LineItems = catalog.LineItems.Select(static (item, index) => index % 5 == 0 ? item : item with { Price = Price.Cpm(5), Quality = 1 }),
    };
}
