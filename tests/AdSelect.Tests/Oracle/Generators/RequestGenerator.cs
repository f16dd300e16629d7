// Random requests over the shared domain.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class RequestGenerator(Draw draw, Draw again, IReadOnlyList<string> cities, IReadOnlyList<string> lineItemIds)
{
    public PlainRequest Next(string id)
    {
        bool isLong = draw.Chance(75);
        PriceRule rule = draw.Pick(PriceRule.First, PriceRule.Second, PriceRule.Second, PriceRule.Vcg);
        return new PlainRequest
        {
            Id = id,
            Time = Time(),
            Values = [.. Values()],
            Slots = [.. Enumerable.Range(0, isLong ? 1 : draw.Between(2, 5)).Select(_ => Slot())],
            FloorMicros = draw.Pick(0, 0, 0, 0, 0, 1_000_000, 2_000_000),
            PriceRule = rule,
            PriceCompetition = draw.Pick(
                PriceCompetition.OtherAdvertisers,
                PriceCompetition.OtherAdvertisers,
                PriceCompetition.OtherCampaigns,
                PriceCompetition.OtherLineItems),
            PlaceWeights = draw.Chance(50) ? PlaceWeights() : [],
            PriceIncrementMicros = draw.Pick(0, 10_000, 1),
            Consent = draw.Pick(Consent.Full, Consent.Full, Consent.Full, new Consent(true, 0b101), new Consent(false, 0xFF_FFFF), default),
            Predictor = draw.Chance(30) ? new PlainPredictor((ulong)draw.Between(0, 1000)) : null,
            IsChildDirected = draw.Chance(6),
            DealsOnly = draw.Chance(5),
            DealsFirst = draw.Chance(30),
            DynamicAllocation = rule != PriceRule.Vcg && draw.Chance(40),
            BlockedCreativeAttributes = draw.Maybe(15, [1, 2, 16, 63], 2),
            BlockedDomains = draw.Maybe(15, Domain.Domains, 2),
            BlockedCategories = draw.Maybe(15, [.. Domain.CategoryIds, "unheard of"], 2),
            BlockedLineItems = draw.Maybe(15, [.. lineItemIds, "unheard of"], 3),
            Deals =
            [
                .. Again(draw.Maybe(40, [.. Domain.DealIds, "unheard of"], 3).Select(deal => new PlainDeal(deal, draw.Pick<long?>(null, null, 0, 2_000_000)))),
            ],
        };
    }

    // Some deals are listed twice, with another floor as a rule.
    private IEnumerable<PlainDeal> Again(IEnumerable<PlainDeal> deals) => deals.SelectMany(deal => again.Chance(30)
        ? new[] { deal, deal with { FloorMicros = again.Pick<long?>(null, 0, 1_000_000, 1_500_000, 2_000_000) } }
        : [deal]);

    // Falling in steps, with places of equal weight among them.
    private double[] PlaceWeights()
    {
        double[] weights = new double[AdSelectLimits.MaxWinners];
        double weight = 1_000;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = weight;
            weight *= draw.Pick(1, 0.9, 0.5);
        }

        return weights;
    }

    // Around the present, on its quarter hours and just beside them, under offsets from −11 to +14 hours.
    private DateTimeOffset Time()
    {
        DateTimeOffset time = Domain.Now.AddMinutes(15 * draw.Pick(0, 0, 0, 1, 4, 7, 8, 300)).AddTicks(draw.Pick(0, 0, -1, 1, 12_345));
        return time.ToOffset(TimeSpan.FromMinutes(draw.Pick(0, 60, -300, 345, -660, 840)));
    }

    private IEnumerable<PlainValue> Values()
    {
        IEnumerable<PlainValue>[] groups =
        [
            Group(Domain.Countries, 1, value => PlainValue.Of(Domain.Country, value)),
            Group([.. Domain.Genres, "unheard of"], 4, value => PlainValue.Of(Domain.Genre, value)),
            Group([.. cities, "unheard of"], draw.Chance(10) ? 3 : 1, value => PlainValue.Of(Domain.City, value)),
            Group([.. Domain.Ages, -1, long.MaxValue], 1, value => PlainValue.Of(Domain.Age, value)),
            Group([.. Domain.SegmentIds, 99, 100], 9, value => PlainValue.Of(Domain.Segments, value)),
            Group([.. Domain.Scores, 0.7], 2, value => PlainValue.Of(Domain.Score, value)),
            Group([.. Domain.Points, new GeoPoint(59.335, 18.065)], 2, value => PlainValue.Of(Domain.Position, value.Latitude, value.Longitude)),
            draw.Chance(30) ? [PlainValue.Of(Domain.Weather, "rain"), PlainValue.Of(Domain.Birthplace, 59.33, 18.06)] : [],
        ];

        // Values of one attribute need not stand together.
        PlainValue[] all = [.. groups.SelectMany(group => group)];
        return draw.Chance(30) ? draw.Some(all, all.Length, all.Length) : all;
    }

    // Missing at times; of an attribute that usually has one value, several at times; the same value twice at times.
    private IEnumerable<PlainValue> Group<T>(IReadOnlyList<T> items, int high, Func<T, PlainValue> make)
    {
        if (draw.Chance(15))
        {
            return [];
        }

        PlainValue[] values = [.. draw.Some(items, 1, draw.Chance(10) ? high + 2 : high).Select(make)];
        return draw.Chance(5) ? [.. values, values[0]] : values;
    }

    private PlainSlot Slot()
    {
        AdFormat format = draw.Pick(AdFormat.Audio, AdFormat.Audio, AdFormat.Video, AdFormat.Display);
        bool isTimed = format != AdFormat.Display;
        int[] required = isTimed ? draw.Maybe(10, Domain.DurationsMilliseconds, 2) : [];
        bool isPerSecond = draw.Chance(10);
        return new PlainSlot(format)
        {
            RequiredDurations = required,
            MinDurationMilliseconds = isTimed && required.Length == 0 ? draw.Pick(0, 0, 0, 0, 10_001, 15_000) : 0,
            MaxDurationMilliseconds = isTimed && required.Length == 0 ? draw.Pick(0, 0, 0, 30_000, 29_999, 15_000) : 0,
            MimeTypes = draw.Maybe(14, ["audio/mpeg", "AUDIO/ogg", "video/mp4", "image/png", "text/plain"], 4),
            FloorMicros = draw.Pick(0, 0, 0, 0, 0, 1_000_000, 2_000_000),
            FloorPerSecondMicros = isPerSecond ? draw.Pick(66_667, 100_000) : 0,
            DurationFloors = isPerSecond || !draw.Chance(20) ? [] : [new(0, 15_000, 1_000_000), new(15_000, 29_999, draw.Pick(500_000, 2_500_000))],
            Skippability = draw.Pick(
                Skippability.Any,
                Skippability.Any,
                Skippability.Any,
                Skippability.Any,
                Skippability.Any,
                Skippability.Forbidden,
                Skippability.Required),
            ApiFrameworks = draw.Maybe(60, [1, 7, 9], 3),
            BlockedCreativeAttributes = draw.Maybe(10, [1, 16], 1),
        };
    }
}
