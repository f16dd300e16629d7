// A predictor whose rates follow from the line item's id and a seed alone.
using AdSelect.Internals;

namespace AdSelect.Tests.Oracle;

/// <summary>Asked one line item at a time. Few distinct rates, so that ties are common; some are none that a predictor should give.</summary>
public readonly record struct PlainPredictor(ulong Seed) : IRatePredictor
{
    private static readonly double[] Rates = [double.NaN, -1, 0, 0.0007, 0.001, 0.0123, 0.02, 0.3, 0.7, 1, 2];

    public double RateOf(string lineItemId) => Rates[(StableHash.Text(lineItemId) ^ (Seed * 0x9E3779B97F4A7C15)) % (ulong)Rates.Length];

    /// <summary>Of one creative, by the event asked about.</summary>
    public double RateOf(string lineItemId, string creativeId, AdEvent asked) => RateOf($"{lineItemId} {creativeId} {asked}");

    public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates)
    {
        for (int i = 0; i < questions.Length; i++)
        {
            RateQuestion question = questions[i];
            string lineItemId = snapshot.LineItemId(question.LineItem);
            rates[i] = question.Creative is not { } creative ? RateOf(lineItemId) : RateOf(lineItemId, snapshot.CreativeId(creative), question.Event);
        }
    }
}

/// <summary>The same rates, asked for several at a time.</summary>
public readonly record struct BatchPredictor(PlainPredictor Plain) : IRatePredictor
{
    public static int BatchSize => 7;

    public void Predict(AdSnapshot snapshot, scoped ReadOnlySpan<RateQuestion> questions, scoped Span<double> rates)
    {
        Assert.InRange(questions.Length, 1, BatchSize);
        Plain.Predict(snapshot, questions, rates);
    }
}
