// What the lint checks read, in the catalog's order, and the questions that several of them ask.
using System.Globalization;
using System.Text;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed record LintInput
{
    private readonly EntityIntake _entities;
    private readonly LineItemTable _lineItems;
    private readonly int[] _capOffsets;
    private readonly CapRow[] _caps;

    public LintInput(EntityIntake entities, LineItemTable lineItems, TargetingFreezer targeting, DateTimeOffset? asOf, Crew crew, Diagnostics findings)
    {
        _entities = entities;
        _lineItems = lineItems;
        _capOffsets = entities.CapSets.Offsets;
        _caps = entities.CapSets.Items;
        Targeting = targeting;
        DaypartGrids = lineItems.Pools.DaypartGrids.Items;
        AsOfTicks = asOf?.UtcTicks ?? 0;
        Crew = crew;
        Findings = findings;
    }

    public EntityIntake Entities => _entities;

    public LineItemTable LineItems => _lineItems;

    public TargetingFreezer Targeting { get; }

    public Crew Crew { get; }

    /// <summary>Takes what a check finds; every check has its own.</summary>
    public Diagnostics Findings { get; init; }

    /// <summary>The present, as far as the caller says; otherwise the beginning of time, when nothing is over.</summary>
    public long AsOfTicks { get; }

    public int Count => _lineItems.Count;

    public ulong[] DaypartGrids { get; }

    public ref readonly LineItemRow Row(int lineItem) => ref _lineItems.Row(lineItem);

    public ref readonly PlanRow Plan(int lineItem) => ref _lineItems.Plan(lineItem);

    public ReadOnlySpan<int> CreativesOf(int lineItem) => _lineItems.CreativesOf(lineItem);

    public ReadOnlySpan<CapRow> Caps(int capSet) => _caps.AsSpan(_capOffsets[capSet].._capOffsets[capSet + 1]);

    public string Id(int lineItem) => Encoding.UTF8.GetString(_lineItems.Id(lineItem));

    public static string Text(TextPool pool, int index) => Encoding.UTF8.GetString(pool[index]);

    public static string Time(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static bool IsFlightEmpty(in LineItemRow row) => row.FlightEndTicks <= row.FlightStartTicks;

    public bool IsOver(in LineItemRow row) => row.FlightEndTicks <= AsOfTicks;

    /// <summary>False when the catalog itself says that the line item never serves from now on.</summary>
    public bool IsLive(int lineItem)
    {
        ref readonly LineItemRow row = ref Row(lineItem);
        CampaignRow campaign = _entities.Campaigns[row.Campaign];
        return !row.Has(LineItemFlags.Paused) && campaign.Paused == 0 && _entities.Advertisers[row.Advertiser].Paused == 0
            && !IsFlightEmpty(row) && !IsOver(row)
            && Plan(lineItem).BudgetMicros != 0 && campaign.BudgetMicros != 0;
    }

    /// <summary>The formats, as bits, of the attached creatives that can serve at some time from now on within the flight.</summary>
    public int ServableFormats(int lineItem)
    {
        ref readonly LineItemRow row = ref Row(lineItem);
        int formats = 0;
        foreach (int index in CreativesOf(lineItem))
        {
            SupplyRow creative = _entities.Supplies[_entities.Creatives[index].Supply];
            long from = Math.Max(Math.Max(row.FlightStartTicks, creative.FlightStartTicks), AsOfTicks);
            if (creative.Approval == CreativeApproval.Approved && from < Math.Min(row.FlightEndTicks, creative.FlightEndTicks))
            {
                formats |= 1 << (int)creative.Format;
            }
        }

        return formats;
    }

    /// <summary>Whether an attached creative has companions.</summary>
    public bool HasCompanions(int lineItem)
    {
        bool found = false;
        foreach (int index in CreativesOf(lineItem))
        {
            found |= _entities.Supplies[_entities.Creatives[index].Supply].CompanionSet != 0;
        }

        return found;
    }

    /// <param name="code">The stable code.</param>
    /// <param name="lineItem">The line item.</param>
    /// <param name="field">Its field, with the dot before it; empty for the whole line item.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public void Warning(string code, int lineItem, string field, string message) =>
        Warning(code, Findings.Lists(code) ? $"lineItems['{Id(lineItem)}']{field}" : string.Empty, message);

    public void Warning(string code, string path, string message) => Findings.Warning(code, path, message);
}
