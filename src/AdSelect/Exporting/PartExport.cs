// One snapshot's columns as elements of a catalog: advertisers, campaigns, creatives, deals and experiments.
using AdSelect.Indexing;

namespace AdSelect.Exporting;

/// <summary>Ordinals are those of the part: of a base, or of a delta.</summary>
internal sealed partial class PartExport(FrozenCatalog catalog)
{
    private readonly TextsByHash _texts = new(catalog);

    /// <summary>What the header states, the schema, and what has no ids.</summary>
    public Catalog Frame(IReadOnlyList<AdAttribute> attributes) => new()
    {
        Currency = catalog.File.Header.Currency,
        TimeZone = catalog.File.Header.TimeZone,
        FirstDayOfWeek = (DayOfWeek)catalog.File.Header.FirstDayOfWeek,
        Generation = catalog.File.Header.Generation,
        Attributes = attributes,
        Categories = _texts.Categories(),
        TrafficCurve = [.. catalog.TrafficCurve.Span],
    };

    public IReadOnlyList<Category> Categories() => _texts.Categories();

    public Advertiser Advertiser(int ordinal)
    {
        ref readonly AdvertiserRow row = ref catalog.Advertisers[ordinal];
        return new Advertiser(catalog.AdvertiserIds[ordinal])
        {
            Name = Name(catalog.AdvertiserNames, ordinal),
            Domains = _texts.Domains(catalog.KeySets[row.DomainSet]),
            Categories = _texts.Leaves(catalog.KeySets[row.CategorySet]),
            Caps = Caps(row.CapSet),
            Recency = Recency(row.CapSet),
            IsPaused = row.Paused != 0,
        };
    }

    public Campaign Campaign(int ordinal)
    {
        ref readonly CampaignRow row = ref catalog.Campaigns[ordinal];
        return new Campaign(catalog.CampaignIds[ordinal], catalog.AdvertiserIds[row.Advertiser])
        {
            Name = Name(catalog.CampaignNames, ordinal),
            Budget = Money(row.BudgetMicros),
            Goal = row.GoalCount < 0 ? null : new DeliveryGoal(row.GoalEvent, row.GoalCount),
            Caps = Caps(row.CapSet),
            Recency = Recency(row.CapSet),
            Experiment = Arm(row.Experiment),
            IsPaused = row.Paused != 0,
        };
    }

    public Creative Creative(int ordinal)
    {
        ref readonly CreativeRow row = ref catalog.Creatives[ordinal];
        ref readonly SupplyRow supply = ref catalog.SupplyOf(ordinal);
        return new Creative(catalog.CreativeIds[ordinal], catalog.AdvertiserIds[row.Advertiser], supply.Format)
        {
            Name = Name(catalog.CreativeNames, ordinal),
            Duration = TimeSpan.FromMilliseconds(supply.DurationMilliseconds),
            Width = supply.Width,
            Height = supply.Height,
            Companions = [.. catalog.CompanionsOf(supply.CompanionSet).ToArray().Select(companion => catalog.CreativeIds[companion])],
            MimeType = supply.MimeType == SupplyRow.NoMimeType ? null : _texts[catalog.MimeKeys[supply.MimeType]],
            Attributes = Bits(supply.Attributes, first: 0),
            ApiFrameworks = Bits(supply.ApiFrameworks, first: 0),
            IsSkippable = supply.Skippable != 0,
            Language = row.Language == 0 ? null : catalog.Languages[row.Language],
            Categories = _texts.Leaves(catalog.KeySets[supply.CategorySet]),
            Approval = supply.Approval,
            Flight = (supply.FlightStartTicks, supply.FlightEndTicks) == (0, long.MaxValue) ? null : Flight(supply.FlightStartTicks, supply.FlightEndTicks),
            Caps = Caps(row.CapSet),
            Recency = Recency(row.CapSet),
        };
    }

    public Deal Deal(int ordinal) => new(catalog.DealIds[ordinal])
    {
        Floor = Money(catalog.Deals[ordinal].FloorMicros),
        Price = catalog.Deals[ordinal].Price,
    };

    /// <summary>The experiment with a range for each arm: coverage and weights are the same by another name.</summary>
    public Experiment Experiment(int ordinal)
    {
        ExperimentRow row = catalog.Experiments[ordinal];
        ArmRow[] arms = catalog.ArmsOf(ordinal).ToArray();
        string id = catalog.ExperimentIds[ordinal];
        string space = catalog.Namespaces[ordinal];
        return new Experiment(id)
        {
            Salt = _texts.Salt(row.SaltHash, id),
            Arms = [.. arms.Select((arm, n) => new ArmDefinition(catalog.ArmNames[row.FirstArm + n]) { Range = new UnitRange(arm.From, arm.To) })],
            Namespace = space.Length == 0 ? null : new ExperimentNamespace(space, row.NamespaceFrom, row.NamespaceTo),
            HoldoutArm = row.Holdout == 0 ? null : catalog.ArmNames[row.FirstArm + row.Holdout - 1],
        };
    }

    private ExperimentArm? Arm(ArmBinding binding)
    {
        if (!binding.IsBound)
        {
            return null;
        }

        int experiment = binding.Experiment - 1;
        string name = catalog.ArmNames[catalog.Experiments[experiment].FirstArm + binding.Arm];
        return new ExperimentArm(catalog.ExperimentIds[experiment], name) { InsideOnly = binding.InsideOnly != 0 };
    }

    private static string? Name(TextTable names, int ordinal) => names[ordinal] is { Length: > 0 } name ? name : null;

    private static Money? Money(long micros) => micros < 0 ? null : new Money(Amount(micros));

    private static decimal Amount(long micros) => micros / 1_000_000m;

    private static Flight Flight(long startTicks, long endTicks) =>
        new(new DateTimeOffset(startTicks, TimeSpan.Zero), endTicks == long.MaxValue ? null : new DateTimeOffset(endTicks, TimeSpan.Zero));

    private static int[] Bits(ulong bits, int first) => [.. Enumerable.Range(0, 64).Where(bit => (bits >> bit & 1) != 0).Select(bit => bit + first)];
}
