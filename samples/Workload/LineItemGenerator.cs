// Makes line items: kind of sale, price, flight, dayparts, goal and flags, each from its own random sequence.
namespace AdSelect.Workload;

internal sealed class LineItemGenerator(ulong seed, IReadOnlyList<CampaignProfile> campaigns, int dealCount, bool paysByEvent, SegmentSet segments)
{
    private static readonly double[] ClickRates = [0.0008, 0.0015, 0.0025, 0.004, 0.008];
    private static readonly double[] CompletionRates = [0.55, 0.7, 0.8, 0.9, 0.95];
    private static readonly double[] ActionRates = [0.0002, 0.0005, 0.001];
    private readonly Zipf _campaigns = new(campaigns.Count, offset: 40);
    private readonly Zipf _deals = new(dealCount, offset: 3);

    /// <summary>Makes the line item of a number. Equal numbers of equal generators give equal line items.</summary>
    public LineItem Create(int number)
    {
        Rng rng = Rng.For(seed, Population.LineItem, number);
        CampaignProfile campaign = _campaigns.Pick(rng, campaigns);
        AdvertiserProfile advertiser = campaign.Advertiser;
        LineItemKind kind = Kind(rng);
        AdFormat format = Format(rng, advertiser);
        (Price price, PredictedRates rates) = PriceOf(rng, kind, format, advertiser.Home);
        TargetingExpression? targeting = TargetingGenerator.Create(rng, kind, advertiser, segments);
        bool needsPurposes = rng.Chance(0.05);
        return new LineItem($"li-{number:D7}", campaign.Campaign.Id)
        {
            Name = $"{campaign.Campaign.Name} · {format.ToString().ToLowerInvariant()} · {advertiser.Home.Code}",
            Kind = kind,
            Priority = kind == LineItemKind.Guaranteed ? 6 + (2 * rng.Next(3)) : null,
            Targeting = targeting,
            Price = price,
            PredictedRates = rates,
            PredictedRateCeiling = rates == default ? null : Math.Min(1, TasteModel.MostTimes * (rates.Click + rates.Action + rates.Completion)),
            Quality = (100 + (int)(20 * rng.NextBell())) / 100m,
            Flight = FlightOf(rng),
            Dayparts = rng.Chance(0.15) || kind == LineItemKind.Sponsorship ? Dayparts(rng) : [],
            DaypartClock = rng.Chance(0.1) ? DaypartClock.Utc : DaypartClock.Listener,
            Budget = kind == LineItemKind.PricePriority && rng.Chance(0.4) ? new Money(rng.Between(5, 400) * 100, advertiser.Home.Currency) : null,
            Goal = kind is LineItemKind.Sponsorship or LineItemKind.Guaranteed ? new DeliveryGoal(AdEvent.Impression, rng.Between(20, 400) * 5_000) : null,
            ExclusionLabels = rng.Chance(0.04) ? [advertiser.Industry.Id] : [],
            DealId = kind == LineItemKind.PricePriority && rng.Chance(0.03) ? CatalogGenerator.DealId(_deals.Next(rng)) : null,
            Creatives = Creatives(rng, advertiser, format),
            Rotation = rng.Chance(0.2) ? CreativeRotation.Weighted : CreativeRotation.Even,
            IsSuitableForChildren = advertiser.Industry.MinAge == 0 && rng.Chance(0.2),
            AllowsSameAdvertiser = rng.Chance(0.1),
            RequiredConsentPurposes = needsPurposes ? [1, 3, 4] : [],
            IsPaused = rng.Chance(0.02),
        };
    }

    private static LineItemKind Kind(Rng rng) => rng.Next(1_000) switch
    {
        < 8 => LineItemKind.Sponsorship,
        < 108 => LineItemKind.Guaranteed,
        < 128 => LineItemKind.House,
        _ => LineItemKind.PricePriority,
    };

    private static AdFormat Format(Rng rng, AdvertiserProfile advertiser)
    {
        AdFormat wanted = rng.Next(100) switch { < 50 => AdFormat.Audio, < 82 => AdFormat.Video, _ => AdFormat.Display };
        return advertiser.Creatives.Any(creative => creative.Format == wanted) ? wanted : AdFormat.Audio;
    }

