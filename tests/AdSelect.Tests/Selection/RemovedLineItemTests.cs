// What a listener has met of a line item that a delta removed: its labels and categories are known no more, as in the whole catalog.
namespace AdSelect.Tests.Selection;

public sealed class RemovedLineItemTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("exclusion", SeparationScope.Session)]
    [InlineData("category", SeparationScope.Session)]
    [InlineData("spacing", SeparationScope.Break)]
    public void ItKeepsNothingApart(string shared, SeparationScope separation)
    {
        AdSnapshot whole = Engine.Compile(Of(shared, "old", "new", "other"));
        Assert.True(whole.TryFindLineItem("old", out LineItemRef old));
        Assert.True(whole.TryFindCreative("old", out CreativeRef media));
        Exposure met = whole.CreateExposure(old, media, AdEvent.Impression, "met", s_now) with { SessionId = "session" };
        byte[] history = ExposureHistory.Append([], met, s_now);
        Assert.Equal("other", Fill(whole, history, separation));
        AdSnapshot chain = whole.WithDelta(SnapshotCompiler.CompileDelta(Of(shared), ["old"], whole).RequireSnapshot());
        Assert.Equal("new", Fill(chain, history, separation));
        Assert.Equal("new", Fill(Engine.Compile(Of(shared, "new", "other")), history, separation));
    }

    private static string Fill(AdSnapshot snapshot, byte[] history, SeparationScope separation)
    {
        var request = new AdRequest(default)
        {
            Id = "request",
            Time = s_now.AddMinutes(5),
            Slot = Slot.Audio(30),
            Break = new AdBreak { DurationMilliseconds = 30_000, MaxAds = 1, Separation = separation },
            Exposures = new ExposureHistories { Session = history, SessionId = "session" },
        };
        var answer = new AdAnswer(new AdSelection[1]);
        Assert.True(new AdSelector(snapshot).TrySelectBreak(request, ref answer));
        return answer.Snapshot.LineItemId(answer.Winners[0].LineItem);
    }

    private static Catalog Of(string shared, params string[] lineItems)
    {
        string[] ids = ["old", "new", "other"];
        return new Catalog
        {
            Categories = [new Category("auto")],
            Advertisers = [.. ids.Select(static id => new Advertiser(id))],
            Campaigns = [.. ids.Select(static id => new Campaign(id, id))],
            Creatives = [.. ids.Select(id => new Creative(id, id, AdFormat.Audio)
            {
                Duration = TimeSpan.FromSeconds(15),
                Categories = shared == "category" && id != "other" ? ["auto"] : [],
            })],
            LineItems = [.. lineItems.Select(id => new LineItem(id, id)
            {
                Price = Price.Cpm(id == "new" ? 9 : 1),
                Creatives = [id],
                ExclusionLabels = shared == "exclusion" && id != "other" ? ["label"] : [],
                SpacingLabels = shared == "spacing" && id != "other" ? ["label"] : [],
            })],
        };
    }
}
