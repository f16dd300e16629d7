// Examples that pin the oracle itself: each is a sentence of the contract.
namespace AdSelect.Tests.Oracle;

public sealed class OracleExamples
{
    private static readonly KeywordAttribute Country = new("country");
    private static readonly IntegerAttribute Age = new("age");
    private static readonly LocationAttribute Position = new("position");

    [Theory]
    [MemberData(nameof(PriceExamples.All), MemberType = typeof(PriceExamples))]
    public void PricesOfTheContract(PriceExample example)
    {
        OracleWinner winner = Assert.Single(new OracleSelector(example.Catalog).Select(example.Request, 1));
        Assert.True(example.Winner == PriceExamples.Tied || winner.LineItemId == $"bidder-{example.Winner}", winner.LineItemId);
        Assert.Equal((long)(example.Pays * 1_000_000), winner.PriceMicros);
    }

    [Fact]
    public void APriceByClickIsRoundedUpExactly()
    {
        OracleWinner winner = Assert.Single(new OracleSelector(PriceExamples.PaidByClick).Select(PriceExamples.PaidByClickRequest, 1));
        Assert.Equal((2_000_000, 1_400_000), (winner.PriceMicros, winner.EffectiveCpmMicros));
    }

    [Fact]
    public void TiedBidsPayTheFullBid()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 5), SmallCatalog.Item("b", 5));
        OracleWinner winner = Assert.Single(new OracleSelector(catalog).Select(
            new PlainRequest { PriceRule = PriceRule.Second, PriceIncrementMicros = 10_000 },
            1));
        Assert.Equal(5_000_000, winner.PriceMicros);
    }

    [Fact]
    public void NegationOfAMissingAttributeIsTrueUnlessKnowledgeIsRequired()
    {
        var nobody = new PlainRequest();
        Assert.True(Matches(!Age.LessThan(21), nobody));
        Assert.False(Matches(Age.Known() & !Age.LessThan(21), nobody));
        Assert.True(Matches(Country.NotIn("SE"), nobody));
        Assert.False(Matches(Country.In("SE"), nobody));
    }

    [Fact]
    public void RangesIncludeTheirEndsUnlessTheySayOtherwise()
    {
        var eighteen = new PlainRequest { Values = [PlainValue.Of(Age, 18)] };
        Assert.True(Matches(Age.Between(18, 34), eighteen));
        Assert.True(Matches(Age.AtMost(18), eighteen));
        Assert.False(Matches(Age.GreaterThan(18), eighteen));
        Assert.False(Matches(Age.LessThan(18), eighteen));
        Assert.False(Matches(Age.Between(34, 18), eighteen));
    }

    [Fact]
    public void AnyValueMayMatchAndAllMustBeThere()
    {
        var both = new PlainRequest { Values = [PlainValue.Of(Country, "SE"), PlainValue.Of(Country, "NO")] };
        Assert.True(Matches(Country.In("NO", "US"), both));
        Assert.False(Matches(Country.NotIn("NO"), both));
        Assert.True(Matches(Country.All("NO", "SE"), both));
        Assert.False(Matches(Country.All("NO", "US"), both));
        Assert.True(Matches(Country.All(), new PlainRequest()));
        Assert.False(Matches(Country.In(), both));
        Assert.False(Matches(Country.In("se"), both));
    }

    [Theory]
    [InlineData(59.3293, 18.0686, 55.6050, 13.0038, 513)]
    [InlineData(0, 179.5, 0, -179.5, 111.2)]
    [InlineData(90, 0, 90, 135, 0)]
    [InlineData(90, 10, -90, 70, 20_015.1)]
    public void DistancesAreGreatCircles(double latitude, double longitude, double toLatitude, double toLongitude, double kilometers)
    {
        double distance = GeoPoint.Kilometers(new GeoPoint(latitude, longitude), new GeoPoint(toLatitude, toLongitude));
        Assert.InRange(distance, kilometers - 1, kilometers + 1);
        var there = new PlainRequest { Values = [PlainValue.Of(Position, toLatitude, toLongitude)] };
        Assert.True(Matches(Position.Near(latitude, longitude, distance), there));
        Assert.False(Matches(Position.Near(latitude, longitude, Math.BitDecrement(distance)), there));
    }

    [Fact]
    public void FlightsAreHalfOpen()
    {
        LineItem item = SmallCatalog.Item("a") with { Flight = new Flight(SmallCatalog.Noon, SmallCatalog.Noon.AddHours(1)) };
        Assert.Equal(RejectionReason.BeforeFlight, ReasonAt(item, SmallCatalog.Noon.AddTicks(-1)));
        Assert.Equal(RejectionReason.None, ReasonAt(item, SmallCatalog.Noon));
        Assert.Equal(RejectionReason.AfterFlight, ReasonAt(item, SmallCatalog.Noon.AddHours(1)));
    }

    [Fact]
    public void DaypartsFollowTheListenersClockOrUtc()
    {
        DateTimeOffset mondayLate = new(2026, 3, 2, 23, 50, 0, TimeSpan.FromHours(-5));
        LineItem item = SmallCatalog.Item("a") with { Dayparts = [new Daypart(WeekDays.Monday, new TimeSpan(23, 45, 0), TimeSpan.FromHours(24))] };
        Assert.Equal(RejectionReason.None, ReasonAt(item, mondayLate));
        Assert.Equal(RejectionReason.OutsideDayparts, ReasonAt(item, mondayLate.ToUniversalTime()));
        Assert.Equal(RejectionReason.OutsideDayparts, ReasonAt(item with { DaypartClock = DaypartClock.Utc }, mondayLate));
        Assert.Equal(RejectionReason.OutsideDayparts, ReasonAt(item, mondayLate.AddMinutes(10)));
    }

    [Fact]
    public void TheReasonOfSupplyIsThatOfTheCreativeThatGotFurthest()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { Creatives = ["a", "b"] });
        catalog = catalog with { Creatives = [.. catalog.Creatives, SmallCatalog.Creative("b", "a") with { Approval = CreativeApproval.Pending }] };
        Assert.Equal(RejectionReason.WrongDuration, ReasonOf(catalog, new PlainSlot(AdFormat.Audio) { MaxDurationMilliseconds = 29_999 }));
        Assert.Equal(RejectionReason.None, ReasonOf(catalog, new PlainSlot(AdFormat.Audio) { RequiredDurations = [15_000, 30_000] }));
        Assert.Equal(RejectionReason.WrongFormat, ReasonOf(catalog, new PlainSlot(AdFormat.Display)));
    }

    [Fact]
    public void TheMostSpecificFloorDecidesAlone()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 2));
        var high = new PlainRequest { FloorMicros = 9_000_000 };
        var slot = new PlainSlot(AdFormat.Audio) { FloorMicros = 2_000_000 };
        Assert.Equal(RejectionReason.None, ReasonOf(catalog, slot, high));
        Assert.Equal(RejectionReason.BelowFloor, ReasonOf(catalog, slot with { FloorMicros = 0 }, high));
        Assert.Equal(RejectionReason.BelowFloor, ReasonOf(catalog, slot with { FloorPerSecondMicros = 66_667 }, high));
        Assert.Equal(RejectionReason.BelowFloor, ReasonOf(catalog, slot with { DurationFloors = [new(0, 30_000, 0), new(30_000, 60_000, 2_000_001)] }, high));
        Assert.Equal(RejectionReason.None, ReasonOf(catalog, slot with { DurationFloors = [new(0, 29_999, 9_000_000)] }, high));
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("SHOP.example.com.", true)]
    [InlineData("notexample.com", false)]
    [InlineData("com", false)]
    public void ABlockedDomainBlocksItsSubdomains(string domain, bool isBlocked)
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a"));
        catalog = catalog with { Advertisers = [new Advertiser("a") { Domains = [domain] }] };
        RejectionReason expected = isBlocked ? RejectionReason.DomainBlocked : RejectionReason.None;
        Assert.Equal(expected, ReasonOf(catalog, new PlainSlot(AdFormat.Audio), new PlainRequest { BlockedDomains = ["Example.com"] }));
    }

    [Fact]
    public void MoneyIsRoundedHalfToEven()
    {
        var money = new OracleMoney(new Catalog { CurrencyRates = [new CurrencyRate("SEK", 0.1m)] });
        Assert.Equal(0, money.ToMicros(0.000_000_5m, null));
        Assert.Equal(2, money.ToMicros(0.000_001_5m, null));
        Assert.Equal(2, money.ToMicros(0.000_025m, "SEK"));
    }

    private static bool Matches(TargetingExpression expression, PlainRequest request)
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { Targeting = expression }) with { Attributes = [Country, Age, Position] };
        return new OracleSelector(catalog).Match(request).Length == 1;
    }

    private static RejectionReason ReasonAt(LineItem item, DateTimeOffset time) =>
        ReasonOf(SmallCatalog.Of(item), new PlainSlot(AdFormat.Audio), new PlainRequest { Time = time });

    private static RejectionReason ReasonOf(Catalog catalog, PlainSlot slot, PlainRequest? request = null)
    {
        var oracle = new OracleSelector(catalog);
        return oracle.Reason(oracle.Catalog.LineItems[0], request ?? new PlainRequest(), slot);
    }
}
