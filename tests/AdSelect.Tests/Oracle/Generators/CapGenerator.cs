// Random caps, and logs that come close to them.
namespace AdSelect.Tests.Oracle.Generators;

/// <param name="draw">The choices.</param>
/// <param name="percent">How many elements carry caps; unless stated some catalogs cap nothing and some nearly everything.</param>
public sealed class CapGenerator(Draw draw, int? percent = null)
{
    private static readonly string[] Categories = ["food", "fruit", "cars", "toys"];
    private static readonly string[] Places = ["one", "two"];

    private readonly int _percent = percent ?? draw.Pick(0, 0, 3, 3, 20, 60);

    public FrequencyCap[] Caps() => !draw.Chance(_percent) ? [] : [.. Enumerable.Range(0, draw.Pick(1, 1, 1, 2, 3)).Select(_ => Cap())];

    public TimeSpan Recency() => draw.Chance(_percent / 3) ? draw.Pick(Lengths()) : TimeSpan.Zero;

    /// <summary>A listener whose logs are about what a catalog sells, at instants where windows begin and end.</summary>
    public PlainListener Listener(Catalog catalog, DateTimeOffset now)
    {
        if (_percent == 0 || draw.Chance(10))
        {
            return new PlainListener();
        }

        LineItem[] items = [.. draw.Some([.. catalog.LineItems], 1, 4)];
        return new PlainListener
        {
            Complete = draw.Chance(80) ? Enum.GetValues<CapIdentity>() : draw.Some(Enum.GetValues<CapIdentity>(), 0, 4),
            ForgottenUntil = draw.Chance(80)
                ? new Dictionary<CapIdentity, DateTimeOffset>()
                : draw.Some(Enum.GetValues<CapIdentity>(), 1, 3).ToDictionary(identity => identity, _ => Time(now)),
            SessionId = draw.Pick(null, "one", "one", "two"),
            BreakId = draw.Pick(null, "one", "one", "two"),
            Logs = Enum.GetValues<CapIdentity>().Where(_ => draw.Chance(70)).ToDictionary(
                identity => identity,
                _ => (IReadOnlyList<PlainExposure>)[.. Enumerable.Range(0, draw.Pick(0, 1, 3, 8, 25)).Select(_ => Exposure(catalog, draw.Pick(items), now))]),
        };
    }

    private FrequencyCap Cap()
    {
        bool isCategory = draw.Chance(15);
        return new FrequencyCap(draw.Pick(1, 1, 2, 2, 3, 6), Window())
        {
            Event = draw.Pick(AdEvent.Impression, AdEvent.Impression, AdEvent.Impression, AdEvent.Start, AdEvent.Complete, AdEvent.Click, AdEvent.Conversion),
            Identity = draw.Pick(
                CapIdentity.User,
                CapIdentity.User,
                CapIdentity.User,
                CapIdentity.Device,
                CapIdentity.Household,
                CapIdentity.Session,
                CapIdentity.Break),
            MissingIdentity = draw.Pick(MissingIdentity.Deny, MissingIdentity.Allow),
            Scope = isCategory ? CapScope.Category : CapScope.Owner,
            Category = isCategory ? draw.Pick(Categories) : null,
        };
    }

    private CapWindow Window() => draw.Between(0, 8) switch
    {
        0 => CapWindow.Day,
        1 => CapWindow.Week,
        2 => CapWindow.Month,
        3 => CapWindow.Lifetime,
        4 => CapWindow.Break,
        5 => CapWindow.Session,
        _ => CapWindow.Rolling(draw.Pick(Lengths())),
    };

    private static TimeSpan[] Lengths() =>
    [
        TimeSpan.FromTicks(1),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(24),
        TimeSpan.FromDays(9),
        TimeSpan.FromDays(400),
    ];

    private PlainExposure Exposure(Catalog catalog, LineItem item, DateTimeOffset now)
    {
        Campaign campaign = catalog.Campaigns.Single(campaign => campaign.Id == item.CampaignId);
        Creative creative = draw.Pick([.. catalog.Creatives.Where(creative => creative.AdvertiserId == campaign.AdvertiserId)]);
        return new PlainExposure(
            draw.Pick(AdEvent.Impression, AdEvent.Impression, AdEvent.Impression, AdEvent.Start, AdEvent.Complete, AdEvent.Click, AdEvent.Conversion),
            (ulong)draw.Between(1, 40),
            Time(now),
            draw.Chance(90) ? item.Id : "gone",
            creative.Id,
            campaign.Id,
            campaign.AdvertiserId)
        {
            CountsTowardParents = draw.Chance(90) && item.CountsTowardParents,
            SessionId = draw.Chance(70) ? draw.Pick(Places) : null,
            BreakId = draw.Chance(70) ? draw.Pick(Places) : null,
            Categories = [.. Categories.Intersect(new OracleCatalog(catalog with { LineItems = [] }).CategoriesOf(creative))],
        };
    }

    private DateTimeOffset Time(DateTimeOffset now)
    {
        DateTimeOffset near = draw.Between(0, 5) switch
        {
            0 => now,
            1 => now - draw.Pick(Lengths()),
            2 => now + draw.Pick([.. Lengths(), TimeSpan.FromHours(25), TimeSpan.FromDays(3_650)]),
            3 =>
                new DateTimeOffset(
                    now.UtcDateTime.Date.AddDays(-draw.Pick(0, 0, 1, 2, 7, 30)).AddMinutes(draw.Pick(0, 15, -60, 180, -345, -840)),
                    TimeSpan.Zero),
            _ => now.AddMinutes(-draw.Between(0, 3_000)),
        };
        return near.AddTicks(draw.Pick(0, 0, 0, 1, -1));
    }
}