    private static CreativeAssignment[] Creatives(Rng rng, AdvertiserProfile advertiser, AdFormat format)
    {
        Creative[] own = [.. advertiser.Creatives.Where(creative => creative.Format == format)];
        int first = rng.Next(own.Length);
        int count = Math.Min(own.Length, rng.Between(1, 3));
        return [.. Enumerable.Range(first, count).Select(index => new CreativeAssignment(own[index % own.Length].Id, rng.Between(1, 5)))];
    }

    // Whole cents of effective CPM, most of them in the lower half of the band that the format sells at.
    private (Price Price, PredictedRates Rates) PriceOf(Rng rng, LineItemKind kind, AdFormat format, MarketCountry home)
    {
        (int low, int high) = format switch { AdFormat.Audio => (800, 2_500), AdFormat.Video => (1_500, 4_500), _ => (100, 600) };
        int cents = low + (int)((high - low) * rng.NextDouble() * rng.NextDouble());
        decimal amount = decimal.Round(cents / 100m / Rate(home.Currency), 2);
        int model = rng.Next(100);
        return (kind, format) switch
        {
            (LineItemKind.House, _) => (default, default),
            (LineItemKind.Sponsorship, _) => (Price.Flat(decimal.Round(amount * rng.Between(20, 400) * 5, 0), home.Currency), default),
            (LineItemKind.PricePriority, _) when paysByEvent => model switch
            {
                < 70 => PerEvent(PriceModel.Cpc, rng.Pick(ClickRates)),
                < 85 => PerEvent(PriceModel.Cpa, rng.Pick(ActionRates)),
                _ => PerEvent(PriceModel.Cpcv, rng.Pick(CompletionRates)),
            },
            (LineItemKind.PricePriority, AdFormat.Display) when model < 25 => PerEvent(PriceModel.Cpc, rng.Pick(ClickRates)),
            (LineItemKind.PricePriority, AdFormat.Display) when model < 30 => PerEvent(PriceModel.Cpa, rng.Pick(ActionRates)),
            (LineItemKind.PricePriority, AdFormat.Audio) when model < 3 => PerEvent(PriceModel.Cpcv, rng.Pick(CompletionRates)),
            (LineItemKind.PricePriority, AdFormat.Video) when model < 12 => PerEvent(PriceModel.Cpcv, rng.Pick(CompletionRates)),
            _ => (Price.Cpm(amount, home.Currency), default),
        };

        (Price, PredictedRates) PerEvent(PriceModel model, double rate) => (
            new Price(model, decimal.Round(amount / 1000 / (decimal)rate, 4), home.Currency),
            model switch
            {
                PriceModel.Cpc => new PredictedRates(Click: rate),
                PriceModel.Cpa => new PredictedRates(Action: rate),
                _ => new PredictedRates(Completion: rate),
            });
    }

    private static decimal Rate(string currency)
    {
        foreach (CurrencyRate rate in Market.CurrencyRates)
        {
            if (rate.Currency == currency)
            {
                return rate.Rate;
            }
        }

        return 1;
    }

    // Nine in ten are running in the reference week; the rest lies before or after it.
    private static Flight FlightOf(Rng rng)
    {
        int fate = rng.Next(100);
        (int start, int end) = fate switch
        {
            < 4 => (-rng.Between(40, 90), -rng.Between(1, 20)),
            < 10 => (rng.Between(8, 30), rng.Between(31, 90)),
            _ => (-rng.Between(0, 45), rng.Between(8, 75)),
        };
        return new Flight(Market.ReferenceTime.AddDays(start), fate >= 95 ? null : Market.ReferenceTime.AddDays(end));
    }

    private static Daypart[] Dayparts(Rng rng) => rng.Next(5) switch
    {
        0 => [Daypart.Hours(WeekDays.Workdays, 6, 10), Daypart.Hours(WeekDays.Workdays, 15, 19)],
        1 => [Daypart.Hours(WeekDays.All, 18, 24)],
        2 => [Daypart.Hours(WeekDays.Weekend, 8, 24)],
        3 => [Daypart.Hours(WeekDays.Workdays, 9, 17)],
        _ => [new Daypart(WeekDays.Friday, TimeSpan.FromHours(15.5), TimeSpan.FromHours(24)), Daypart.Hours(WeekDays.Saturday, 0, 24)],
    };
}
