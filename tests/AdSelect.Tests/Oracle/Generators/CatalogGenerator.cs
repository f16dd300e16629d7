// Random catalogs that compile and often serve.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class CatalogGenerator
{
    private readonly Draw _draw;
    private readonly CreativeGenerator _creatives;
    private readonly TargetingGenerator _targeting;
    private readonly LineItemGenerator _lineItems;
    private readonly ExperimentGenerator _experiments;

    public CatalogGenerator(Draw draw, Draw experiments, CapGenerator caps, IReadOnlyList<string> cities)
    {
        _draw = draw;
        _experiments = new ExperimentGenerator(experiments);
        _creatives = new CreativeGenerator(draw, caps);
        _targeting = new TargetingGenerator(draw, cities);
        _lineItems = new LineItemGenerator(draw, _creatives, caps);
    }

    public Catalog Next(int lineItemCount)
    {
        Advertiser[] advertisers = [.. Enumerable.Range(0, _draw.Between(1, 7)).Select(_creatives.Advertiser)];
        Campaign[] campaigns = [.. Enumerable.Range(0, advertisers.Length * 2).Select(i => _creatives.Campaign($"campaign-{i}", advertisers[i / 2]))];
        Creative[] creatives = [.. Enumerable.Range(0, advertisers.Length * 6).Select(i => _creatives.Creative($"creative-{i}", advertisers[i / 6]))];
        Experiment[] experiments = _experiments.Next();
        campaigns = [.. campaigns.Select(campaign => campaign with { Experiment = _experiments.Binding(experiments, 10) })];
        ILookup<string, Creative> creativesOf = creatives.ToLookup(creative => creative.AdvertiserId);
        return new Catalog
        {
            Currency = "USD",
            TimeZone = _draw.Pick("UTC", "Europe/Stockholm", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"),
            FirstDayOfWeek = _draw.Pick(DayOfWeek.Monday, DayOfWeek.Sunday, DayOfWeek.Wednesday),
            Generation = _draw.Between(0, 1000),
            Attributes = Domain.Declared,
            CurrencyRates = [new CurrencyRate("EUR", 1.0853m), new CurrencyRate("SEK", 0.0955m)],
            Categories = Domain.CategoryTree,
            Experiments = experiments,
            Deals = [.. Domain.DealIds.Select(Deal)],
            Advertisers = advertisers,
            Campaigns = campaigns,
            Creatives = creatives,
            LineItems = LineItems(lineItemCount, campaigns, creativesOf, experiments),
        };
    }

    private Deal Deal(string id) => new(id)
    {
        Floor = _draw.Chance(50) ? new Money(_draw.Pick(0m, 1m, 2.5m), _draw.Pick(null, "EUR")) : null,
        Price = _draw.Pick(DealPrice.First, DealPrice.Second, DealPrice.Fixed),
    };

    // Some targeting comes back again and again, as it does in real catalogs.
    private List<LineItem> LineItems(int count, Campaign[] campaigns, ILookup<string, Creative> creativesOf, Experiment[] experiments)
    {
        List<TargetingExpression?> seen = [];
        List<LineItem> items = [];
        for (int i = 0; i < count; i++)
        {
            TargetingExpression? targeting = seen.Count > 0 && _draw.Chance(25) ? _draw.Pick(seen) : _targeting.Next();
            seen.Add(targeting);
            Campaign campaign = _draw.Pick(campaigns);
            LineItem item = _lineItems.Next($"item-{i}", campaign, [.. creativesOf[campaign.AdvertiserId]]) with { Targeting = targeting };
            items.Add(_experiments.Bind(item, campaign, experiments));
        }

        return items;
    }
}
