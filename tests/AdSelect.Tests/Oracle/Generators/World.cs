// One generated test case: a catalog, what happened to its delivery, and requests.
namespace AdSelect.Tests.Oracle.Generators;

/// <summary>Something that happened to the delivery state.</summary>
public readonly record struct DeliveryEvent(string LineItemId, long GoalEvents, long SpendMicros, SelectionPause Pause, double Multiplier = 1, long? OpportunityCost = null);

/// <summary>What a delivery event stops.</summary>
public enum SelectionPause
{
    Nothing,
    LineItem,
    Campaign,
    Advertiser,
}

public sealed record World(int Seed, Catalog Catalog, IReadOnlyList<PlainRequest> Requests, IReadOnlyList<DeliveryEvent> Events)
{
    /// <summary>Of a widened world, what its line items say of the attributes that it was widened by.</summary>
    public IReadOnlyList<StoredConjunct> Stored { get; init; } = [];

    /// <summary>True of a widened world, also where none of its line items says anything of the attributes that it was widened by.</summary>
    public bool IsWidened { get; init; }

    public static World Generate(int seed, int lineItemCount, int requestCount, IReadOnlyList<string> cities)
    {
        var draw = new Draw(seed);
        var caps = new CapGenerator(draw);

        // Streams of their own: the rest of a world is the same with and without them.
        var experiments = new Draw(~seed);
        var companions = new CompanionGenerator(seed);
        var speller = new DomainSpeller(seed);
        var market = new MarketGenerator(seed);
        Catalog catalog = speller.With(market.With(companions.With(new CatalogGenerator(draw, experiments, caps, cities).Next(lineItemCount))));
        string[] ids = [.. catalog.LineItems.Select(item => item.Id)];
        var requests = new RequestGenerator(draw, new Draw(seed ^ 0xDEA1), cities, ids);
        bool paced = draw.Chance(50);
        bool isDynamic = draw.Chance(50);
        return new World(
            seed,
            catalog,
            [.. Enumerable.Range(0, requestCount).Select(i => speller.With(market.With(companions.With(WithListener(requests.Next($"request {seed} {i}"))))))],
            market.With([.. draw.Maybe(50, ids, Math.Max(1, ids.Length / 4)).Select(id => Event(draw, id, paced, isDynamic))], catalog));

        PlainRequest WithListener(PlainRequest request) => request with { Listener = caps.Listener(catalog, request.Time), ExperimentUnit = ExperimentGenerator.Unit(experiments, catalog) };
    }

    /// <summary>The oracle after all events.</summary>
    public OracleSelector Oracle()
    {
        var oracle = new OracleSelector(Catalog);
        foreach (DeliveryEvent change in Events)
        {
            OracleLineItem item = oracle.Catalog.LineItems.Single(item => item.Id == change.LineItemId);
            oracle.Delivery.Record(item.Id, item.LineItem.Goal?.Event ?? AdEvent.Impression, change.GoalEvents, change.SpendMicros);
            oracle.Delivery.Multipliers[item.Id] = change.Multiplier;
            oracle.Delivery.OpportunityCosts[item.Id] = change.OpportunityCost;
            _ = change.Pause switch
            {
                SelectionPause.LineItem => oracle.Delivery.PausedLineItems.Add(item.Id),
                SelectionPause.Campaign => oracle.Delivery.PausedCampaigns.Add(item.Campaign.Id),
                SelectionPause.Advertiser => oracle.Delivery.PausedAdvertisers.Add(item.Advertiser.Id),
                _ => false,
            };
        }

        return oracle;
    }

    public override string ToString() =>
        $"seed {Seed}\n{string.Join('\n', Catalog.Experiments.Select(experiment => $"{experiment} [{string.Join(", ", experiment.Arms)}]"))}\n{string.Join('\n', Catalog.LineItems.Select(Describe))}\n{string.Join('\n', Events)}\n{string.Join('\n', Requests)}";

    private static DeliveryEvent Event(Draw draw, string id, bool paced, bool isDynamic) =>
        new(id, draw.Between(0, 3), draw.Pick(0, 999_999, 1_000_000, 5_000_000), draw.Chance(85) ? SelectionPause.Nothing : draw.Pick(SelectionPause.LineItem, SelectionPause.Campaign, SelectionPause.Advertiser), paced ? draw.Pick(1, 0.5, 0.1, 0) : 1, isDynamic ? draw.Pick<long?>(0, 1_000_000, 2_000_000, null) : null);

    private string Describe(LineItem item)
    {
        Campaign campaign = Catalog.Campaigns.Single(campaign => campaign.Id == item.CampaignId);
        Advertiser advertiser = Catalog.Advertisers.Single(advertiser => advertiser.Id == campaign.AdvertiserId);
        IEnumerable<Creative> creatives = item.Creatives.Select(assignment => Catalog.Creatives.Single(creative => creative.Id == assignment.CreativeId));
        return $"{item}\n    targeting {Describe(item.Targeting)}\n    {campaign}\n    {advertiser}" + string.Concat(creatives.Select(creative => $"\n    {creative}"));
    }

    private static string Describe(TargetingExpression? expression) => expression switch
    {
        null => "everything",
        NotExpression not => $"not ({Describe(not.Operand)})",
        AndExpression and => $"({string.Join(" and ", and.Operands.Select(Describe))})",
        OrExpression or => $"({string.Join(" or ", or.Operands.Select(Describe))})",
        AnyOfPredicate any => $"{any.Attribute} in ({string.Join(", ", any.Values)})",
        AllOfPredicate all => $"{all.Attribute} all ({string.Join(", ", all.Values)})",
        _ => expression.ToString(),
    };
}
