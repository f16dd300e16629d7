// What the lint checks read, in the catalog's order, and the questions that several of them ask.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class LintInput(EntityIntake entities, LineItemIntake lineItems, TargetingFreezer targeting, DiagnosticBag diagnostics, DateTimeOffset? asOf)
{
    private readonly int[] _capOffsets = entities.CapSets.Offsets;
    private readonly CapRow[] _caps = entities.CapSets.Caps;

    public EntityIntake Entities => entities;

    public LineItemIntake LineItems => lineItems;

    public TargetingFreezer Targeting => targeting;

    /// <summary>The present, as far as the caller says; otherwise the beginning of time, when nothing is over.</summary>
    public long AsOfTicks { get; } = asOf?.UtcTicks ?? 0;

    public int Count => lineItems.Rows.Count;

    public ulong[] DaypartGrids { get; } = lineItems.DaypartGrids;

    public ref readonly LineItemRow Row(int lineItem) => ref CollectionsMarshal.AsSpan(lineItems.Rows)[lineItem];

    public ref readonly PlanRow Plan(int lineItem) => ref CollectionsMarshal.AsSpan(lineItems.Plans)[lineItem];

    public ReadOnlySpan<int> CreativesOf(int lineItem) => CollectionsMarshal.AsSpan(lineItems.Creatives).Slice(Row(lineItem).FirstCreative, Row(lineItem).CreativeCount);

    public ReadOnlySpan<CapRow> Caps(int capSet) => _caps.AsSpan(_capOffsets[capSet].._capOffsets[capSet + 1]);

    public string Id(int lineItem) => Text(lineItems.Ids, lineItem);

    public static string Text(TextPool pool, int index) => Encoding.UTF8.GetString(pool[index]);

    public static string Time(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static bool IsFlightEmpty(in LineItemRow row) => row.FlightEndTicks <= row.FlightStartTicks;

    public bool IsOver(in LineItemRow row) => row.FlightEndTicks <= AsOfTicks;

    /// <summary>False when the catalog itself says that the line item never serves from now on.</summary>
    public bool IsLive(int lineItem)
    {
        ref readonly LineItemRow row = ref Row(lineItem);
        CampaignRow campaign = entities.Campaigns[row.Campaign];
        return !row.Has(LineItemFlags.Paused) && campaign.Paused == 0 && entities.Advertisers[row.Advertiser].Paused == 0
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
            SupplyRow creative = entities.Supplies[entities.Creatives[index].Supply];
            long from = Math.Max(Math.Max(row.FlightStartTicks, creative.FlightStartTicks), AsOfTicks);
            if (creative.Approval == CreativeApproval.Approved && from < Math.Min(row.FlightEndTicks, creative.FlightEndTicks))
            {
                formats |= 1 << (int)creative.Format;
            }
        }

        return formats;
    }

    /// <param name="code">The stable code.</param>
    /// <param name="lineItem">The line item.</param>
    /// <param name="field">Its field, with the dot before it; empty for the whole line item.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public void Warning(string code, int lineItem, string field, string message) => Warning(code, $"lineItems['{Id(lineItem)}']{field}", message);

    public void Warning(string code, string path, string message) => diagnostics.Warning(code, path, message);
}
