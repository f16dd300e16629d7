// Makes campaigns: which advertiser, what budget. A few advertisers run most of them.
namespace AdSelect.Workload;

internal sealed record CampaignProfile(Campaign Campaign, AdvertiserProfile Advertiser);

internal sealed class CampaignGenerator(ulong seed, IReadOnlyList<AdvertiserProfile> advertisers)
{
    private static readonly string[] Themes =
    [
        "Spring launch", "Always on", "Brand awareness", "Weekend offer", "New season", "App installs", "Store opening", "Podcast push",
        "Loyalty", "Gift guide",
    ];
    private readonly Zipf _advertisers = new(advertisers.Count, offset: 8);

    public CampaignProfile Create(int number)
    {
        Rng rng = Rng.For(seed, Population.Campaign, number);
        AdvertiserProfile advertiser = _advertisers.Pick(rng, advertisers);
        var campaign = new Campaign($"cmp-{number:D6}", advertiser.Advertiser.Id)
        {
            Name = $"{advertiser.Advertiser.Name} · {rng.Pick(Themes)}",
            Budget = rng.Chance(0.6) ? new Money(rng.Between(20, 2_000) * 500, advertiser.Home.Currency) : null,
            IsPaused = rng.Chance(0.01),
        };

        return new CampaignProfile(campaign, advertiser);
    }
}
