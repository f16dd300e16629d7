// The facts about the whole catalog that a snapshot's header states, and their bounds.
using AdSelect.Internals;

namespace AdSelect.Snapshots;

/// <summary>Catalog-wide facts in the header.</summary>
internal sealed record SnapshotHeader
{
    public required long Generation { get; init; }

    public required string Currency { get; init; }

    public required string TimeZone { get; init; }

    public required int FirstDayOfWeek { get; init; }

    public required int LineItemCount { get; init; }

    public required int CampaignCount { get; init; }

    public required int AdvertiserCount { get; init; }

    public required int CreativeCount { get; init; }

    public required int DealCount { get; init; }

    /// <summary>Checked before writing and after reading, so that neither side trusts the other.</summary>
    /// <exception cref="SnapshotException">A fact is impossible or beyond a limit.</exception>
    public void Check()
    {
        CheckText("currency", Currency);
        CheckText("timeZone", TimeZone);
        if (FirstDayOfWeek is < (int)DayOfWeek.Sunday or > (int)DayOfWeek.Saturday)
        {
            throw Refusal.Inconsistent($"The header's firstDayOfWeek is {FirstDayOfWeek}; it must be from 0 (Sunday) to 6 (Saturday).");
        }

        CheckCount("lineItems", LineItemCount, AdSelectLimits.MaxLineItems);
        CheckCount("campaigns", CampaignCount, AdSelectLimits.MaxCampaigns);
        CheckCount("advertisers", AdvertiserCount, AdSelectLimits.MaxAdvertisers);
        CheckCount("creatives", CreativeCount, AdSelectLimits.MaxCreatives);

        // Deals have no limit of their own: each is held by a line item.
        CheckCount("deals", DealCount, AdSelectLimits.MaxLineItems);
    }

    private static void CheckText(string name, string text)
    {
        if (!ValidText.Fits(text, AdSelectLimits.MaxNameBytes))
        {
            throw Refusal.TooLarge($"The header's {name} is longer than {AdSelectLimits.MaxNameBytes} bytes or not valid text.");
        }
    }

    private static void CheckCount(string name, int count, int limit)
    {
        if (count < 0)
        {
            throw Refusal.Inconsistent($"The header's count of {name} is {count}; it cannot be negative.");
        }

        if (count > limit)
        {
            throw Refusal.TooLarge($"The header's count of {name} is {count}; the limit is {limit}.");
        }
    }
}
