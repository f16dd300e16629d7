// A request of a worst case, with its terms hashed beforehand.
using AdSelect.Workload;

namespace AdSelect.Benchmarks.WorstCases;

/// <summary>Fills a request's values and lists.</summary>
internal delegate void FillValues(ref AdRequest request);

/// <summary>An open audio slot and any number of values.</summary>
internal sealed class WorstRequest
{
    private readonly Term[] _terms;
    private readonly ulong _id;

    public WorstRequest(int number, FillValues fill)
    {
        var request = new AdRequest(new Term[AdSelectLimits.MaxRequestTerms]);
        fill(ref request);
        _terms = request.Terms.ToArray();
        _id = (ulong)number + 1;
    }

    public int TermCount => _terms.Length;

    /// <summary>Nothing about the offer rejects anybody: what is measured is the case, not its gates.</summary>
    public void Fill(ref AdRequest request)
    {
        request.Id = _id;
        request.Time = Market.ReferenceTime.AddHours(12);
        request.Slot = Slot.Audio();
        request.PriceRule = PriceRule.Second;
        request.PriceIncrementMicros = 10_000;
        request.Consent = Consent.Full;
        request.Add(_terms);
    }
}
