// What a bid per event is worth per thousand impressions, by the rate at which the event is expected.
namespace AdSelect.Indexing;

internal static class PredictedPrice
{
    // Rates count in trillionths, and effective CPM is of a thousand impressions.
    private const double TrillionthsPerUnit = 1e12;
    private const ulong TrillionthsPerMille = 1_000_000_000;

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

    /// <summary>
    /// A rate of 0 to 1 as the whole number that all prices are computed from: × 10¹², rounded half to even. Every decimal of up to
    /// twelve places is exact.
    /// </summary>
    public static ulong Trillionths(double rate) => (ulong)Math.Round(rate * TrillionthsPerUnit, MidpointRounding.ToEven);

    /// <summary>Effective CPM at a rate: bid × rate × 1000, rounded half to even, and not held to the most that money can be.</summary>
    public static long UnboundedCpmMicros(long bidMicros, double rate)
    {
        UInt128 product = Math.BigMul((ulong)bidMicros, Trillionths(rate));
        (UInt128 cpm, UInt128 rest) = product <= ulong.MaxValue ? DivRem((ulong)product) : UInt128.DivRem(product, TrillionthsPerMille);
        ulong twice = 2 * (ulong)rest;
        bool roundsUp = twice > TrillionthsPerMille || (twice == TrillionthsPerMille && ((ulong)cpm & 1) != 0);
        return (long)(ulong)cpm + (roundsUp ? 1 : 0);
    }

    /// <summary>Effective CPM at a rate: bid × rate × 1000, rounded half to even.</summary>
    public static long CpmMicros(long bidMicros, double rate) => Math.Min(UnboundedCpmMicros(bidMicros, rate), AdSelectLimits.MaxMoneyMicros);

    /// <summary>The most that any prediction can make of the effective CPM of a line item whose rate is predicted.</summary>
    public static long MostCpmMicros(long authoredCpmMicros, double rateCeiling, long bidMicros) =>
        Math.Max(authoredCpmMicros, CpmMicros(bidMicros, rateCeiling));

    /// <summary>The most rank score of a line item: at its ceiling where its rate is predicted, at its own effective CPM where not.</summary>
    public static UInt128 MostScore(in LineItemRow row, double rateCeiling, long bidMicros) => IsPredicted(row.PriceModel)
        ? ExactScore.Of(MostCpmMicros(row.EffectiveCpmMicros, rateCeiling, bidMicros), ExactScore.Factor(row.QualityMillionths, ExactScore.One))
        : row.RankScore;

    /// <summary>The least in a bid's own unit that is worth an effective CPM at a rate greater than 0.</summary>
    public static UInt128 InOwnUnit(long cpmMicros, ulong rateTrillionths) =>
        ExactScore.Ceiling(Math.BigMul((ulong)cpmMicros, TrillionthsPerMille), rateTrillionths);

    // Nearly all products fit, and dividing 64 bits takes a fraction of the time.
    private static (UInt128 Quotient, UInt128 Remainder) DivRem(ulong product)
    {
        (ulong quotient, ulong rest) = Math.DivRem(product, TrillionthsPerMille);
        return (quotient, rest);
    }
}
