// The worked examples of frequency and recency.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Frequency;

public sealed class CapExamples
{
    private static readonly DateTimeOffset MondayMidnight = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void TwentyAMonthAndEightAWeekGiveEightEightFourAndThenNone()
    {
        // June 2026 begins on a Monday.
        var scenario = new CapScenario(Of(new FrequencyCap(20, CapWindow.Month), new FrequencyCap(8, CapWindow.Week)));
        DateTimeOffset[] served = scenario.TakeAll(MondayMidnight, MondayMidnight.AddMonths(1), Hour);
        Assert.Equal([8, 8, 4], served.GroupBy(time => (time.Day - 1) / 7).Select(week => week.Count()));
        Assert.NotNull(scenario.Take(MondayMidnight.AddMonths(1)));
    }

    [Fact]
    public void WithOneInTwoHoursTheEighthComesNoEarlierThanHourFourteen()
    {
        var scenario = new CapScenario(Of(
            new FrequencyCap(20, CapWindow.Month),
            new FrequencyCap(8, CapWindow.Week),
            new FrequencyCap(1, CapWindow.Rolling(TimeSpan.FromHours(2)))));
        DateTimeOffset[] served = scenario.TakeAll(MondayMidnight, MondayMidnight.AddDays(7), Minute);
        Assert.Equal(8, served.Length);
        Assert.Equal(MondayMidnight.AddHours(14), served[^1]);
    }

    [Fact]
    public void AWeekAcrossTwoMonthsIsBoundByBoth()
    {
        // September 2026 ends on a Wednesday; the week begins on Sunday the 27th.
        var scenario = new CapScenario(Of(
            new FrequencyCap(4, CapWindow.Week),
            new FrequencyCap(2, CapWindow.Month)) with
        {
            FirstDayOfWeek = DayOfWeek.Sunday,
        });
        DateTimeOffset sunday = new(2026, 9, 27, 8, 0, 0, TimeSpan.Zero);
        Assert.NotNull(scenario.Take(sunday));
        Assert.NotNull(scenario.Take(sunday.AddDays(2)));
        Assert.Null(scenario.Take(sunday.AddDays(3)));
        Assert.Equal(2, scenario.TakeAll(new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 10, 4, 0, 0, 0, TimeSpan.Zero), Hour).Length);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public void CreativesOfOneADayAddUpUnlessTheLineItemHasACapOfItsOwn(bool isCapped, int expected)
    {
        var scenario = new CapScenario(FourCreatives(isCapped ? [new FrequencyCap(2, CapWindow.Day)] : []));
        Assert.Equal(expected, scenario.TakeAll(MondayMidnight, MondayMidnight.AddDays(1), Hour).Length);
        Assert.NotNull(scenario.Ask(MondayMidnight.AddDays(1)));
    }

    [Fact]
    public void ACreativesCapIsGlobalOverTheLineItemsThatShareIt()
    {
        Catalog catalog = FourCreatives([]);
        LineItem first = catalog.LineItems.Single();
        var scenario = new CapScenario(catalog with { LineItems = [first, first with { Id = "second", Price = Price.Cpm(1) }] });
        Assert.Equal(4, scenario.TakeAll(MondayMidnight, MondayMidnight.AddDays(1), Hour).Length);
        Assert.Equal(RejectionReason.FrequencyCapReached, scenario.Explain("second", MondayMidnight.AddHours(23)).Reason);
    }

    [Fact]
    public void ARollingDayEndsExactlyADayLater()
    {
        var scenario = new CapScenario(Of(new FrequencyCap(1, CapWindow.Rolling(TimeSpan.FromHours(24)))));
        scenario.Met("a", "a", MondayMidnight);
        Assert.Null(scenario.Ask(MondayMidnight));
        Assert.Null(scenario.Ask(MondayMidnight + new TimeSpan(0, 23, 59, 59, 999)));
        Assert.Null(scenario.Ask(MondayMidnight.AddHours(24).AddTicks(-1)));
        Assert.NotNull(scenario.Ask(MondayMidnight.AddHours(24)));
    }

    [Fact]
    public void RecencyIsOverAtExactlyItsDistance()
    {
        var scenario = new CapScenario(SmallCatalog.Of(SmallCatalog.Item("a") with { Recency = TimeSpan.FromSeconds(60) }));
        scenario.Met("a", "a", MondayMidnight);
        Explanation explanation = scenario.Explain("a", MondayMidnight.AddSeconds(60).AddTicks(-1));
        Assert.Equal(RejectionReason.TooRecent, explanation.Reason);
        Assert.Equal(
            "00:01:00 since the last impression, by user, of the line item: 1 recorded",
            explanation.Steps.Single(step => step.Verdict == StepVerdict.Failed).Detail);
        Assert.NotNull(scenario.Ask(MondayMidnight.AddSeconds(60)));
    }

