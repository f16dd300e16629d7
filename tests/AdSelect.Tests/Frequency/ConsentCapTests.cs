// Without consent the histories of persons are as if they had not been given: the cap says what follows from that.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;

namespace AdSelect.Tests.Frequency;

public sealed class ConsentCapTests
{
    public static TheoryData<CapIdentity, bool> Identities => new()
    {
        { CapIdentity.User, true }, { CapIdentity.Device, true }, { CapIdentity.Household, true }, { CapIdentity.Session, false }, { CapIdentity.Break, false },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void AllowCountsNothingRecordedAndDenyKeepsOut(CapIdentity identity, bool isPerson)
    {
        var cap = new FrequencyCap(1, CapWindow.Lifetime) { Identity = identity };
        Assert.Equal(isPerson ? RejectionReason.IdentityMissing : RejectionReason.FrequencyCapReached, Reason(cap, default, Log(identity)));
        Assert.Equal(isPerson ? RejectionReason.IdentityMissing : RejectionReason.None, Reason(cap, default, []));
        FrequencyCap allowing = cap with { MissingIdentity = MissingIdentity.Allow };
        Assert.Equal(isPerson ? RejectionReason.None : RejectionReason.FrequencyCapReached, Reason(allowing, default, Log(identity)));
        Assert.All([cap, allowing], one => Assert.Equal(RejectionReason.FrequencyCapReached, Reason(one, Consent.Full, Log(identity))));
    }

    [Theory]
    [InlineData("line item")]
    [InlineData("campaign")]
    [InlineData("advertiser")]
    [InlineData("creative")]
    public void WhereverTheCapStands(string owner)
    {
        FrequencyCap[] caps = [new FrequencyCap(1, CapWindow.Day) { MissingIdentity = MissingIdentity.Allow }];
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a") with { Caps = owner == "line item" ? caps : [] });
        catalog = catalog with
        {
            Campaigns = [catalog.Campaigns[0] with { Caps = owner == "campaign" ? caps : [] }],
            Advertisers = [catalog.Advertisers[0] with { Caps = owner == "advertiser" ? caps : [] }],
            Creatives = [catalog.Creatives[0] with { Caps = owner == "creative" ? caps : [] }],
        };
        var selector = new AdSelector(Engine.Compile(catalog));
        PlainRequest request = Request(CapIdentity.User, Log(CapIdentity.User));
        Assert.Empty(Engine.Select(selector, request, 1));
        Assert.Single(Engine.Select(selector, request with { Consent = default }, 1));
    }

    // Two slots of one request, a campaign that may be met once: the first pick counts, consent or not.
    [Fact]
    public void PicksOfTheRequestCountWithoutConsent()
    {
        Catalog catalog = SmallCatalog.Of(SmallCatalog.Item("a", 2), SmallCatalog.Item("b"));
        catalog = catalog with
        {
            Campaigns = [new Campaign("a", "a") { Caps = [new FrequencyCap(1, CapWindow.Day) { MissingIdentity = MissingIdentity.Allow }] }],
            Creatives = [SmallCatalog.Creative("a"), SmallCatalog.Creative("b", "a")],
            LineItems = [.. catalog.LineItems.Select(item => item with { CampaignId = "a", AllowsSameAdvertiser = true })],
        };
        PlainRequest request = new() { Consent = default, Slots = [new PlainSlot(AdFormat.Audio), new PlainSlot(AdFormat.Audio)] };
        Assert.Equal("a", Assert.Single(Engine.Select(new AdSelector(Engine.Compile(catalog)), request, 2)).LineItemId);
    }

    [Fact]
    public void WhoSaysThatItUsesPersonalDataNeedsConsentAllTheSame()
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a") with { UsesPersonalData = true })));
        Assert.Equal(RejectionReason.PersonalDataNotAllowed, Engine.Explain(selector, new PlainRequest { Consent = default }, "a").Reason);
    }

    private static RejectionReason Reason(FrequencyCap cap, Consent consent, PlainExposure[] log)
    {
        var selector = new AdSelector(Engine.Compile(SmallCatalog.Of(SmallCatalog.Item("a") with { Caps = [cap] })));
        PlainRequest request = Request(cap.Identity, log) with { Consent = consent };
        RejectionReason reason = Engine.Explain(selector, request, "a").Reason;
        Assert.Equal(reason == RejectionReason.None ? 1 : 0, Engine.Select(selector, request, 1).Length);
        return reason;
    }

    private static PlainRequest Request(CapIdentity identity, PlainExposure[] log) => new() { Listener = PlainListener.Of(identity, log) };

    private static PlainExposure[] Log(CapIdentity identity) =>
        [new PlainExposure(AdEvent.Impression, 1 + (ulong)identity, SmallCatalog.Noon.AddHours(-1), "a", "a", "a", "a")];
}
