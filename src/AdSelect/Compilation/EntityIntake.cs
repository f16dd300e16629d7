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
    private readonly List<ulong> _mimeKeys = [];
    private readonly Dictionary<SupplyRow, int> _supplyIndex = [];
    private readonly Dictionary<string, ushort> _languages = new(StringComparer.Ordinal);

    public EntityIntake(Catalog catalog, SchemaIntake schema, DiagnosticBag diagnostics)
    {
        _schema = schema;
        _diagnostics = diagnostics;
        _checks = new ElementChecks(schema, diagnostics);
        _caps = new CapIntake(diagnostics, CapSets);
        Languages.Add(string.Empty);
        ReadDeals(catalog.Deals);
        ReadAdvertisers(catalog.Advertisers);
        ReadCampaigns(catalog.Campaigns);
        ReadCreatives(catalog.Creatives);
    }

    public SetPool<CapRow> CapSets { get; } = new();

    public SetPool<ulong> KeySets { get; } = new();

    public Dictionary<string, int> AdvertiserIndex { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> CampaignIndex { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> CreativeIndex { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> DealIndex { get; } = new(StringComparer.Ordinal);

    public List<AdvertiserRow> Advertisers { get; } = [];

    public List<CampaignRow> Campaigns { get; } = [];

    public List<CreativeRow> Creatives { get; } = [];

    public List<SupplyRow> Supplies { get; } = [];

    public List<DealRow> Deals { get; } = [];

    /// <summary>Whether an element's caps need to know who listens, by ordinal.</summary>
    public List<bool> AdvertiserUsesPersonalData { get; } = [];

    public List<bool> CampaignUsesPersonalData { get; } = [];

    public List<bool> CreativeUsesPersonalData { get; } = [];

    public TextPool AdvertiserIds { get; } = new();

    public TextPool AdvertiserNames { get; } = new();

    public TextPool CampaignIds { get; } = new();

    public TextPool CampaignNames { get; } = new();

    public TextPool CreativeIds { get; } = new();

    public TextPool CreativeNames { get; } = new();

    public TextPool DealIds { get; } = new();

    public TextPool Languages { get; } = new();

    public ulong[] MimeKeys => [.. _mimeKeys];

    private void ReadDeals(IReadOnlyList<Deal> deals)
    {
        foreach (Deal deal in ById("deals", deals, static deal => deal.Id, AdSelectLimits.MaxAdvertisers))
        {
            long floor = -1;
            if (deal.Floor is { } money)
            {
                _schema.TryToMicros(money.Amount, money.Currency, () => $"deals['{deal.Id}']", "floor", _diagnostics, out floor);
            }

            if (!Enum.IsDefined(deal.Price))
            {
                _diagnostics.Error("out-of-range", $"deals['{deal.Id}'].price", $"{deal.Price} is no way to set a price.");
            }

            DealIndex.Add(deal.Id, Deals.Count);
            Deals.Add(new DealRow { Key = StableHash.Text(deal.Id), FloorMicros = floor, Price = deal.Price });
            DealIds.Add(deal.Id);
        }
    }

    private void ReadAdvertisers(IReadOnlyList<Advertiser> advertisers)
    {
        foreach (Advertiser advertiser in ById("advertisers", advertisers, static advertiser => advertiser.Id, AdSelectLimits.MaxAdvertisers))
        {
            string Path() => $"advertisers['{advertiser.Id}']";
            bool personal = false;
            _checks.CheckName(advertiser.Name, Path);
            CheckList(advertiser.Domains, Path, "domains");
            AdvertiserIndex.Add(advertiser.Id, Advertisers.Count);
            Advertisers.Add(new AdvertiserRow
            {
                Key = StableHash.Text(advertiser.Id),
                DomainSet = KeySets.Add([.. advertiser.Domains.SelectMany(DomainName.HashesUpward).Distinct().Order()]),
                CategorySet = Categories(advertiser.Categories, Path),
                CapSet = _caps.Add(advertiser.Caps, advertiser.Recency, Path, ref personal),
                Paused = advertiser.IsPaused ? (byte)1 : (byte)0,
            });
            AdvertiserUsesPersonalData.Add(personal);
            AdvertiserIds.Add(advertiser.Id);
            AdvertiserNames.Add(advertiser.Name);
        }
    }

    private void ReadCampaigns(IReadOnlyList<Campaign> campaigns)
    {
        foreach (Campaign campaign in ById("campaigns", campaigns, static campaign => campaign.Id, AdSelectLimits.MaxCampaigns))
        {
            string Path() => $"campaigns['{campaign.Id}']";
            bool personal = false;
            _checks.CheckName(campaign.Name, Path);
            if (!AdvertiserIndex.TryGetValue(campaign.AdvertiserId ?? string.Empty, out int advertiser))
            {
                advertiser = UnknownAdvertiser;
                _diagnostics.Error("unknown-advertiser", $"{Path()}.advertiserId", $"No advertiser has the id '{ElementChecks.Shorten(campaign.AdvertiserId)}'.");
            }

            _checks.TryBudget(campaign.Budget, Path, out long budget);
            _checks.TryGoal(campaign.Goal, Path, out long goal, out AdEvent counted);
            CampaignIndex.Add(campaign.Id, Campaigns.Count);
            Campaigns.Add(new CampaignRow
            {
                Key = StableHash.Text(campaign.Id),
                BudgetMicros = budget,
                GoalCount = goal,
                GoalEvent = counted,
                Advertiser = advertiser,
                CapSet = _caps.Add(campaign.Caps, campaign.Recency, Path, ref personal),
                Paused = campaign.IsPaused ? (byte)1 : (byte)0,
            });
            CampaignUsesPersonalData.Add(personal);
            CampaignIds.Add(campaign.Id);
            CampaignNames.Add(campaign.Name);
        }
    }

    private void ReadCreatives(IReadOnlyList<Creative> creatives)
    {
        foreach (Creative creative in ById("creatives", creatives, static creative => creative.Id, AdSelectLimits.MaxCreatives))
        {
            string Path() => $"creatives['{creative.Id}']";
            bool personal = false;
            _checks.CheckName(creative.Name, Path);
            CheckMedia(creative, Path);
            if (!AdvertiserIndex.TryGetValue(creative.AdvertiserId ?? string.Empty, out int advertiser))
            {
                advertiser = UnknownAdvertiser;
                _diagnostics.Error("unknown-advertiser", $"{Path()}.advertiserId", $"No advertiser has the id '{ElementChecks.Shorten(creative.AdvertiserId)}'.");
            }

            CreativeIndex.Add(creative.Id, Creatives.Count);
            int supply = IndexOf(new SupplyRow
            {
                FlightStartTicks = creative.Flight?.Start.UtcTicks ?? 0,
                FlightEndTicks = creative.Flight?.End?.UtcTicks ?? long.MaxValue,
                Attributes = AdCom(creative.Attributes, Path, "attributes"),
                ApiFrameworks = AdCom(creative.ApiFrameworks, Path, "apiFrameworks"),
                DurationMilliseconds = (int)Math.Clamp(creative.Duration.TotalMilliseconds, 0, AdSelectLimits.MaxDurationMilliseconds),
                CategorySet = Categories(creative.Categories, Path),
                Format = creative.Format,
                Approval = creative.Approval,
                Skippable = creative.IsSkippable ? (byte)1 : (byte)0,
                MimeType = MimeIndex(creative.MimeType, Path),
            });
            Creatives.Add(new CreativeRow
            {
                Key = StableHash.Text(creative.Id),
                Supply = supply,
                CapSet = _caps.Add(creative.Caps, creative.Recency, Path, ref personal),
                Advertiser = advertiser,
                Language = LanguageIndex(creative.Language),
            });
            CreativeUsesPersonalData.Add(personal);
            CreativeIds.Add(creative.Id);
            CreativeNames.Add(creative.Name);
        }
    }

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
                _diagnostics.Error("too-many", $"creatives['{Encoding.UTF8.GetString(CreativeIds[i])}'].categories", $"Caps are over {count} of its categories and its advertiser's; at most {AdSelectLimits.MaxExposureCategories} are allowed.");
            }
        }
    }

    // Creatives that slots cannot tell apart share a row.
    private int IndexOf(in SupplyRow supply)
    {
        if (!_supplyIndex.TryGetValue(supply, out int index))
        {
            index = Supplies.Count;
            _supplyIndex.Add(supply, index);
            Supplies.Add(supply);
        }

        return index;
    }

    private void CheckMedia(Creative creative, Func<string> path)
    {
        if (!Enum.IsDefined(creative.Format) || !Enum.IsDefined(creative.Approval))
        {
            _diagnostics.Error("out-of-range", path(), "The format or the approval is none that is defined.");
        }

        double milliseconds = creative.Duration.TotalMilliseconds;
        bool isTimed = creative.Format != AdFormat.Display;
        if (milliseconds != Math.Truncate(milliseconds) || milliseconds > AdSelectLimits.MaxDurationMilliseconds || (isTimed ? milliseconds <= 0 : milliseconds != 0))
        {
            _diagnostics.Error("bad-duration", $"{path()}.duration", $"{creative.Duration} is not the length of a creative of format {creative.Format}: whole milliseconds, greater than zero up to 24 hours for audio and video, zero for display.");
        }

        if (creative.Flight is { End: { } end } flight && end <= flight.Start)
        {
            _diagnostics.Warning("empty-flight", $"{path()}.flight", "The flight ends before it starts; the creative never serves.");
        }
    }

    private int Categories(IReadOnlyList<string> ids, Func<string> path)
    {
        CheckList(ids, path, "categories");
        return KeySets.Add(_schema.CategoryKeysUpward(ids));
    }

    private void CheckList(IReadOnlyList<string> list, Func<string> path, string field)
    {
        if (list.Count > AdSelectLimits.MaxDomainsOrCategories)
        {
            _diagnostics.Error("too-many", $"{path()}.{field}", $"{list.Count} entries; at most {AdSelectLimits.MaxDomainsOrCategories} are allowed.");
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (!ElementChecks.IsId(list[i]))
            {
                _checks.ReportId(list[i], $"{path()}.{field}[{i}]");
            }
        }
    }

    private ulong AdCom(IReadOnlyList<int> values, Func<string> path, string field)
    {
        ulong bits = 0;
        foreach (int value in values)
        {
            if (value is < 0 or > AdSelectLimits.MaxAdComValue)
            {
                _diagnostics.Error("out-of-range", $"{path()}.{field}", $"{value} is not between 0 and {AdSelectLimits.MaxAdComValue}.");
                continue;
            }

            bits |= 1UL << value;
        }

        return bits;
    }

    private byte MimeIndex(string? mimeType, Func<string> path)
    {
        if (mimeType is null)
        {
            return SupplyRow.NoMimeType;
        }

        ulong key = LowerCase.Hash(mimeType);
        int index = _mimeKeys.IndexOf(key);
        if (index < 0)
        {
            index = _mimeKeys.Count;
            if (index == AdSelectLimits.MaxMimeTypes)
            {
                _diagnostics.Error("too-many", $"{path()}.mimeType", $"'{ElementChecks.Shorten(mimeType)}' would be one MIME type more than the {AdSelectLimits.MaxMimeTypes} that a catalog may use.");
                return SupplyRow.NoMimeType;
            }

            _mimeKeys.Add(key);
        }

        return (byte)index;
    }

    private ushort LanguageIndex(string? language)
    {
        if (string.IsNullOrEmpty(language))
        {
            return 0;
        }

        if (!_languages.TryGetValue(language, out ushort index) && Languages.Count <= ushort.MaxValue)
        {
            index = (ushort)Languages.Count;
            _languages.Add(language, index);
            Languages.Add(language);
        }

        return index;
    }

    /// <summary>The elements with valid, distinct ids, ordered by id: the order in the snapshot, whatever the catalog's.</summary>
    private List<T> ById<T>(string list, IReadOnlyList<T> elements, Func<T, string?> idOf, int limit)
        where T : class
    {
        if (elements.Count > limit)
        {
            _diagnostics.Error("too-many", list, $"{elements.Count} elements; at most {limit} are allowed.");
            return [];
        }

        var seen = new HashSet<string>(elements.Count, StringComparer.Ordinal);
        var valid = new List<T>(elements.Count);
        for (int i = 0; i < elements.Count; i++)
        {
            if (elements[i] is not { } element)
            {
                _diagnostics.Error("missing", $"{list}[{i}]", "The element is null.");
            }
            else if (!ElementChecks.IsId(idOf(element)))
            {
                _checks.ReportId(idOf(element), $"{list}[{i}].id");
            }
            else if (seen.Add(idOf(element)!))
            {
                valid.Add(element);
            }
            else
            {
                _diagnostics.Error("duplicate-id", $"{list}[{i}].id", $"The id '{idOf(element)}' is used twice.");
            }
        }

        valid.Sort((left, right) => string.CompareOrdinal(idOf(left), idOf(right)));
        return valid;
    }
}
