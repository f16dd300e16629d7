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
/// <remarks>A rate counts in whole trillionths, rounded half to even, and effective CPM in whole micros, rounded half to even.</remarks>
public sealed record OraclePrice(PriceModel Model, long BidMicros, decimal Rate, long EffectiveCpmMicros)
{
    public static OraclePrice Of(LineItem item, OracleMoney money)
    {
        long bid = money.ToMicros(item.Price.Amount, item.Price.Currency);
        decimal rate = item.Price.Model switch
        {
            PriceModel.Cpc => Counted(item.PredictedRates.Click),
            PriceModel.Cpa => Counted(item.PredictedRates.Action),
            PriceModel.Cpcv => Counted(item.PredictedRates.Completion),
            _ => 0,
        };
        Ratio effective = item.Price.Model switch
        {
            PriceModel.Cpm => bid,
            PriceModel.Flat => item.Goal is { Event: AdEvent.Impression } goal ? (Ratio)bid * 1000L / goal.Count : Ratio.Zero,
            _ => (Ratio)bid * rate * 1000L,
        };
        return new OraclePrice(item.Price.Model, bid, rate, (long)effective.Round());
    }

    /// <summary>The price at a predicted rate; at the authored rate, or without a prediction, the authored price.</summary>
    public OraclePrice At(double predictedRate, double ceiling)
    {
        if (Model is PriceModel.Cpm or PriceModel.Flat || double.IsNaN(predictedRate))
        {
            return this;
        }

        decimal rate = Counted(Math.Clamp(predictedRate, 0, ceiling));
        return this with
        {
            Rate = rate,
            EffectiveCpmMicros = (long)Ratio.Min((long)((Ratio)BidMicros * rate * 1000L).Round(), AdSelectLimits.MaxMoneyMicros).Round(),
        };
    }

    private static decimal Counted(double rate) => (decimal)Math.Round(rate * 1e12, MidpointRounding.ToEven) / 1_000_000_000_000m;
}

/// <summary>What a winner pays: in its own unit and as effective CPM.</summary>
public readonly record struct OracleCharge(long PriceMicros, long EffectiveCpmMicros);

public static class OraclePricing
{
    /// <param name="ranking">The whole ranking of the slot.</param>
    /// <param name="place">The winner's place.</param>
    /// <param name="placeCount">How many places there are.</param>
    /// <param name="chosen">The winner's creative: its floor is the least that the winner pays.</param>
    /// <param name="request">The request.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="money">The currency table.</param>
    /// <param name="isOneTier">Whether all tiers compete as one.</param>
    public static OracleCharge Charge(
        OracleLineItem[] ranking,
        OraclePlace place,
        int placeCount,
        OracleCreative chosen,
        PlainRequest request,
        PlainSlot slot,
        OracleMoney money,
        bool isOneTier = false)
    {
        OracleLineItem winner = place.Item;
        int rank = Array.FindIndex(ranking, item => item.Id == winner.Id);
        OraclePrice own = winner.Price;
        if (winner.IsHouse)
        {
            return new OracleCharge(0, 0);
        }

        long floor = OracleFloor.Of(winner, chosen, request, slot, money);
        if (place.Exceeded is { } cost)
        {
            floor = Math.Max(floor, cost + Math.Max(request.PriceIncrementMicros, 1));
            ranking = [.. ranking.Where(item => item.LineItem.Kind == LineItemKind.PricePriority)];
            rank = Array.IndexOf(ranking, winner);
        }

        long clearing = Rule(winner, request) switch
        {
            _ when own.Model == PriceModel.Flat => own.EffectiveCpmMicros,
            _ when winner.LineItem.Kind == LineItemKind.PricePriority && winner.Deal?.Price == DealPrice.Fixed =>
                OracleFloor.OfDeal(winner, request, money) ?? own.EffectiveCpmMicros,
            _ when winner.LineItem.Weight is not null || winner.LineItem.ShareOfVoice is not null => own.EffectiveCpmMicros,
            PriceRule.First => own.EffectiveCpmMicros,
            PriceRule.Second => Math.Max(floor, Second(ranking, rank, floor, request, isOneTier)),
            _ => Math.Max(floor, Vcg(ranking, rank, placeCount, floor, request)),
        };
        clearing = Math.Min(clearing, own.EffectiveCpmMicros);
        return new OracleCharge(InOwnUnit(clearing, own), clearing);
    }

