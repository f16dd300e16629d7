// Random line items: few distinct prices, so that ties are common.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class LineItemGenerator(Draw draw, CreativeGenerator creatives, CapGenerator caps)
{
    public LineItem Next(string id, Campaign campaign, IReadOnlyList<Creative> attachable)
    {
        LineItemKind kind = draw.Pick(
            LineItemKind.PricePriority,
            LineItemKind.PricePriority,
            LineItemKind.PricePriority,
            LineItemKind.Guaranteed,
            LineItemKind.Sponsorship,
            LineItemKind.House);
        DeliveryGoal? goal = creatives.Goal();
        Price price = Price();
        bool hasShare = draw.Chance(12);
        return new LineItem(id, campaign.Id)
        {
            Name = draw.Chance(30) ? $"Line item {id}" : null,
            Kind = kind,
            Priority = kind == LineItemKind.House ? draw.Pick<int?>(null, 16) : draw.Pick<int?>(null, null, 1, 12, 16),
            Price = price,
            PredictedRates = new PredictedRates(draw.Pick(0, 0.001, 0.0123, 0.0007), draw.Pick(0, 0.0005), draw.Pick(0, 0.7, 1)),
            PredictedRateCeiling = draw.Pick<double?>(null, 1, 0.7) is { } ceiling && price.Model != PriceModel.Cpcv ? draw.Pick(ceiling, 0.0123) : null,
            ShareOfVoice = hasShare ? draw.Pick(0, 10, 33.3333, 60, 100) : null,
            Weight = !hasShare && draw.Chance(15) ? draw.Pick(1, 1, 3, AdSelectLimits.MaxWeight) : null,
            Quality = draw.Pick(1, 1, 1, 1, 1, 1, 2, 0.3m),
            Flight = creatives.Flight(),
            Dayparts = Dayparts(),
            DaypartClock = draw.Pick(DaypartClock.Listener, DaypartClock.Utc),
            Budget = creatives.Budget(),
            Goal = goal,
            Caps = caps.Caps(),
            Recency = caps.Recency(),
            CountsTowardParents = draw.Chance(85),
            AllowsSameAdvertiser = draw.Chance(40),
            DealId = draw.Chance(15) ? draw.Pick(Domain.DealIds) : null,
            Creatives =
            [
                .. draw.Some(attachable, draw.Chance(4) ? 0 : 2, 6).Select(creative => new CreativeAssignment(creative.Id, draw.Pick(1, 1, 3, 1_000_000))),
            ],
            Rotation = draw.Pick(
                CreativeRotation.Even,
                CreativeRotation.Weighted,
                CreativeRotation.Weighted,
                CreativeRotation.Sequential,
                CreativeRotation.BestPredicted),
            Exploration = (id[^1] % 4) switch { 0 => 0.1, 1 => 0, 2 => 0.5, _ => 1 },
            IsSuitableForChildren = draw.Chance(50),
            UsesPersonalData = draw.Chance(4),
            RequiredConsentPurposes = draw.Maybe(10, [1, 3, 24], 2),
            IsPaused = draw.Chance(3),
        };
    }

    private Price Price() => draw.Between(-6, 11) switch
    {
        < 5 => AdSelect.Price.Cpm(draw.Pick(0m, 1m, 2m, 2m, 2m, 2m)),
        5 => AdSelect.Price.Cpm(draw.Pick(10m, 12.345m, 26.18m), "SEK"),
        6 => AdSelect.Price.Cpm(draw.Pick(0.000_000_5m, 0.000_001_5m, 1.842_4m), draw.Pick(null, "EUR")),
        7 => AdSelect.Price.Cpc(draw.Pick(0.2m, 2m)),
        8 => AdSelect.Price.Cpa(draw.Pick(1m, 4m)),
        9 => AdSelect.Price.Cpcv(draw.Pick(0.002m, 0.003m)),
        _ => AdSelect.Price.Flat(draw.Pick(0.002m, 7m)),
    };

    private Daypart[] Dayparts() => !draw.Chance(14) ? [] : [.. Enumerable.Range(0, draw.Between(1, 3)).Select(_ =>
    {
        int from = draw.Between(0, 95);
        int to = draw.Between(from + 1, 96);
        return new Daypart((WeekDays)draw.Between(1, 127), TimeSpan.FromMinutes(15 * from), TimeSpan.FromMinutes(15 * to));
    })];
}
