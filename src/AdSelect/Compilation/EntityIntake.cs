// Reads advertisers, campaigns, creatives and deals into frozen rows, ordered by id.
using System.Text;
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect.Compilation;

internal sealed class EntityIntake
{
    /// <summary>Stands for an advertiser whose id was refused; what would depend on it is not judged.</summary>
    public const int UnknownAdvertiser = -1;

    private readonly DiagnosticBag _diagnostics;
    private readonly SchemaIntake _schema;
    private readonly ElementChecks _checks;
    private readonly CapIntake _caps;
    private readonly CreativeIntake _creatives;

    public EntityIntake(Catalog catalog, SchemaIntake schema, DiagnosticBag diagnostics, Crew crew)
    {
        _schema = schema;
        _diagnostics = diagnostics;
        _checks = new ElementChecks(schema, diagnostics);
        _caps = new CapIntake(diagnostics, CapSets, schema.Texts);
        Experiments = new ExperimentIntake(catalog.Experiments, _checks, schema.Texts, diagnostics);
        ReadDeals(catalog.Deals);
        ReadAdvertisers(catalog.Advertisers);

        // Campaigns and creatives know advertisers, and not each other.
        var ofCampaigns = new DiagnosticPart(diagnostics);
        var ofCreatives = new DiagnosticPart(diagnostics);
        CreativeIntake creatives = null!;
        crew.Run(
            () => ReadCampaigns(catalog.Campaigns, ofCampaigns),
            () => creatives = new CreativeIntake(catalog.Creatives, this, schema, ofCreatives));
        _creatives = creatives;
        ofCampaigns.MoveAll();
        ofCreatives.MoveAll();
    }

    public ExperimentIntake Experiments { get; }

    public SetPool<CapRow> CapSets { get; } = new();

    public SetPool<ulong> KeySets { get; } = new();