    private static long Second(OracleLineItem[] ranking, int rank, long floor, PlainRequest request, bool isOneTier)
    {
        OracleLineItem? competitor = ranking.Skip(rank + 1).FirstOrDefault(other => AreCompetitors(ranking[rank], other, request, isOneTier));
        return competitor is null ? floor : ToCpm(OracleRanking.Score(competitor), ranking[rank]) + request.PriceIncrementMicros;
    }

    // Every step in weight from the winner's place down to none is paid at the score of who would gain it, and at the reserve at least.
    private static long Vcg(OracleLineItem[] ranking, int rank, int placeCount, long floor, PlainRequest request)
    {
        OracleLineItem winner = ranking[rank];
        Ratio reserve = (Ratio)floor * winner.LineItem.Quality;
        int[] inTier =
        [
            .. Enumerable.Range(rank, ranking.Length - rank).TakeWhile(at => at < placeCount && OracleRanking.Tier(ranking[at]) == OracleRanking.Tier(winner)),
        ];
        Ratio cost = Ratio.Zero;
        foreach (int place in inTier)
        {
            bool isLast = place == inTier[^1];
            Ratio step = Weight(place, request) - (isLast ? Ratio.Zero : Weight(place + 1, request));
            OracleLineItem? gains = isLast
                ? ranking.Skip(placeCount).FirstOrDefault(other => AreCompetitors(winner, other, request))
                : AreCompetitors(winner, ranking[place + 1], request) ? ranking[place + 1] : null;
            cost += step * Ratio.Max(gains is null ? Ratio.Zero : OracleRanking.Score(gains), reserve);
        }

        return ToCpm(cost / Weight(rank, request), winner);
    }

    // In whole millionths, at least one.
    private static Ratio Weight(int place, PlainRequest request) =>
        request.Slots.Count > 1 || request.PlaceWeights.Count == 0
            ? 1L
            : (long)Math.Max(1, Math.Round(request.PlaceWeights[place] * 1e6, MidpointRounding.ToEven));

    private static long ToCpm(Ratio score, OracleLineItem winner) => Ratio.Min(score / winner.LineItem.Quality, winner.Price.EffectiveCpmMicros).Ceiling();

    private static bool AreCompetitors(OracleLineItem winner, OracleLineItem other, PlainRequest request, bool isOneTier = false) =>
        (isOneTier || OracleRanking.Tier(other) == OracleRanking.Tier(winner)) && request.PriceCompetition switch
        {
            PriceCompetition.OtherAdvertisers => other.Advertiser.Id != winner.Advertiser.Id,
            PriceCompetition.OtherCampaigns => other.Campaign.Id != winner.Campaign.Id,
            _ => other.Id != winner.Id,
        };

    private static PriceRule Rule(OracleLineItem winner, PlainRequest request) => winner.LineItem.Kind switch
    {
        LineItemKind.Sponsorship or LineItemKind.Guaranteed => PriceRule.First,
        _ when winner.Deal is not null => winner.Deal.Price == DealPrice.Second ? PriceRule.Second : PriceRule.First,
        _ => request.PriceRule,
    };

    private static long InOwnUnit(long clearing, OraclePrice own)
    {
        if (clearing == own.EffectiveCpmMicros)
        {
            return own.BidMicros;
        }

        return own.Model == PriceModel.Cpm ? clearing : Ratio.Min((Ratio)clearing / ((Ratio)own.Rate * 1000L), own.BidMicros).Ceiling();
    }
}