    [Fact]
    public void OneLineItemMayUseAllOfItsAdvertisersTen()
    {
        Catalog catalog = SmallCatalog.Of([.. Enumerable.Range(0, 10).Select(i => SmallCatalog.Item($"item {i}", 10 - i))]);
        var advertiser = new Advertiser("payer") { Caps = [new FrequencyCap(10, CapWindow.Day)] };
        catalog = catalog with
        {
            Advertisers = [advertiser],
            Campaigns = [.. catalog.Campaigns.Select(campaign => campaign with { AdvertiserId = "payer" })],
            Creatives = [.. catalog.Creatives.Select(creative => creative with { AdvertiserId = "payer" })],
        };
        var scenario = new CapScenario(catalog);
        string[] served = [.. Enumerable.Range(0, 12).Select(i => scenario.Take(MondayMidnight + (i * Minute)) ?? "none")];
        Assert.Equal([.. Enumerable.Repeat("item 0", 10), "none", "none"], served);
        Assert.Contains(
            "at most 10 impressions a day, by user, of advertiser 'payer': 10 recorded",
            scenario.Explain("item 3", MondayMidnight.AddHours(1)).Steps.Select(step => step.Detail));
    }

    [Fact]
    public void ALineItemThatDoesNotCountTowardParentsStillObeysThem()
    {
        LineItem quiet = SmallCatalog.Item("a", 2) with { CountsTowardParents = false };
        Catalog catalog = SmallCatalog.Of(quiet, SmallCatalog.Item("b"));
        catalog = catalog with
        {
            Campaigns = [catalog.Campaigns[0] with { Caps = [new FrequencyCap(1, CapWindow.Day)] }, catalog.Campaigns[1]],
            LineItems = [quiet with { Creatives = ["a"] }, SmallCatalog.Item("c") with { CampaignId = "a", Creatives = ["a"] }],
        };
        var scenario = new CapScenario(catalog);
        Assert.Equal("aaa", string.Concat(Enumerable.Range(0, 3).Select(i => scenario.Take(MondayMidnight + (i * Minute)))));
        scenario.Met("c", "a", MondayMidnight);
        Assert.Null(scenario.Take(MondayMidnight.AddMinutes(9)));
    }

    [Theory]
    [InlineData("Europe/Stockholm", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Stockholm", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z")]
    public void ADayBeginsWhenTheZonesClockShowsIt(string zone, string before, string after)
    {
        var scenario = new CapScenario(Of(new FrequencyCap(1, CapWindow.Day)) with { TimeZone = zone });
        DateTimeOffset last = DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture);
        scenario.Met("a", "a", last.AddHours(-2));
        Assert.Null(scenario.Ask(last));
        Assert.NotNull(scenario.Ask(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(MissingIdentity.Deny, CapIdentity.Device, RejectionReason.IdentityMissing)]
    [InlineData(MissingIdentity.Allow, CapIdentity.Device, RejectionReason.None)]
    [InlineData(MissingIdentity.Deny, CapIdentity.User, RejectionReason.None)]
    public void WithoutTheIdentityTheCapDecides(MissingIdentity missing, CapIdentity identity, RejectionReason expected)
    {
        var scenario = new CapScenario(Of(new FrequencyCap(1, CapWindow.Day) { Identity = identity, MissingIdentity = missing }));
        Assert.Equal(expected, scenario.Explain("a", MondayMidnight).Reason);
    }

    [Theory]
    [InlineData("slot", 1)]
    [InlineData("other", 2)]
    public void EarlierSlotsCountProvisionallyForACategoryAlsoFromADelta(string category, int expected)
    {
        var cap = new FrequencyCap(1, CapWindow.Break) { Scope = CapScope.Category, Category = "slot", Identity = CapIdentity.Break };
        Catalog before = SmallCatalog.Of(SmallCatalog.Item("a", 2) with { Caps = [cap] });
        Catalog added = SmallCatalog.Of(SmallCatalog.Item("b", 3));
        added = added with { Creatives = [added.Creatives[0] with { Categories = [category] }] };
        var selector = new AdSelector(Engine.Compile(before));
        CompileResult delta = SnapshotCompiler.CompileDelta(added, [], selector.Snapshot);
        selector.Publish(delta.Snapshot!);
        var request = new AdRequest(new Term[1])
        {
            Id = 1,
            Time = MondayMidnight,
            Slots = (Slot[])[Slot.Audio(), Slot.Audio()],
            Consent = Consent.Full,
            Exposures = new ExposureHistories { Break = [], BreakId = "break" },
        };
        Assert.Equal(expected, selector.Select(in request, new AdSelection[2]));
        Exposure exposure = selector.Snapshot.CreateExposure(1, 1, AdEvent.Start, 9, MondayMidnight);
        Assert.Equal(category == "slot", exposure.HasCategory("slot"));
        Assert.Equal((AdEvent.Start, ExposureKey.Of("b").Value, ExposureKey.Of("b").Value), (exposure.Event, exposure.LineItemKey, exposure.CreativeKey));
    }

    private static Catalog Of(params IReadOnlyList<FrequencyCap> caps) => SmallCatalog.Of(SmallCatalog.Item("a") with { Caps = caps });

    private static Catalog FourCreatives(IReadOnlyList<FrequencyCap> caps)
    {
        string[] ids = ["A", "B", "C", "D"];
        return SmallCatalog.Of(SmallCatalog.Item("a", 2) with { Caps = caps, Creatives = [.. ids.Select(id => new CreativeAssignment(id))] }) with
        {
            Creatives = [.. ids.Select(id => SmallCatalog.Creative(id, "a") with { Caps = [new FrequencyCap(1, CapWindow.Day)] })],
        };
    }
}
