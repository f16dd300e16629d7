// Line items by campaign, for changes that concern a whole campaign.
using AdSelect.Indexing;

namespace AdSelect.Pacing;

internal sealed class CampaignGroups
{
    // Those of campaign c stand at places _first[c] to _first[c + 1].
    private readonly int[] _first;
    private readonly int[] _lineItems;

    private CampaignGroups(int[] first, int[] lineItems) => (_first, _lineItems) = (first, lineItems);

    public ReadOnlySpan<int> this[int campaign] => _lineItems.AsSpan(_first[campaign].._first[campaign + 1]);

    public static CampaignGroups Of(FrozenCatalog catalog)
    {
        int[] first = new int[catalog.Campaigns.Length + 1];
        foreach (ref readonly LineItemRow row in catalog.LineItems.Span)
        {
            first[row.Campaign + 1]++;
        }

        for (int i = 1; i < first.Length; i++)
        {
            first[i] += first[i - 1];
        }

        int[] next = [.. first];
        int[] lineItems = new int[catalog.LineItems.Length];
        for (int i = 0; i < lineItems.Length; i++)
        {
            lineItems[next[catalog.LineItems[i].Campaign]++] = i;
        }

        return new CampaignGroups(first, lineItems);
    }
}
