// The naive peer: every line item's compiled targeting is tested, one after the other.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// What a competent user writes first. The line items are an array of structs in rank order; cheap gates (flight,
/// format) go before targeting; the best K are kept. It decides less than the library does: no dayparts, creative
/// checks beyond the format, policy or prices.
/// </summary>
internal sealed class LinearScan
{
    private readonly Entry[] _entries;
    private readonly ValueNumbers _numbers;

    public LinearScan(Catalog catalog)
    {
        _numbers = new ValueNumbers(catalog.Attributes);
        var delegates = new TargetingDelegates(_numbers);
        Dictionary<string, AdFormat> formats = catalog.Creatives.ToDictionary(creative => creative.Id, creative => creative.Format);
        Dictionary<string, decimal> rates = catalog.CurrencyRates.ToDictionary(rate => rate.Currency, rate => rate.Rate);
        _entries = [.. catalog.LineItems.Select((lineItem, index) => EntryOf(lineItem, index, formats, rates, delegates))];
        Array.Sort(_entries, Entry.ByRank);
    }

    public ParsedRequest Parse(Listener listener) => _numbers.Parse(listener);

    /// <summary>All line items whose targeting matches.</summary>
    public int Match(ParsedRequest request, Span<int> lineItems)
    {
        int count = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            if (entry.Test(request, entry.Constants))
            {
                lineItems[count++] = entry.Index;
            }
        }

        return count;
    }

    /// <summary>Visits all line items and keeps the best.</summary>
    public int Select(ParsedRequest request, Span<int> winners)
    {
        int matched = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            if (Passes(in entry, request) && matched++ < winners.Length)
            {
                winners[matched - 1] = entry.Index;
            }
        }

        return Math.Min(matched, winners.Length);
    }

    /// <summary>Uses the rank order of the array: stops as soon as enough are found.</summary>
    public int SelectWithEarlyStop(ParsedRequest request, Span<int> winners)
    {
        int count = 0;
        foreach (ref readonly Entry entry in _entries.AsSpan())
        {
            if (Passes(in entry, request))
            {
                winners[count++] = entry.Index;
                if (count == winners.Length)
                {
                    break;
                }
            }
        }

        return count;
    }

    private static bool Passes(in Entry entry, ParsedRequest request) =>
        entry.Format == request.Format
        && request.UtcTicks >= entry.StartTicks
        && request.UtcTicks < entry.EndTicks
        && entry.Test(request, entry.Constants);

    private static Entry EntryOf(LineItem lineItem, int index, Dictionary<string, AdFormat> formats, Dictionary<string, decimal> rates, TargetingDelegates delegates)
    {
        (TargetingTest test, Constants constants) = delegates.Compile(lineItem.Targeting);
        return new Entry
        {
            Index = index,
            Format = formats[lineItem.Creatives[0].CreativeId],
            StartTicks = lineItem.IsPaused ? long.MaxValue : lineItem.Flight.Start.UtcTicks,
            EndTicks = lineItem.Flight.End?.UtcTicks ?? long.MaxValue,
            Tier = lineItem.Kind switch { LineItemKind.Sponsorship => 4, LineItemKind.Guaranteed => lineItem.Priority ?? 8, LineItemKind.House => 17, _ => 12 },
            Score = EffectiveCpm(lineItem, rates) * lineItem.Quality,
            Test = test,
            Constants = constants,
        };
    }

    private static double EffectiveCpm(LineItem lineItem, Dictionary<string, decimal> rates)
    {
        Price price = lineItem.Price;
        double amount = (double)(price.Amount * (price.Currency is null ? 1 : rates.GetValueOrDefault(price.Currency, 1)));
        return price.Model switch
        {
            PriceModel.Cpc => amount * lineItem.PredictedRates.Click * 1000,
            PriceModel.Cpa => amount * lineItem.PredictedRates.Action * 1000,
            PriceModel.Cpcv => amount * lineItem.PredictedRates.Completion * 1000,
            PriceModel.Flat => lineItem.Goal is { Count: > 0 } goal ? amount / goal.Count * 1000 : 0,
            _ => amount,
        };
    }

    private readonly record struct Entry
    {
        public static readonly Comparison<Entry> ByRank = (left, right) =>
            left.Tier != right.Tier ? left.Tier.CompareTo(right.Tier) : right.Score.CompareTo(left.Score);

        public int Index { get; init; }

        public AdFormat Format { get; init; }

        public long StartTicks { get; init; }

        public long EndTicks { get; init; }

        public int Tier { get; init; }

        public double Score { get; init; }

        public TargetingTest Test { get; init; }

        public Constants Constants { get; init; }
    }
}