    public Dictionary<string, int> AdvertiserIndex { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> CampaignIndex { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> CreativeIndex => _creatives.Index;

    public Dictionary<string, int> DealIndex { get; } = new(StringComparer.Ordinal);

    public List<AdvertiserRow> Advertisers { get; } = [];

    public List<CampaignRow> Campaigns { get; } = [];

    public List<CreativeRow> Creatives => _creatives.Rows;

    public List<SupplyRow> Supplies => _creatives.Supplies;

    public SetPool<int> Companions => _creatives.Companions;

    public List<DealRow> Deals { get; } = [];

    /// <summary>Whether an element's caps need to know who listens, by ordinal.</summary>
    public TextPool AdvertiserIds { get; } = new();

    public TextPool AdvertiserNames { get; } = new();

    public TextPool CampaignIds { get; } = new();

    public TextPool CampaignNames { get; } = new();

    public TextPool CreativeIds => _creatives.Ids;

    public TextPool CreativeNames => _creatives.Names;

    public TextPool DealIds { get; } = new();

    public TextPool Languages => _creatives.Languages;

    public ulong[] MimeKeys => _creatives.MimeKeys;

    /// <summary>An exposure states the categories of its creative that caps are over, and has room for so many.</summary>
    public void CheckCappedCategories(ulong[] capped)
    {
        if (capped.Length <= AdSelectLimits.MaxExposureCategories)
        {
            return;
        }

        int[] offsets = KeySets.Offsets;
        ulong[] keys = KeySets.Items;
        ReadOnlySpan<ulong> Set(int set) => keys.AsSpan(offsets[set]..offsets[set + 1]);
        for (int i = 0; i < Creatives.Count; i++)
        {
            int own = Supplies[Creatives[i].Supply].CategorySet;
            int advertiser = Creatives[i].Advertiser == UnknownAdvertiser ? 0 : Advertisers[Creatives[i].Advertiser].CategorySet;
            int count = capped.Count(key => Set(own).BinarySearch(key) >= 0 || Set(advertiser).BinarySearch(key) >= 0);
            if (count > AdSelectLimits.MaxExposureCategories)
            {
                _diagnostics.Error(
                    "too-many",
                    $"creatives['{Encoding.UTF8.GetString(CreativeIds[i])}'].categories",
                    $"Caps are over {count} of its categories and its advertiser's; at most {AdSelectLimits.MaxExposureCategories} are allowed.");
            }
        }
    }

    private void ReadDeals(IReadOnlyList<Deal> deals)
    {
        foreach (Deal deal in _checks.ById("deals", deals, static deal => deal.Id, AdSelectLimits.MaxAdvertisers))
        {
            string Path() => $"deals['{deal.Id}']";
            long floor = -1;
            if (deal.Floor is { } money)
            {
                _schema.TryToMicros(money.Amount, money.Currency, Path, "floor", _diagnostics, out floor);
            }

            ElementChecks.CheckDefined(deal.Price, Path, "price", _diagnostics);
            DealIndex.Add(deal.Id, Deals.Count);
            Deals.Add(new DealRow { Key = StableHash.Text(deal.Id), FloorMicros = floor, Price = deal.Price });
            DealIds.Add(deal.Id);
        }
    }

    private void ReadAdvertisers(IReadOnlyList<Advertiser> advertisers)
    {
        foreach (Advertiser advertiser in _checks.ById("advertisers", advertisers, static advertiser => advertiser.Id, AdSelectLimits.MaxAdvertisers))
        {
            string Path() => $"advertisers['{advertiser.Id}']";
            _checks.CheckName(advertiser.Name, Path);
            AdvertiserIndex.Add(advertiser.Id, Advertisers.Count);
            Advertisers.Add(new AdvertiserRow
            {
                Key = StableHash.Text(advertiser.Id),
                DomainSet = KeySets.Add(_checks.DomainKeys(advertiser.Domains, Path)),
                CategorySet = KeySets.Add(_checks.CategoryKeys(advertiser.Categories, Path)),
                CapSet = _caps.Add(advertiser.Caps, advertiser.Recency, Path),
                Paused = advertiser.IsPaused ? (byte)1 : (byte)0,
            });
            AdvertiserIds.Add(advertiser.Id);
            AdvertiserNames.Add(advertiser.Name);
        }
    }

    private void ReadCampaigns(IReadOnlyList<Campaign> campaigns, Diagnostics findings)
    {
        var checks = new ElementChecks(_schema, findings);
        var caps = new CapIntake(findings, CapSets, _schema.Texts);
        foreach (Campaign campaign in checks.ById("campaigns", campaigns, static campaign => campaign.Id, AdSelectLimits.MaxCampaigns))
        {
            string Path() => $"campaigns['{campaign.Id}']";
            checks.CheckName(campaign.Name, Path);
            if (!AdvertiserIndex.TryGetValue(campaign.AdvertiserId ?? string.Empty, out int advertiser))
            {
                advertiser = UnknownAdvertiser;
                findings.Error(
                    "unknown-advertiser",
                    $"{Path()}.advertiserId",
                    ElementChecks.NoneHas("advertiser", campaign.AdvertiserId, AdvertiserIndex.Keys));
            }

            checks.TryBudget(campaign.Budget, Path, out long budget);
            checks.TryGoal(campaign.Goal, Path, out long goal, out AdEvent counted);
            CampaignIndex.Add(campaign.Id, Campaigns.Count);
            Campaigns.Add(new CampaignRow
            {
                Key = StableHash.Text(campaign.Id),
                BudgetMicros = budget,
                GoalCount = goal,
                GoalEvent = counted,
                Advertiser = advertiser,
                CapSet = caps.Add(campaign.Caps, campaign.Recency, Path),
                Paused = campaign.IsPaused ? (byte)1 : (byte)0,
                Experiment = Experiments.Bind(campaign.Experiment, default, Path, findings),
            });
            CampaignIds.Add(campaign.Id);
            CampaignNames.Add(campaign.Name);
        }
    }
}
