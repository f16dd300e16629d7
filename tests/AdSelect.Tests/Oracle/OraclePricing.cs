// SEMANTICS 6: money in micros, effective CPM, and what a winner pays.
namespace AdSelect.Tests.Oracle;

/// <summary>Amounts of any currency of the catalog as micros of its own.</summary>
public sealed class OracleMoney(Catalog catalog)
{
    private readonly Dictionary<string, decimal> _rates = catalog.CurrencyRates.ToDictionary(rate => rate.Currency, rate => rate.Rate);

    public long ToMicros(decimal amount, string? currency)
    {
        decimal rate = currency is null || currency == catalog.Currency ? 1 : _rates[currency];
        return (long)Math.Round(amount * rate * 1_000_000, MidpointRounding.ToEven);
    }

    public long ToMicros(Money money) => ToMicros(money.Amount, money.Currency);
}

/// <summary>A line item's bid in its own unit and as effective CPM.</summary>
public sealed record OraclePrice(PriceModel Model, long BidMicros, decimal Rate, long EffectiveCpmMicros)
{
    public static OraclePrice Of(LineItem item, OracleMoney money)
    {
        long bid = money.ToMicros(item.Price.Amount, item.Price.Currency);
        decimal rate = item.Price.Model switch
        {
            PriceModel.Cpc => (decimal)item.PredictedRates.Click,
            PriceModel.Cpa => (decimal)item.PredictedRates.Action,
            PriceModel.Cpcv => (decimal)item.PredictedRates.Completion,
            _ => 0,
        };
        decimal effective = item.Price.Model switch
        {
            PriceModel.Cpm => bid,
            PriceModel.Flat => item.Goal is { Event: AdEvent.Impression } goal ? (decimal)bid / goal.Count * 1000 : 0,
            _ => bid * rate * 1000,
        };
        return new OraclePrice(item.Price.Model, bid, rate, (long)Math.Round(effective, MidpointRounding.ToEven));
    }

    /// <summary>The price at a predicted rate; at the authored rate, or without a prediction, the authored price.</summary>
    public OraclePrice At(double predictedRate, double ceiling)
    {
        if (Model is PriceModel.Cpm or PriceModel.Flat || double.IsNaN(predictedRate))
        {
            return this;
        }

        double rate = Math.Clamp(predictedRate, 0, ceiling);
        return rate == (double)Rate
            ? this
            : this with { Rate = (decimal)rate, EffectiveCpmMicros = (long)Math.Min(Math.Round(BidMicros * rate * 1000, MidpointRounding.ToEven), AdSelectLimits.MaxMoneyMicros) };
    }
}

/// <summary>What a winner pays: in its own unit and as effective CPM.</summary>
public readonly record struct OracleCharge(long PriceMicros, long EffectiveCpmMicros);

public static class OraclePricing
{
    /// <param name="winner">The winner.</param>
    /// <param name="chosen">Its creative: its floor is the least that the winner pays.</param>
    /// <param name="behind">The ranking of the same slot after the winner.</param>
    /// <param name="request">The request.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="money">The currency table.</param>
    public static OracleCharge Charge(OracleLineItem winner, OracleCreative chosen, IEnumerable<OracleLineItem> behind, PlainRequest request, PlainSlot slot, OracleMoney money)
    {
        OraclePrice own = winner.Price;
        if (winner.IsHouse)
        {
            return new OracleCharge(0, 0);
        }

        if (own.Model == PriceModel.Flat || !PaysSecondPrice(winner, request))
        {
            return new OracleCharge(own.BidMicros, own.EffectiveCpmMicros);
        }

        long clearing = OracleFloor.Of(winner, chosen, request, slot, money);
        OracleLineItem? competitor = behind.FirstOrDefault(other => OracleRanking.Tier(other) == OracleRanking.Tier(winner) && other.Advertiser.Id != winner.Advertiser.Id);
        if (competitor is not null)
        {
            double keepsPlace = Math.Ceiling(OracleRanking.Score(competitor) / winner.LineItem.Quality);
            clearing = Math.Max(clearing, (long)keepsPlace + request.PriceIncrementMicros);
        }

        clearing = Math.Min(clearing, own.EffectiveCpmMicros);
        return new OracleCharge(InOwnUnit(clearing, own), clearing);
    }

    private static bool PaysSecondPrice(OracleLineItem winner, PlainRequest request) => winner.LineItem.Kind switch
    {
        LineItemKind.Sponsorship or LineItemKind.Guaranteed => false,
        _ when winner.Deal is not null => winner.Deal.Price == DealPrice.Second,
        _ => request.PriceRule == PriceRule.Second,
    };

    private static long InOwnUnit(long clearing, OraclePrice own)
    {
        if (clearing == own.EffectiveCpmMicros)
        {
            return own.BidMicros;
        }

        return own.Model == PriceModel.Cpm ? clearing : Math.Min(own.BidMicros, (long)Math.Ceiling(clearing / (1000 * own.Rate)));
    }
}
