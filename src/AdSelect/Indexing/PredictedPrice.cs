// What a bid per event is worth per thousand impressions, by the rate at which the event is expected.
namespace AdSelect.Indexing;

internal static class PredictedPrice
{
    private const double ImpressionsPerMille = 1000;

    /// <summary>True when effective CPM depends on a rate.</summary>
    public static bool IsPredicted(PriceModel model) => model is PriceModel.Cpc or PriceModel.Cpa or PriceModel.Cpcv;

    /// <summary>The event that is paid for.</summary>
    public static AdEvent EventOf(PriceModel model) => model switch
    {
        PriceModel.Cpc => AdEvent.Click,
        PriceModel.Cpa => AdEvent.Conversion,
        _ => AdEvent.Complete,
    };

    /// <summary>The event by which creatives are compared: the one that is paid for, a click where that is the impression.</summary>
    public static AdEvent EventOfCreatives(PriceModel model) => IsPredicted(model) ? EventOf(model) : AdEvent.Click;

    /// <summary>The rate that counts for the predicted one of a creative.</summary>
    public static double CountedRateOfCreative(in TermsRow terms, double predicted) =>
        double.IsNaN(predicted) ? terms.CreativeRate : Math.Clamp(predicted, 0, 1);

    /// <summary>
    /// The rate that counts for a predicted one: within 0 and the line item's ceiling; the authored rate where there is
    /// no prediction.
    /// </summary>
    public static double CountedRate(in TermsRow terms, double predicted) =>
        double.IsNaN(predicted) ? terms.Rate : Math.Clamp(predicted, 0, terms.RateCeiling);

    /// <summary>Effective CPM at the authored rate, in exact arithmetic up to the last rounding, half to even.</summary>
    public static decimal AuthoredCpmMicros(long bidMicros, double rate) => Math.Round(bidMicros * (decimal)rate * (decimal)ImpressionsPerMille, MidpointRounding.ToEven);

    /// <summary>
    /// Effective CPM at a rate: bid × rate × 1000, rounded half to even. At the authored rate it is what the compiler
    /// made of it in exact arithmetic.
    /// </summary>
    public static long CpmMicros(long authoredCpmMicros, double authoredRate, long bidMicros, double rate) => rate == authoredRate
        ? authoredCpmMicros
        : (long)Math.Min(Math.Round(bidMicros * rate * ImpressionsPerMille, MidpointRounding.ToEven), AdSelectLimits.MaxMoneyMicros);

    /// <summary>The most that any prediction can make of the effective CPM of a line item whose rate is predicted.</summary>
    public static long MostCpmMicros(long authoredCpmMicros, double authoredRate, double rateCeiling, long bidMicros) =>
        Math.Max(authoredCpmMicros, CpmMicros(authoredCpmMicros, authoredRate, bidMicros, rateCeiling));

    /// <summary>The most rank score of a line item: at its ceiling where its rate is predicted, at its own effective CPM where not.</summary>
    public static double MostScore(in LineItemRow row, double authoredRate, double rateCeiling, long bidMicros, double quality) => IsPredicted(row.PriceModel)
        ? MostCpmMicros(row.EffectiveCpmMicros, authoredRate, rateCeiling, bidMicros) * quality
        : row.RankScore;
}
