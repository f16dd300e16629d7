// Makes the whole catalog of the fictional streaming service, of any size, always the same for the same seed.
namespace AdSelect.Workload;

/// <summary>
/// Generates catalogs. Advertisers, campaigns and creatives are made at once (their number grows with the line items);
/// line items are made while they are enumerated and not kept. About 2 % of the line items match a listener.
/// </summary>
public static class CatalogGenerator
{
    private const int LineItemsPerCampaign = 6;
    private const int LineItemsPerAdvertiser = 40;

    /// <summary>Makes a catalog.</summary>
    /// <param name="lineItems">How many line items, 1 or more.</param>
    /// <param name="seed">Another seed, another catalog.</param>
    /// <param name="paysByEvent">True: whoever competes by price pays per click, action or completion, so that predicted rates decide; otherwise few do.</param>
    /// <param name="segments">Segments that line items list; <see cref="SegmentSet.Dense"/> if null.</param>
    public static Catalog Create(int lineItems, ulong seed = 1, bool paysByEvent = false, SegmentSet? segments = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineItems, 1);
        var advertiserGenerator = new AdvertiserGenerator(seed);
        AdvertiserProfile[] advertisers = [.. Enumerable.Range(0, Math.Max(25, lineItems / LineItemsPerAdvertiser)).Select(advertiserGenerator.Create)];
        var campaignGenerator = new CampaignGenerator(seed, advertisers);
        CampaignProfile[] campaigns = [.. Enumerable.Range(0, Math.Max(60, lineItems / LineItemsPerCampaign)).Select(campaignGenerator.Create)];
        var lineItemGenerator = new LineItemGenerator(seed, campaigns, DealCount, paysByEvent, segments ?? SegmentSet.Dense);
        return new Catalog
        {
            Currency = "USD",
            TimeZone = "America/New_York",
            Generation = 1,
            Attributes = StreamingAttributes.All,
            CurrencyRates = Market.CurrencyRates,
            Categories = [.. Industry.CategoryTree],
            Deals = [.. Enumerable.Range(0, DealCount).Select(number => CreateDeal(seed, number))],
            Advertisers = [.. advertisers.Select(profile => profile.Advertiser)],
            Campaigns = [.. campaigns.Select(profile => profile.Campaign)],
            Creatives = [.. advertisers.SelectMany(profile => profile.Creatives)],
            LineItems = Enumerable.Range(0, lineItems).Select(lineItemGenerator.Create),
        };
    }

    /// <summary>How many deals there are.</summary>
    internal static int DealCount => 60;

    /// <summary>The id of a deal.</summary>
    internal static string DealId(int number) => $"deal-{number:D4}";

    private static Deal CreateDeal(ulong seed, int number)
    {
        Rng rng = Rng.For(seed, Population.Deal, number);
        return new Deal(DealId(number))
        {
            Floor = rng.Chance(0.7) ? new Money(rng.Between(2, 20)) : null,
            Price = rng.Pick<DealPrice>([DealPrice.First, DealPrice.Second, DealPrice.Fixed]),
        };
    }
}
