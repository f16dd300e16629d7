// The political ad library as a catalog. What the library does not state is derived from a hash of the ad's id.
using AdSelect.Internals;

namespace AdSelect.Tests.RealData;

/// <summary>
/// Stated by the data: id, advertiser, payer (the campaign), bid and currency, budget (what was spent), flight, media and
/// targeting. Derived from the hash of the id: the length of videos, the kind of sale and with it the priority.
/// </summary>
public static class SnapCatalog
{
    public const string Folder = "snap-political-ads";

    private static readonly int[] VideoSeconds = [6, 10, 15, 30];

    private static readonly LineItemKind[] Kinds =
        [LineItemKind.Sponsorship, LineItemKind.Guaranteed, LineItemKind.House, .. Enumerable.Repeat(LineItemKind.PricePriority, 7)];

    public static SnapAd[] ReadAds() => SnapAd.ReadAll(DataFolder.File(Folder, "lineitems-2018-2022.jsonl.gz"));

    public static Catalog Of(IReadOnlyList<SnapAd> ads) => new()
    {
        Currency = "USD",
        Generation = 2022,
        Attributes = SnapTargeting.Attributes,
        CurrencyRates =
        [
            new("EUR", 1.08m), new("NOK", 0.094m), new("GBP", 1.27m), new("CAD", 0.73m), new("SEK", 0.0955m), new("AUD", 0.66m),
            new("DKK", 0.145m), new("INR", 0.012m),
        ],
        Advertisers = [.. ads.Select(ad => ad.Advertiser).Distinct().Select(name => new Advertiser(name) { Name = name })],
        Campaigns = [.. ads.Select(ad => new Campaign(CampaignId(ad), ad.Advertiser) { Name = ad.Payer }).DistinctBy(campaign => campaign.Id)],
        Creatives = [.. ads.SelectMany(Creatives)],
        LineItems = ads.Select(LineItem),
    };

    private static LineItem LineItem(SnapAd ad) => new(ad.Id, CampaignId(ad))
    {
        Name = $"{ad.Advertiser} for {ad.Payer}",
        Kind = Kinds[StableHash.Text(ad.Id) % (ulong)Kinds.Length],
        Targeting = SnapTargeting.Of(ad),
        Price = Price.Cpm(ad.Cpm, ad.Currency),
        Budget = new Money(ad.Spend, ad.Currency),
        Flight = new Flight(ad.Start, ad.End),
        Creatives = [.. ad.Media.Select(media => new CreativeAssignment(CreativeId(ad, media)))],
    };

    private static IEnumerable<Creative> Creatives(SnapAd ad) => ad.Media.Select(media =>
    {
        bool isVideo = media is "mp4" or "mov";
        string id = CreativeId(ad, media);
        return new Creative(id, ad.Advertiser, isVideo ? AdFormat.Video : AdFormat.Display)
        {
            Duration = isVideo ? TimeSpan.FromSeconds(VideoSeconds[StableHash.Text(id) % (ulong)VideoSeconds.Length]) : TimeSpan.Zero,
            MimeType = media switch
            {
                "mp4" => "video/mp4",
                "mov" => "video/quicktime",
                "png" => "image/png",
                _ => "image/jpeg",
            },
        };
    });

    private static string CampaignId(SnapAd ad) => $"{ad.Advertiser} / {ad.Payer}";

    private static string CreativeId(SnapAd ad, string media) => $"{ad.Id}.{media}";
}
