// The oddities of the real catalog, one by one.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.RealData;

public sealed class SnapTrapTests
{
    private static readonly SnapAd[] Ads = DataFolder.Root is null ? [] : SnapCatalog.ReadAds();
    private static readonly Lazy<AdSelector> Selector = new(() => new AdSelector(Engine.Compile(SnapCatalog.Of(Ads))));

    [RealDataFact]
    public void EveryCountryOfTheCatalogHasACode() =>
        Assert.Empty(Ads.SelectMany(ad => ad.Values("country")).Distinct().Except(CountryNames.All));

    [RealDataFact]
    public void AFlightThatEndsBeforeItStartsNeverServes()
    {
        SnapAd[] backwards = [.. Ads.Where(ad => ad.End < ad.Start)];
        Assert.NotEmpty(backwards);
        foreach (SnapAd ad in backwards)
        {
            DateTimeOffset[] times = [ad.End!.Value.AddTicks(-1), ad.End.Value, ad.Start.AddTicks(-1), ad.Start, ad.Start.AddYears(1)];
            RejectionReason[] reasons = [.. times.Select(time => ReasonAt(ad, time))];
            Assert.Equal(
                [
                    RejectionReason.BeforeFlight,
                    RejectionReason.BeforeFlight,
                    RejectionReason.BeforeFlight,
                    RejectionReason.AfterFlight,
                    RejectionReason.AfterFlight,
                ],
                reasons);
        }
    }

    [RealDataFact]
    public void AnOpenFlightNeverEnds()
    {
        SnapAd[] open = [.. Ads.Where(ad => ad.End is null).Take(50)];
        Assert.Equal(50, open.Length);
        Assert.All(open, ad => Assert.Equal(RejectionReason.BeforeFlight, ReasonAt(ad, ad.Start.AddTicks(-1))));
        Assert.All(
            open,
            ad =>
                Assert.NotInRange(
                    ReasonAt(ad, new DateTimeOffset(2199, 1, 1, 0, 0, 0, TimeSpan.Zero)),
                    RejectionReason.BeforeFlight,
                    RejectionReason.AfterFlight));
    }

    [RealDataFact]
    public void ABudgetOfZeroIsExhaustedFromTheStart()
    {
        SnapAd[] unspent = [.. Ads.Where(ad => ad.Spend == 0 && !(ad.End < ad.Start))];
        Assert.NotEmpty(unspent);
        Assert.All(unspent, ad => Assert.Equal(RejectionReason.BudgetExhausted, ReasonAt(ad, ad.Start)));
    }

    [RealDataFact]
    public void EveryValueOfTheLongestPostalListIsFound()
    {
        SnapAd ad = Ads.MaxBy(ad => ad.Values("postal_in").Length)!;
        string[] codes = ad.Values("postal_in");
        Assert.True(codes.Length > 1_000);
        Assert.All(codes, code => Assert.Contains(ad.Id, Engine.Match(Selector.Value, Meeting(ad, PlainValue.Of(SnapTargeting.Postal, code)))));
        Assert.DoesNotContain(ad.Id, Engine.Match(Selector.Value, Meeting(ad, PlainValue.Of(SnapTargeting.Postal, "no such code"))));
    }

    [RealDataFact]
    public void EveryCenterOfTheMostCirclesIsFound()
    {
        SnapAd ad = Ads.MaxBy(ad => ad.Targeting.TryGetValue("circle_in", out var circles) ? circles.GetArrayLength() : 0)!;
        var centers = ad.Targeting["circle_in"]
            .EnumerateArray()
            .Select(circle => (Latitude: circle[0].GetDouble(), Longitude: circle[1].GetDouble()))
            .ToArray();
        Assert.True(centers.Length > 400);
        Assert.All(
            centers,
            center =>
                Assert.Contains(ad.Id, Engine.Match(Selector.Value, Meeting(ad, PlainValue.Of(SnapTargeting.Position, center.Latitude, center.Longitude)))));
        Assert.DoesNotContain(ad.Id, Engine.Match(Selector.Value, Meeting(ad, PlainValue.Of(SnapTargeting.Position, -60, 0))));
    }

