// Every real request in the order of time, with every winner recorded: no cap is exceeded.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using Xunit.Abstractions;

namespace AdSelect.Tests.RealData;

/// <summary>
/// The rule by which caps are derived: every line item 2 in any 24 hours and at least 10 minutes apart, every campaign 3 a calendar day,
/// every advertiser 5 a calendar week, every creative 4 in a lifetime; all by user, in New York's time with weeks that begin on Sunday.
/// </summary>
public sealed class CapReplayTests(ITestOutputHelper output)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [RealDataFact]
    public void NoCapIsExceeded()
    {
        SnapAd[] ads = SnapCatalog.ReadAds();
        Catalog plain = SnapCatalog.Of(ads);
        PlainRequest[] requests = [.. new GeoRequests(ads).ReadAll().OrderBy(request => request.Time)];
        Outcome uncapped = Replay(plain, requests);
        Outcome capped = Replay(Capped(plain), requests);
        output.WriteLine($"{requests.Length} requests: {uncapped.Winners} winners and {uncapped.Violations} beyond a cap without caps; {capped.Winners} and {capped.Violations} with them, for {capped.Users} users; at most {capped.Longest} events a user.");
        Assert.Equal(0, capped.Violations);
        Assert.True(uncapped.Violations > 100, $"only {uncapped.Violations} winners were beyond a cap without caps");
        Assert.InRange(capped.Winners, uncapped.Winners / 4, uncapped.Winners - 1);
    }

    private static Catalog Capped(Catalog catalog) => catalog with
    {
        TimeZone = Zone.Id,
        FirstDayOfWeek = DayOfWeek.Sunday,
        Advertisers = [.. catalog.Advertisers.Select(advertiser => advertiser with { Caps = [new FrequencyCap(5, CapWindow.Week)] })],
        Campaigns = [.. catalog.Campaigns.Select(campaign => campaign with { Caps = [new FrequencyCap(3, CapWindow.Day)] })],
        Creatives = [.. catalog.Creatives.Select(creative => creative with { Caps = [new FrequencyCap(4, CapWindow.Lifetime)] })],
        LineItems = catalog.LineItems.Select(item => item with { Caps = [new FrequencyCap(2, CapWindow.Rolling(TimeSpan.FromHours(24)))], Recency = TimeSpan.FromMinutes(10) }),
    };

    private static Outcome Replay(Catalog catalog, PlainRequest[] requests)
    {
        var selector = new AdSelector(Engine.Compile(catalog));
        var store = new InMemoryExposureStore();
        var log = new Dictionary<string, List<Shown>>();
        int winners = 0, violations = 0;
        ulong events = 0;
        foreach (PlainRequest plain in requests)
        {
            var user = new ListenerIdentity(CapIdentity.User, plain.Id.Split(' ')[0]);
            var request = new AdRequest(new Term[plain.TermCount]);
            plain.Fill(ref request);
            request.Consent = Consent.Full;
            request.Exposures = new ExposureHistories { User = store.Read(user).Bytes.Span };
            var room = new AdSelection[plain.Slots.Count];
            int count = selector.Select(in request, room, out AdSnapshot snapshot);
            List<Shown> shown = log.TryGetValue(user.Id, out List<Shown>? known) ? known : log[user.Id] = [];
            foreach (AdSelection winner in room.Take(count))
            {
                OracleWinner resolved = Engine.Resolve(winner, snapshot);
                var now = new Shown(plain.Time.UtcDateTime, resolved.LineItemId, resolved.CreativeId, resolved.CampaignId, resolved.AdvertiserId);
                violations += IsBeyondACap(shown, now) ? 1 : 0;
                shown.Add(now);
                Assert.True(store.Record(user, snapshot.CreateExposure(winner, AdEvent.Impression, ++events, plain.Time), plain.Time));
                winners++;
            }
        }

        return new Outcome(winners, violations, log.Count, log.Values.Max(shown => shown.Count));
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
