// Every real request in the order of time, with every winner recorded: no cap is exceeded.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Redis;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.RealData;

/// <summary>
/// The rule by which caps are derived: every line item 2 in any 24 hours and at least 10 minutes apart, every campaign 3 a calendar day,
/// every advertiser 5 a calendar week, every creative 4 in a lifetime; all by user, in New York's time with weeks that begin on Sunday.
/// </summary>
public sealed class CapReplayTests(GarnetFixture garnet, ITestOutputHelper output) : IClassFixture<GarnetFixture>
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [RealDataFact]
    public async Task NoCapIsExceeded()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog plain = SnapCatalog.Of(ads);
        PlainRequest[] requests = [.. new GeoRequests(ads).ReadAll().OrderBy(request => request.Time)];
        Outcome uncapped = await Replay(plain, requests, new InMemoryExposureStore());
        Outcome capped = await Replay(Capped(plain), requests, new InMemoryExposureStore());
        output.WriteLine(
            $"{requests.Length} requests: {uncapped.Winners} winners and {uncapped.Violations} beyond a cap without caps; {capped.Winners} and "
            + $"{capped.Violations} with them, for {capped.Users} users; at most {capped.Longest} events a user.");
        Assert.Equal(0, capped.Violations);
        Assert.True(uncapped.Violations > 100, $"only {uncapped.Violations} winners were beyond a cap without caps");
        Assert.InRange(capped.Winners, uncapped.Winners / 4, uncapped.Winners - 1);

        // Two hosts that know of each other through the server alone.
        var patient = new RedisExposureStoreOptions { Timeout = TimeSpan.FromSeconds(20) };
        Outcome fleet = await Replay(
            Capped(plain),
            requests,
            new RedisExposureStore(garnet.Connection, patient),
            new RedisExposureStore(garnet.Connection, patient));
        Assert.Equal(capped, fleet);
    }

    private static Catalog Capped(Catalog catalog) => catalog with
    {
        TimeZone = Zone.Id,
        FirstDayOfWeek = DayOfWeek.Sunday,
        Advertisers = [.. catalog.Advertisers.Select(advertiser => advertiser with { Caps = [new FrequencyCap(5, CapWindow.Week)] })],
        Campaigns = [.. catalog.Campaigns.Select(campaign => campaign with { Caps = [new FrequencyCap(3, CapWindow.Day)] })],
        Creatives = [.. catalog.Creatives.Select(creative => creative with { Caps = [new FrequencyCap(4, CapWindow.Lifetime)] })],
        LineItems = catalog.LineItems.Select(item =>
            item with { Caps = [new FrequencyCap(2, CapWindow.Rolling(TimeSpan.FromHours(24)))], Recency = TimeSpan.FromMinutes(10) }),
    };

    // The hosts take turns.
    private static async Task<Outcome> Replay(Catalog catalog, PlainRequest[] requests, params IExposureStore[] hosts)
    {
        var selector = new AdSelector(Engine.Compile(catalog));
        var log = new Dictionary<string, List<Shown>>();
        var identities = new ListenerIdentity[1];
        var histories = new StoredHistory[1];
        int winners = 0, violations = 0;
        ulong events = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            PlainRequest plain = requests[i];
            IExposureStore store = hosts[i % hosts.Length];
            identities[0] = new ListenerIdentity(CapIdentity.User, plain.Id.Split(' ')[0]);
            await store.ReadAsync(identities, histories, plain.Time);
            Assert.True(histories[0].IsComplete);
            AdSelection[] selected = Select(selector, plain, histories[0]);
            List<Shown> shown = log.TryGetValue(identities[0].Id, out List<Shown>? known) ? known : log[identities[0].Id] = [];
            foreach (AdSelection winner in selected)
            {
                OracleWinner resolved = Engine.Resolve(winner, selector.Snapshot);
                var now = new Shown(plain.Time.UtcDateTime, resolved.LineItemId, resolved.CreativeId, resolved.CampaignId, resolved.AdvertiserId);
                violations += IsBeyondACap(shown, now) ? 1 : 0;
                shown.Add(now);
                winners++;
            }

            await store.RecordAsync(
                selected.Select(winner =>
                    new RecordedExposure(identities[0], selector.Snapshot.CreateExposure(winner, AdEvent.Impression, ++events, plain.Time)))
                    .ToArray(),
                plain.Time);
        }

        return new Outcome(winners, violations, log.Count, log.Values.Max(shown => shown.Count));
    }

    private static AdSelection[] Select(AdSelector selector, PlainRequest plain, StoredHistory history)
    {
        var request = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref request);
        request.Consent = Consent.Full;
        var exposures = default(ExposureHistories);
        exposures.Set(CapIdentity.User, history);
        request.Exposures = exposures;
        var room = new AdSelection[plain.Slots.Count];
        return room[..selector.Select(in request, room)];
    }

    // The log's own arithmetic: nothing of the engine, and nothing of the oracle.
    private static bool IsBeyondACap(List<Shown> before, Shown now)
    {
        static DateTime Day(Shown shown) => TimeZoneInfo.ConvertTimeFromUtc(shown.Time, Zone).Date;
        static DateTime Week(Shown shown) => Day(shown).AddDays(-(int)Day(shown).DayOfWeek);
        Shown[] ofItem = [.. before.Where(other => other.LineItem == now.LineItem)];
        return ofItem.Count(other => now.Time - other.Time < TimeSpan.FromHours(24)) >= 2
            || ofItem.Any(other => now.Time - other.Time < TimeSpan.FromMinutes(10))
            || before.Count(other => other.Campaign == now.Campaign && Day(other) == Day(now)) >= 3
            || before.Count(other => other.Advertiser == now.Advertiser && Week(other) == Week(now)) >= 5
            || before.Count(other => other.Creative == now.Creative) >= 4;
    }

    private sealed record Shown(DateTime Time, string LineItem, string Creative, string Campaign, string Advertiser);

    private sealed record Outcome(int Winners, int Violations, int Users, int Longest);
}
