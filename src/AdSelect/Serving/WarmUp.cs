// Requests made up from a snapshot's own values, to be answered before the first listener comes.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Serving;

/// <summary>
/// The runtime compiles a method anew, and faster, when it has run some dozens of times and a while has passed. The requests here have
/// values that targeting lists, so that they take the ways that real ones take: rankings of different lengths, several slots, breaks,
/// histories with what was selected before, and matching.
/// </summary>
internal ref struct WarmUp<TPredictor>
    where TPredictor : struct, IRatePredictor, allows ref struct
{
    private const int MostValues = 64;
    private const int HistoryEvents = 32;
    private const int BreakSeconds = 120;
    private const int BreakAds = 8;
    private static readonly int[] Places = [1, 5, 20];
    private static readonly DateTimeOffset Noon = new(2000, 1, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly AdSelector _selector;
    private readonly AdSnapshot _snapshot;
    private readonly TPredictor _predictor;
    private readonly AdSelection[] _winners = new AdSelection[AdSelectLimits.MaxBreakAds];
    private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
    private readonly DateTimeOffset _time;
    private byte[] _history = [];

    public WarmUp(AdSnapshot snapshot, TPredictor predictor)
    {
        _selector = new AdSelector(snapshot);
        _snapshot = snapshot;
        _predictor = predictor;
        _time = TimeOf(snapshot.Catalog);
    }

    /// <summary>Answers one request after another until it is told to stop; returns how many. None where there is no line item.</summary>
    public int Run(CancellationToken until)
    {
        int count = 0;
        while (count < AdSelectLimits.MaxWarmUpRequests && !until.IsCancellationRequested && Answer(count + 1) is > 0 and int answered)
        {
            count += answered;
        }

        return count;
    }

    // One request for every format that some line item has; returns how many.
    private int Answer(int number)
    {
        int answered = 0;
        foreach (AdFormat format in Enum.GetValues<AdFormat>())
        {
            if (!Has(format))
            {
                continue;
            }

            answered++;
            var request = new AdRequest(_terms) { Id = (ulong)number, Time = _time, Consent = Consent.Full, PriceRule = (PriceRule)(number % 2) };
            AddValues(ref request, (ulong)number);
            request.Exposures = number % 2 == 0 ? default : new ExposureHistories { User = _history };
            Slot slot = new() { Format = format };
            if (number % 4 == 0)
            {
                request.Slots = new Slot[] { slot, slot };
                var answer = new AdAnswer(_winners.AsSpan(0, 2));
                _selector.TrySelect(request, _predictor, ref answer);
            }
            else
            {
                request.Slot = slot;
                Rank(request, number);
            }
        }

        return answered;
    }

    private readonly bool Has(AdFormat format)
    {
        bool has = false;
        foreach (Segment segment in _snapshot.Segments.All)
        {
            has |= segment.Catalog.Partitions[(int)format].EntryCount > 0;
        }

        return has;
    }

    private void Rank(scoped in AdRequest request, int number)
    {
        var answer = new AdAnswer(_winners.AsSpan(0, Places[number % Places.Length]));
        _selector.TrySelect(request, _predictor, ref answer);
        if (!answer.Winners.IsEmpty && _history.Length < HistoryEvents * ExposureHistory.RecordBytes)
        {
            Exposure met = _snapshot.CreateExposure(answer.Winners[0], AdEvent.Impression, (ulong)number, _time);
            _history = ExposureHistory.Append(_history, met, _time);
        }

        if (number % 8 == 1 && request.Slot.Format != AdFormat.Display)
        {
            AdRequest withBreak = request;
            withBreak.Break = new AdBreak { DurationMilliseconds = BreakSeconds * 1_000, MaxAds = BreakAds };
            var filled = new AdAnswer(_winners.AsSpan(0, BreakAds));
            _selector.TrySelectBreak(withBreak, _predictor, ref filled);
        }
        else if (number % 8 == 2)
        {
            _selector.CountMatches(request);
        }
    }

    // Of every attribute some listed values, more of those that have many.
    private readonly void AddValues(ref AdRequest request, ulong number)
    {
        FrozenCatalog catalog = _snapshot.Catalog;
        Span<Term> term = [default];
        for (int i = 0; i < catalog.Attributes.Length && request.Terms.Length < _terms.Length - (2 * MostValues); i++)
        {
            ref readonly AttributeRow row = ref catalog.Attributes[i];
            ulong draw = StableHash.Draw(number, row.Key, HashPurpose.Tie);
            if (row.Kind == AttributeKind.Location)
            {
                request.Add([Term.Decimal(row.Key, (draw % 180) - 90.0), Term.Decimal(ReservedKeys.Longitude, (draw % 360) - 180.0)]);
                continue;
            }

            int values = row.ValueCount == 0 ? 0 : 1 + (int)(draw % (ulong)Math.Clamp(row.ValueCount / MostValues, 1, MostValues));
            for (int n = 0; n < values; n++)
            {
                draw = StableHash.Draw(draw, row.Key, HashPurpose.Tie);
                term[0] = new Term(row.Key, catalog.ValueBits[row.FirstValue + (int)(draw % (ulong)row.ValueCount)]);
                request.Add(term);
            }
        }
    }

    // A time at which the strongest line item that is limited in time may serve.
    private static DateTimeOffset TimeOf(FrozenCatalog catalog)
    {
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span)
        {
            if (row.FlightStartTicks > Noon.UtcTicks)
            {
                return new DateTimeOffset(row.FlightStartTicks, TimeSpan.Zero);
            }
        }

        return Noon;
    }
}
