// The price examples of the contract's section 6 and their neighbours, as one table for the oracle and the engine.
namespace AdSelect.Tests.Oracle;

/// <summary>One auction: bids as CPM and qualities, and who pays what.</summary>
public sealed record PriceExample(string Name, decimal[] Bids, decimal[] Qualities, decimal Floor, decimal Increment, int Winner, decimal Pays)
{
    public Catalog Catalog => SmallCatalog.Of([.. Bids.Select((bid, i) => SmallCatalog.Item($"bidder-{i}", bid) with { Quality = Qualities[i] })]);

    public PlainRequest Request => new()
    {
        PriceRule = PriceRule.Second,
        FloorMicros = (long)(Floor * 1_000_000),
        PriceIncrementMicros = (long)(Increment * 1_000_000),
    };

    public override string ToString() => Name;
}

public static class PriceExamples
{
    /// <summary>1.40 CPM at 0.7 clicks per thousand is 2.00 a click exactly; the same division in binary floating point is a micro more.</summary>
    public static Catalog PaidByClick { get; } = SmallCatalog.Of(SmallCatalog.Item("clicks") with
    {
        Price = Price.Cpc(5),
        PredictedRates = new PredictedRates(Click: 0.0007),
    });

    public static PlainRequest PaidByClickRequest { get; } = new() { PriceRule = PriceRule.Second, FloorMicros = 1_400_000 };

    /// <summary>The draw decides who wins.</summary>
    public const int Tied = -1;

    public static TheoryData<PriceExample> All => new(
        new PriceExample("the second bid plus the increment", [5.00m, 4.00m], [1, 1], 0, 0.01m, 0, 4.01m),
        new PriceExample("a floor between the bids", [5.00m, 4.00m], [1, 1], 4.50m, 0.01m, 0, 4.50m),
        new PriceExample("never above the own bid", [5.000m, 4.995m], [1, 1], 0, 0.01m, 0, 5.000m),
        new PriceExample("one bid above the floor", [5.00m, 1.00m], [1, 1], 2.00m, 0.01m, 0, 2.00m),
        new PriceExample("a tie above the floor: the full bid", [5.00m, 5.00m], [1, 1], 2.00m, 0.01m, Tied, 5.00m),
        new PriceExample("a tie at the floor: the floor", [5.00m, 5.00m], [1, 1], 5.00m, 0.01m, Tied, 5.00m),
        new PriceExample("alone: the floor without the increment", [5.00m], [1], 2.00m, 0.01m, 0, 2.00m),
        new PriceExample("alone and no floor", [5.00m], [1], 0, 0.01m, 0, 0),
        new PriceExample("quality decides the winner and the price", [4, 3, 2], [0.5m, 1, 1], 0, 0, 1, 2),
        new PriceExample("the own quality divides the competitor's score", [4, 3], [1, 0.5m], 0, 0.01m, 0, 1.51m),
        new PriceExample("a fraction of a micro is rounded up", [4, 1], [0.3m, 1], 0, 0, 0, 3.333_334m),
        new PriceExample("a quality that no binary fraction is", [5, 3], [1, 1.1m], 0, 0, 0, 3.30m),
        new PriceExample("the other way round", [5, 3.3m], [1.1m, 1], 0, 0, 0, 3),
        new PriceExample("equal products tie: the full bid of the one that is drawn", [7, 7], [1.1m, 1.1m], 0, 0, Tied, 7),
        new PriceExample("the largest amounts", [1_000_000_000, 999_999_999.999_999m], [1_000, 1_000], 0, 0, 0, 999_999_999.999_999m),
        new PriceExample("the smallest quality", [5, 0.000_003m], [0.000_001m, 1], 0, 0, 0, 3));
}
