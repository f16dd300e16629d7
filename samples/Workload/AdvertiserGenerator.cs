// Makes advertisers: a branch, a home market, a name, domains and categories.
namespace AdSelect.Workload;

/// <summary>An advertiser with what the other generators need to know about it.</summary>
/// <param name="Advertiser">The element of the catalog.</param>
/// <param name="Industry">Its branch.</param>
/// <param name="Home">The market it mostly buys and whose currency it books in.</param>
/// <param name="Creatives">Its creatives.</param>
internal sealed record AdvertiserProfile(Advertiser Advertiser, Industry Industry, MarketCountry Home, IReadOnlyList<Creative> Creatives);

internal sealed class AdvertiserGenerator(ulong seed)
{
    private static readonly Zipf Branches = new(Industry.All.Count, offset: 6);
    private static readonly Zipf Homes = new(Market.Countries.Count);

    /// <summary>Makes the advertiser of a number; the lowest numbers are the biggest spenders.</summary>
    public AdvertiserProfile Create(int number)
    {
        Rng rng = Rng.For(seed, Population.Advertiser, number);
        Industry industry = Branches.Pick(rng, Industry.All);
        MarketCountry home = Homes.Pick(rng, Market.Countries);
        string name = $"{rng.Pick(Industry.FirstWords)}{rng.Pick(Industry.SecondWords)} {rng.Pick(industry.Suffixes)}";
        string domain = $"{name.ToLowerInvariant().Replace(' ', '-')}-{number}.example";
        string category = industry.CategoryId(rng.Pick(industry.Categories));
        string second = industry.CategoryId(rng.Pick(industry.Categories));
        var advertiser = new Advertiser($"adv-{number:D5}")
        {
            Name = name,
            Domains = rng.Chance(0.2) ? [domain, $"shop.{domain}"] : [domain],
            Categories = rng.Chance(0.25) && second != category ? [category, second] : [category],
            IsPaused = rng.Chance(0.005),
        };

        return new AdvertiserProfile(advertiser, industry, home, CreativeGenerator.Create(seed, number, advertiser, industry, home));
    }
}
