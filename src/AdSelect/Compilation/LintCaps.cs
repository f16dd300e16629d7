// Warns of caps that another cap, at least as strict, makes pointless.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class LintCaps
{
    public static void Run(LintInput input)
    {
        EntityIntake entities = input.Entities;
        for (int i = 0; i < entities.Advertisers.Count; i++)
        {
            Check(input, () => $"advertisers['{LintInput.Text(entities.AdvertiserIds, i)}']", entities.Advertisers[i].CapSet);
        }

        for (int i = 0; i < entities.Campaigns.Count; i++)
        {
            CampaignRow campaign = entities.Campaigns[i];
            Check(
                input,
                () => $"campaigns['{LintInput.Text(entities.CampaignIds, i)}']",
                campaign.CapSet,
                advertiser: entities.Advertisers[campaign.Advertiser].CapSet);
        }

        for (int i = 0; i < entities.Creatives.Count; i++)
        {
            Check(input, () => $"creatives['{LintInput.Text(entities.CreativeIds, i)}']", entities.Creatives[i].CapSet);
        }

        for (int i = 0; i < input.Count; i++)
        {
            if (input.Plan(i).CapSet != 0)
            {
                CheckLineItem(input, i);
            }
        }
    }

    private static void CheckLineItem(LintInput input, int lineItem)
    {
        bool counts = input.Plan(lineItem).CountsTowardParents != 0;
        LineItemRow row = input.Row(lineItem);
        int campaign = counts ? input.Entities.Campaigns[row.Campaign].CapSet : 0;
        int advertiser = counts ? input.Entities.Advertisers[row.Advertiser].CapSet : 0;
        Check(input, () => $"lineItems['{input.Id(lineItem)}']", input.Plan(lineItem).CapSet, campaign, advertiser);
    }

    private static void Check(LintInput input, Func<string> path, int capSet, int campaign = 0, int advertiser = 0)
    {
        if (capSet == 0)
        {
            return;
        }

        ReadOnlySpan<CapRow> own = input.Caps(capSet);
        for (int i = 0; i < own.Length; i++)
        {
            string? stricter = StricterOfItsOwn(own, i) is >= 0 and int other ? $"caps[{other}] of the same element"
                : IsMet(own[i], input.Caps(campaign)) ? "a cap of its campaign"
                : IsMet(own[i], input.Caps(advertiser)) ? "a cap of its advertiser"
                : null;
            if (stricter is not null)
            {
                input.Warning(
                    "cap-never-binds",
                    $"{path()}.caps[{i}]",
                    $"It counts the same as {stricter}, which is at least as strict, so it never decides; remove it or lower its limit of {own[i].Limit}.");
            }
        }
    }

    // Of two equal caps, the second is the one too many.
    private static int StricterOfItsOwn(ReadOnlySpan<CapRow> caps, int index)
    {
        for (int i = 0; i < caps.Length; i++)
        {
            if (i != index && CountsTheSame(caps[i], caps[index]) && (caps[i].Limit < caps[index].Limit || (caps[i].Limit == caps[index].Limit && i < index)))
            {
                return i;
            }
        }

        return -1;
    }

    // Whatever the element is shown counts toward its parents too, so their counts are never lower.
    private static bool IsMet(CapRow cap, ReadOnlySpan<CapRow> parents)
    {
        foreach (CapRow parent in parents)
        {
            if (CountsTheSame(parent, cap) && parent.Limit <= cap.Limit)
            {
                return true;
            }
        }

        return false;
    }

    private static bool CountsTheSame(in CapRow left, in CapRow right) =>
        left.Window == right.Window && left.Window != CapRow.RecencyWindow && left.WindowTicks == right.WindowTicks
        && left.Event == right.Event && left.Identity == right.Identity && left.Missing == right.Missing
        && left.Scope == right.Scope && (left.Scope == CapScope.Owner || left.CategoryKey == right.CategoryKey);
}