    [RealDataFact]
    public void AdsOfIdenticalTargetingMatchTogether()
    {
        IGrouping<TargetingExpression?, SnapAd> largest = Ads.GroupBy(SnapTargeting.Of).MaxBy(group => group.Count())!;
        Assert.True(largest.Count() > 200, $"{largest.Count()}");
        string[] ids = [.. largest.Select(ad => ad.Id)];
        PlainRequest[] requests = [.. new GeoRequests(Ads).ReadAll().Where((_, i) => i % 100 == 0)];
        int[] counts = [.. requests.Select(request => Engine.Match(Selector.Value, request).Intersect(ids).Count())];
        Assert.Equal([0, ids.Length], counts.Distinct().Order());
    }

    [RealDataFact]
    public void NamesSurviveTheSnapshotFile()
    {
        AdSnapshot loaded = AdSnapshot.Load(Engine.Bytes(Selector.Value.Snapshot).AsSpan());
        string[] names =
        [
            .. Enumerable.Range(0, loaded.AdvertiserCount).Select(loaded.AdvertiserAt).Select(loaded.AdvertiserName).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(Ads.Select(ad => ad.Advertiser).Distinct().Order(StringComparer.Ordinal), names);
        Assert.Contains(names, name => name.Contains(','));
        Assert.Contains(names, name => name.Any(letter => letter > 127));
    }

    [RealDataFact]
    public void BidsOfEveryCurrencyAreConverted()
    {
        Catalog catalog = SnapCatalog.Of(Ads);
        Dictionary<string, decimal> rates = catalog.CurrencyRates.ToDictionary(rate => rate.Currency, rate => rate.Rate);
        foreach (SnapAd ad in Ads.Where(ad => ad.Cpm > 0).DistinctBy(ad => ad.Currency))
        {
            LineItem item = catalog.LineItems.Single(item => item.Id == ad.Id) with { Targeting = null, Budget = null, Kind = LineItemKind.PricePriority };
            var selector = new AdSelector(Engine.Compile(catalog with { LineItems = [item] }));
            OracleWinner winner = Assert.Single(Engine.Select(selector, Meeting(ad), 1));
            Assert.Equal((double)(ad.Cpm * rates.GetValueOrDefault(ad.Currency, 1) * 1_000_000), winner.BidCpmMicros, 0.5);
        }
    }

    private static RejectionReason ReasonAt(SnapAd ad, DateTimeOffset time) => Engine.Explain(Selector.Value, Meeting(ad) with { Time = time }, ad.Id).Reason;

    /// <summary>A request in the ad's own country, of its age, interests and format, with the given values beside.</summary>
    private static PlainRequest Meeting(SnapAd ad, params PlainValue[] values) => new()
    {
        Time = ad.Start,
        Slots = [new PlainSlot(ad.Media[0] is "mp4" or "mov" ? AdFormat.Video : AdFormat.Display)],
        Values =
        [
            .. ad.Values("country").Take(1).Select(value => PlainValue.Of(SnapTargeting.Country, value)),
            .. ad.Values("gender").Take(1).Select(value => PlainValue.Of(SnapTargeting.Gender, value)),
            .. ad.Values("language").Take(1).Select(value => PlainValue.Of(SnapTargeting.Language, value)),
            .. ad.Values("interest").Take(1).Select(value => PlainValue.Of(SnapTargeting.Interest, value)),
            .. ad.Values("segment").Take(1).Select(value => PlainValue.Of(SnapTargeting.Segment, value)),
            .. ad.Values("demographic").Take(1).Select(value => PlainValue.Of(SnapTargeting.Demographic, value)),
            .. Age(ad),
            .. values,
        ],
    };

    private static IEnumerable<PlainValue> Age(SnapAd ad)
    {
        if (ad.Targeting.TryGetValue("age", out var age))
        {
            var end = age[0].ValueKind == System.Text.Json.JsonValueKind.Null ? age[1] : age[0];
            yield return PlainValue.Of(SnapTargeting.Age, end.GetInt64());
        }
    }
}
