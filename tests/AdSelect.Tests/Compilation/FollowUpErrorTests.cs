// One mistake is one error: what cannot be judged because of it is not reported as wrong too.
namespace AdSelect.Tests.Compilation;

public sealed class FollowUpErrorTests
{
    private static readonly Catalog Good = new()
    {
        Advertisers = [new Advertiser("a"), new Advertiser("b")],
        Campaigns = [new Campaign("of-b", "b")],
        Creatives = [new Creative("ad", "b", AdFormat.Display)],
        LineItems = [new LineItem("item", "of-b") { Price = Price.Cpm(1), Creatives = ["ad"] }],
    };

    [Fact]
    public void AnUnknownCampaignDoesNotMakeCreativesForeign() =>
        AssertOnly("unknown-campaign", Good with { LineItems = [new LineItem("item", "nobody") { Price = Price.Cpm(1), Creatives = ["ad"] }] });

    [Fact]
    public void AnUnknownAdvertiserOfACampaignDoesNotMakeCreativesForeign() =>
        AssertOnly("unknown-advertiser", Good with { Campaigns = [new Campaign("of-b", "nobody")] });

    [Fact]
    public void AnUnknownAdvertiserOfACreativeDoesNotMakeItForeign() =>
        AssertOnly("unknown-advertiser", Good with { Creatives = [new Creative("ad", "nobody", AdFormat.Display)] });

    private static void AssertOnly(string code, Catalog catalog)
    {
        Assert.Empty(SnapshotCompiler.Compile(Good).Errors);
        Assert.Equal(code, Assert.Single(SnapshotCompiler.Compile(catalog).Errors).Code);
    }
}
