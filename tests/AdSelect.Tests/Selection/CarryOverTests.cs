// Delivery state over editions that keep, drop, add and reorder line items: the same facts as a dictionary holds.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public sealed class CarryOverTests
{
    // More than one range of the passes, so that ranges meet.
    private const int LineItems = 40_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(40, 3)]
    [InlineData(1_000, 50)]
    [InlineData(20_000, 100)]
    public void FactsFollowTheirLineItems(int changes, int percentReordered)
    {
        var random = new Random(changes + percentReordered);
        List<LineItem> items = [.. Enumerable.Range(0, LineItems).Select(i => SmallCatalog.Item($"item {i}", Bid(random)))];
        var selector = new AdSelector(Engine.Compile(Catalog(items)));
        var spend = new Dictionary<string, long>();
        foreach (LineItem item in items.Where(_ => random.Next(3) == 0))
        {
            spend[item.Id] = random.Next(1, 1_000_000);
            Assert.True(selector.Delivery.Record(item.Id, AdEvent.Impression, 1, spend[item.Id]));
        }

        HashSet<string> stopped = [.. items.Where(_ => random.Next(10) == 0).Select(item => item.Id)];
        Assert.All(stopped, id => Assert.True(selector.Delivery.SetLineItemPaused(id, true)));
        Dictionary<string, double> multipliers = items.Where(_ => random.Next(5) == 0).ToDictionary(item => item.Id, _ => random.Next(1_000_001) / 1e6);
        Assert.All(multipliers, set => Assert.True(selector.Delivery.SetPacingMultiplier(set.Key, set.Value)));
        DeliveryState first = selector.Delivery;

        for (int i = 0; i < changes; i++)
        {
            items.RemoveAt(random.Next(items.Count));
            items.Insert(random.Next(items.Count), SmallCatalog.Item($"new {i}", Bid(random)));
        }

        for (int i = 0; i < items.Count; i++)
        {
            items[i] = random.Next(100) < percentReordered ? items[i] with { Price = SmallCatalog.Item("x", Bid(random)).Price } : items[i];
        }

        selector.Publish(Engine.Compile(Catalog(items)));
        Assert.NotSame(first, selector.Delivery);
        foreach (LineItem item in items)
        {
            Assert.True(selector.Delivery.TryGetDelivered(item.Id, out _, out long carried));
            Assert.Equal(spend.GetValueOrDefault(item.Id), carried);
            Assert.True(selector.Delivery.TryGetPacingMultiplier(item.Id, out double multiplier));
            Assert.Equal(multipliers.GetValueOrDefault(item.Id, 1), multiplier);
            int ordinal = selector.Snapshot.FindLineItem(item.Id);
            Assert.Equal(stopped.Contains(item.Id) ? RejectionReason.LineItemPaused : RejectionReason.None, selector.Delivery.Of(0).PauseOf(ordinal));
        }

        // Without pacing, the ranking is that of the catalog again.
        Assert.All(multipliers.Keys, id => selector.Delivery.SetPacingMultiplier(id, 1));

        // The live mask says the same: who matches and is stopped does not win.
        Span<AdSelection> winners = new AdSelection[AdSelectLimits.MaxWinners];
        var request = new AdRequest(new Term[new PlainRequest().TermCount]);
        new PlainRequest().Fill(ref request);
        int count = selector.Select(in request, winners, out AdSnapshot snapshot);
        string[] best = [.. Enumerable.Range(0, snapshot.LineItemCount).Select(snapshot.LineItemId).Where(id => !stopped.Contains(id)).Take(count)];
        Assert.Equal(AdSelectLimits.MaxWinners, count);
        Assert.Equal(best.Order(), winners[..count].ToArray().Select(winner => snapshot.LineItemId(winner.LineItem)).Order());
    }

    // Bids apart, so that no ties leave the order to the request.
    private static decimal Bid(Random random) => 1 + (random.Next(100_000_000) / 1_000_000m);

    private static Catalog Catalog(IEnumerable<LineItem> items) => SmallCatalog.Of([.. items]);
}
